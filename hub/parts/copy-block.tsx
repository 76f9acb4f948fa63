import './copy-block.css';
import { Button } from 'azure-devops-ui/Button';
import { useRef, useState } from 'react';

/** Text to take along, such as YAML. Where the browser lets no page copy, the text is selected instead. */
export function CopyBlock({ name, text }: { readonly name: string; readonly text: string }) {
  const block = useRef<HTMLPreElement>(null);
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied.');
    } catch {
      if (block.current) window.getSelection()?.selectAllChildren(block.current);
      setSaid('Selected: press Ctrl+C or Cmd+C to copy.');
    }
  };
  return (
    <div className="slipway-copy">
      <pre ref={block} className="slipway-code" tabIndex={0} role="region" aria-label={name}>
        {text}
      </pre>
      <div className="slipway-copy-row">
        <Button text="Copy" ariaLabel={`Copy ${name}`} onClick={() => void copy()} />
        <span role="status">{said}</span>
      </div>
    </div>
  );
}

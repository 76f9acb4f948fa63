import { useState } from 'react';
import { saveFile } from './save-file.ts';

interface CsvButtonsProps {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly disabled: boolean;
  readonly render: () => string;
}

/** Takes along what is shown: as a file, or by the clipboard where a frame lets no page save files. */
export function CsvButtons({ name, disabled, render }: CsvButtonsProps) {
  const [said, setSaid] = useState('');
  const save = () => {
    setSaid('');
    saveFile(`${name}.csv`, 'text/csv;charset=utf-8', render());
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(render().replace('\uFEFF', ''));
      setSaid('Copied.');
    } catch {
      setSaid('Your browser lets this page copy nothing: save the file.');
    }
  };
  return (
    <>
      <button type="button" className="slipway-more" disabled={disabled} onClick={save}>
        Save as CSV
      </button>
      <button type="button" className="slipway-more" disabled={disabled} onClick={() => void copy()}>
        Copy as CSV
      </button>
      <span role="status">{said}</span>
    </>
  );
}

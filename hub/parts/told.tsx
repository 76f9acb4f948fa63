import './actions.css';
import type { ReactNode } from 'react';
import type { OutcomeWords } from './outcome-words.ts';

const MARKS: Readonly<Record<OutcomeWords['tone'], string>> = { success: '✓', warning: '!', error: '✕' };

/** Says what became of something that was done; always there, so that a screen reader hears it when it is filled. */
export function Told({
  words,
  children,
}: {
  readonly words: OutcomeWords | undefined;
  /** Where to go on, such as a link. */
  readonly children?: ReactNode;
}) {
  return (
    <div role="status" className="slipway-told-place">
      {words && (
        <p className={`slipway-told slipway-told-${words.tone}`} dir="auto">
          <span aria-hidden="true">{MARKS[words.tone]} </span>
          {words.text} {children}
        </p>
      )}
    </div>
  );
}

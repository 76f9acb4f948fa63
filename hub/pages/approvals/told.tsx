import type { OutcomeWords } from './describe-outcome.ts';

const MARKS: Readonly<Record<OutcomeWords['tone'], string>> = { success: '✓', warning: '!', error: '✕' };

/** Says what a decision came to; always there, so that a screen reader hears it when it is filled. */
export function Told({ words }: { readonly words: OutcomeWords | undefined }) {
  return (
    <div role="status" className="slipway-told-place">
      {words && (
        <p className={`slipway-told slipway-told-${words.tone}`} dir="auto">
          <span aria-hidden="true">{MARKS[words.tone]} </span>
          {words.text}
        </p>
      )}
    </div>
  );
}

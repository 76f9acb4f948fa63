import './state.css';
import type { Told, Tone } from './tone.ts';

/** Different shapes, so that nobody needs to tell colours apart. */
const MARKS: Readonly<Record<Tone, string>> = { good: '✓', bad: '✕', warning: '!', busy: '◔', quiet: '–' };

/** How something stands: a mark for the eye, words for everyone. */
export function State({ tone, words }: Told) {
  return (
    <span className="slipway-state">
      <span aria-hidden="true" className={`slipway-mark slipway-mark-${tone}`}>
        {MARKS[tone]}
      </span>
      <bdi>{words}</bdi>
    </span>
  );
}

import { languageOf, type Language } from './language.ts';
import { scanLine, type Channel, type ScanState } from './scan-line.ts';
import type { PromptFile, PromptLine } from './prompt-diff.ts';

/** A line of the new version, with what of it is code, comment and text. All four are equally long. */
export interface SourceLine {
  readonly number: number;
  readonly added: boolean;
  readonly text: string;
  /** Comments and the insides of strings are blank. */
  readonly code: string;
  readonly comment: string;
  readonly strings: string;
}

/** The new version's lines, hunk by hunk. */
export function sourceOf({ path, hunks }: PromptFile): SourceLine[][] {
  const language = languageOf(path);
  return hunks.map((hunk) => split(hunk, language));
}

/** Longer ones were written by machines. */
const LONGEST_LINE = 1000;

function split(hunk: readonly PromptLine[], language: Language): SourceLine[] {
  let state: ScanState = 'code';
  return hunk.flatMap(({ number, marker, text }) => {
    if (marker === '-' || text.length > LONGEST_LINE) return [];
    const scan = scanLine(text, language, state);
    state = scan.state;
    const only = (channel: Channel) =>
      scan.channels.map((of, at) => (of === channel ? (text[at] ?? ' ') : ' ')).join('');
    const line = { number, added: marker === '+', text };
    return [{ ...line, code: only('code'), comment: only('comment'), strings: only('strings') }];
  });
}

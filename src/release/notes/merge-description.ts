import { fitLines } from './cut-text.ts';
import { MAX_DESCRIPTION } from './pull-request-text.ts';

/** Less of a release than this is no use beside what people wrote. */
const LEAST = 500;

/**
 * The description to write, at most 4,000 UTF-16 units: `next` in the place of what was generated last, with what people
 * wrote above and below it. Gives `current` itself when nothing is to be written: it holds `next` already, or people
 * changed the generated text, which is then theirs. `lastGenerated` undefined: nothing was generated yet.
 */
export function mergeDescription(current: string, lastGenerated: string | undefined, next: string): string {
  const [is, was, will] = [comparable(current), comparable(lastGenerated ?? ''), comparable(next)];
  if (is === '' || (was !== '' && is === was)) return is === will ? current : next;
  if (findBlock(is, will) !== undefined) return current;
  const block = was === '' ? undefined : findBlock(is, was);
  if (block === undefined) return current;
  const [above, below] = [is.slice(0, block.start), is.slice(block.end)];
  const room = MAX_DESCRIPTION - above.length - below.length;
  if (will.length <= room) return `${above}${will}${below}`;
  if (room < LEAST) return current;
  const { kept } = fitLines(will.split('\n'), room - 2, ({ length }) => length);
  return `${above}${kept.join('\n').trimEnd()}\n…${below}`;
}

/** What the service and its editor change by themselves: comments, line breaks, space at line ends. */
const comparable = (text: string): string =>
  withoutComments(text.replace(/\r\n?/g, '\n'))
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();

/** By searching forward, so that a text of nothing but openings takes no longer. */
function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  for (let start = text.indexOf('<!--'); start !== -1; start = text.indexOf('<!--', from)) {
    const end = text.indexOf('-->', start + 4);
    if (end === -1) break;
    kept += text.slice(from, start);
    from = end + 3;
  }
  return kept + text.slice(from);
}

/** A text that stands there in whole lines. */
function findBlock(text: string, block: string): { readonly start: number; readonly end: number } | undefined {
  if (block === '') return undefined;
  const start = `\n${text}\n`.indexOf(`\n${block}\n`);
  return start === -1 ? undefined : { start, end: start + block.length };
}

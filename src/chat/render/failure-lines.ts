import type { FailureFacts } from './facts.ts';
import { cleanText, shortLine } from './clean-text.ts';
import { escapeCode, escapeLine, link } from './mrkdwn.ts';
import { lines, type Piece } from './piece.ts';

const MOST_LINES = 8;
const LONGEST_LINE = 200;
const MOST_PLACES = 4;

/** Where it failed, and the first lines of why. */
export function failureLines(failure: FailureFacts | undefined): readonly Piece[] {
  if (failure === undefined) return [];
  const places = failure.where.slice(0, MOST_PLACES).map((place) => escapeLine(place, 100));
  const where = places.length === 0 ? '*Failed*' : `*Failed in* ${places.join(' › ')}`;
  const log = failure.url === undefined ? '' : `  ·  ${link(failure.url, 'Log')}`;
  const issue = cleanText((failure.issue ?? '').slice(0, 20_000))
    .split('\n')
    .filter((line) => line.trim() !== '');
  const code = issue.slice(0, MOST_LINES).map((line) => ({ text: shortCode(line), isCode: true }));
  const more = issue.length - MOST_LINES;
  return [...lines(`${where}${log}`), ...code, ...(more > 0 ? lines(`and ${more} more lines, in the log`) : [])];
}

const shortCode = (line: string): string => {
  const space = /^\s{0,40}/.exec(line)?.[0] ?? '';
  return escapeCode(space + shortLine(line, LONGEST_LINE));
};

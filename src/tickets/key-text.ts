import { stripInvisible } from '../neutralise.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const ADDRESS = /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"'`)\]]*/gi;
/** Ends of addresses that are a ticket's own page, in Jira and in its boards. */
const TICKET_PAGE =
  /(?:\/browse\/|\/issues\/|[?&]selectedIssue=)([A-Z][A-Z0-9_]{1,39}-[1-9][0-9]{0,9})(?![A-Za-z0-9_-])/g;

/**
 * The lines of a text in which somebody may name a ticket: without code blocks, which hold logs and samples, and with
 * addresses taken out but for the ticket in the address of a ticket. Code spans stay: people put keys in backticks.
 */
export function keyLines(text: string): string[] {
  let fence: string | undefined;
  const lines: string[] = [];
  for (const line of stripInvisible(text).split('\n')) {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      lines.push('');
    } else if (mark !== undefined) {
      fence = mark;
      lines.push('');
    } else lines.push(withoutAddresses(line));
  }
  return lines;
}

const withoutAddresses = (line: string): string =>
  line.replace(ADDRESS, (address) => [...address.matchAll(TICKET_PAGE)].map(([, key]) => key).join(' ') || ' ');

/** Which of the lines of a commit message are trailers: the last paragraph, when all of it is `Word: value`. */
export function trailerLines(lines: readonly string[]): ReadonlySet<number> {
  let end = lines.length;
  while (end > 0 && lines[end - 1]?.trim() === '') end -= 1;
  let start = end;
  while (start > 0 && /^[A-Za-z][A-Za-z0-9-]{0,40}: ?\S/.test(lines[start - 1] ?? '')) start -= 1;
  // The subject is no trailer, even when it looks like one (`fix: …`).
  if (start === 0 || lines[start - 1]?.trim() !== '') return new Set();
  return new Set(Array.from({ length: end - start }, (_, index) => start + index));
}

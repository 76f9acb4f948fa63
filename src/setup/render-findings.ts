import type { Finding, FindingStatus } from './finding.ts';

const WORDS: Readonly<Record<FindingStatus, string>> = {
  ok: 'OK',
  warning: 'WARN',
  problem: 'FAIL',
  unknown: 'UNREAD',
};

/** Details quote what others said. */
const onLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const WIDEST = 60;

/** One aligned line for each finding, with a line for its remedy below. */
export function renderFindings(findings: readonly Finding[]): readonly string[] {
  const width = Math.min(WIDEST, Math.max(0, ...findings.map(({ title }) => title.length)));
  return findings.flatMap(({ status, title, detail, remedy }) => [
    `${WORDS[status].padEnd(6)}  ${onLine(title).padEnd(width)}  ${onLine(detail)}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(8)}-> ${onLine(remedy)}`]),
  ]);
}

/** How many of each, in words: "12 in order, 2 warnings, 1 problem, 1 could not be read". */
export function countFindings(findings: readonly Finding[]): string {
  const count = (status: FindingStatus) => findings.filter((one) => one.status === status).length;
  const several = (number: number, one: string) => (number === 0 ? [] : [`${number} ${one}${number === 1 ? '' : 's'}`]);
  const unread = count('unknown');
  return [
    ...several(count('problem'), 'problem'),
    ...several(count('warning'), 'warning'),
    ...(unread === 0 ? [] : [`${unread} could not be read`]),
    `${count('ok')} in order`,
  ].join(', ');
}

import { neutraliseCommands, stripInvisible } from '../neutralise.ts';
import { filesByState, reasonOf } from './coverage.ts';
import type { Examination } from './examine-changes.ts';
import type { Finding } from './finding.ts';
import { describeCounts } from './render-summary.ts';

const clean = (text: string): string => neutraliseCommands(stripInvisible(text));

/** The review for a terminal: each finding with its code, then what was looked at and what it cost. */
export function renderTerminal(examination: Examination): string {
  const { findings, unplaced, coverage, usage } = examination;
  const states = filesByState(coverage).map(({ state, files }) => `${files.length} ${state}`);
  const missing = coverage.files.filter(({ state }) => state.state === 'failed' || state.state === 'overBudget');
  return [
    ...findings.map(renderFinding),
    ...unplaced.map(({ reported, reason }) => clean(`(no place) ${reported.path}: ${reported.title} - ${reason}`)),
    ...missing.map(({ file, state }) => clean(`not reviewed: ${file.path}: ${reasonOf(state)}`)),
    `${coverage.complete ? 'Complete' : `INCOMPLETE (${coverage.percent} %)`}: ${describeCounts(findings)}; files: ${states.join(', ') || 'none'}.`,
    `${usage.requests} requests, ${usage.costUsd === undefined ? 'cost unknown' : `$${usage.costUsd.toFixed(4)}`}.`,
  ].join('\n\n');
}

function renderFinding({
  severity,
  category,
  path,
  startLine,
  title,
  explanation,
  code,
  replacement,
}: Finding): string {
  const mark = (sign: string) => (line: string) => `    ${sign} ${line}`;
  return clean(
    [
      `${severity.toUpperCase()} ${path}:${startLine} (${category})`,
      `  ${title}`,
      ...code.map(mark(replacement ? '-' : '|')),
      ...(replacement ?? []).map(mark('+')),
      ...explanation.split('\n').map((line) => `  ${line}`),
    ].join('\n'),
  );
}

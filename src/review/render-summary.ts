import type { Usage } from '../model.ts';
import type { Coverage, FileCoverage, FileState } from './coverage.ts';
import { filesByState, reasonOf } from './coverage.ts';
import type { Finding, UnplacedFinding } from './finding.ts';
import { countBySeverity, SEVERITIES } from './finding.ts';
import { codeCell, codeSpan, escapeLine, folded, lineCell, table } from './markdown.ts';
import { SEVERITY_NAMES } from './render-thread.ts';
import type { Verdict } from './verdict.ts';

export interface SummaryInput {
  readonly verdict: Verdict;
  readonly coverage: Coverage;
  /** All placed findings, worst first. */
  readonly findings: readonly Finding[];
  /** Fingerprints of those that have a thread of their own. */
  readonly inline: ReadonlySet<string>;
  readonly unplaced: readonly UnplacedFinding[];
  readonly dropped: number;
  readonly commit: string;
  readonly iteration: number;
  readonly usage: Usage;
  readonly model: string;
  readonly source: 'git' | 'rest';
  /** Shown under the verdict, e.g. that a stand-in answered. */
  readonly notice?: string;
}

const MAX_LISTED_FILES = 250;
const MAX_LISTED_FINDINGS = 50;

const VERDICTS: Readonly<Record<Verdict, string>> = {
  approve: '✅ Nothing blocks this change',
  requestChanges: '❌ Changes requested',
  incomplete: '⚠️ The review is incomplete',
};

/** The first line of a summary. */
export const renderHeading = (verdict: Verdict): string => `### ${VERDICTS[verdict]}`;

/** How a summary names its commit. */
export const commitMark = (commit: string): string => codeSpan(commit.slice(0, 8));

/** The one summary of a review on its pull request: short on top, everything else folded away. */
export function renderSummary(input: SummaryInput): string {
  return [
    renderHeading(input.verdict),
    input.notice === undefined ? '' : `> ${escapeLine(input.notice)}`,
    renderHeadline(input),
    renderMissing(input.coverage),
    renderFindings(input),
    renderUnplaced(input.unplaced),
    renderLedger(input.coverage),
    renderFooter(input),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

export function describeCounts(findings: readonly { readonly severity: Finding['severity'] }[]): string {
  const counts = countBySeverity(findings);
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => `${counts[severity]} ${severity}`,
  );
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function renderHeadline({ coverage, findings }: SummaryInput): string {
  const found = describeCounts(findings);
  return `${found.charAt(0).toUpperCase()}${found.slice(1)}. ${describeReviewed(coverage)}`;
}

/** "Reviewed 3 of 5 changed files.", and how much is missing. */
function describeReviewed({ files, complete, percent }: Coverage): string {
  const reviewed = files.filter(({ state }) => state.state === 'reviewed').length;
  const all = plural(files.length, 'changed file');
  if (complete && reviewed === 0) return `Nothing had to be reviewed in ${all}.`;
  const looked = reviewed < files.length ? `${reviewed} of ${all}` : files.length === 1 ? all : `all ${all}`;
  return `Reviewed ${looked}${complete ? '' : ` (${percent} % of the changes)`}.`;
}

/** What was not looked at comes before everything that was found. */
function renderMissing({ files }: Coverage): string {
  const missing = files.filter(({ state }) => state.state === 'failed' || state.state === 'overBudget');
  if (missing.length === 0) return '';
  const reasons = groupReasons(missing);
  const lines = reasons.map(([reason, count]) => `- ${plural(count, 'file')}: ${escapeLine(reason)}`);
  return ['**Not reviewed:**', ...lines].join('\n');
}

function groupReasons(files: readonly FileCoverage[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { state } of files) counts.set(reasonOf(state), (counts.get(reasonOf(state)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5);
}

function renderFindings({ findings, inline }: SummaryInput): string {
  if (findings.length === 0) return '';
  const shown = findings.slice(0, MAX_LISTED_FINDINGS);
  const rows = shown.map(({ severity, path, startLine, title, fingerprint }) => [
    SEVERITY_NAMES[severity],
    codeCell(`${cutPath(path)}:${startLine}`),
    lineCell(title, 160) + (inline.has(fingerprint) ? '' : ' *(only here)*'),
  ]);
  const rest = findings.length - shown.length;
  const more = rest > 0 ? `\n\nand ${plural(rest, 'more finding')} in the result file of the run.` : '';
  return table(['Severity', 'Where', 'Finding'], rows) + more;
}

function renderUnplaced(unplaced: readonly UnplacedFinding[]): string {
  if (unplaced.length === 0) return '';
  const lines = unplaced
    .slice(0, 20)
    .map(
      ({ reported, reason }) =>
        `- ${codeSpan(cutPath(reported.path))}: ${escapeLine(reported.title)} (${escapeLine(reason)})`,
    );
  return folded(`${plural(unplaced.length, 'remark')} that could not be tied to a line`, lines.join('\n'));
}

/** The end of a path, where its name is: a comment holds 150,000 characters at most. */
const cutPath = (path: string): string => (path.length > 160 ? `…${path.slice(-159)}` : path);

const STATE_NAMES: Readonly<Record<FileState['state'], string>> = {
  reviewed: 'reviewed',
  listed: 'named only',
  excluded: 'excluded',
  binary: 'binary',
  overBudget: 'over budget',
  failed: 'failed',
};

/** Every changed file in exactly one row or, in a very large change, in the count of its folder. */
function renderLedger(coverage: Coverage): string {
  const states = filesByState(coverage);
  if (states.length === 0) return '';
  const counts = states.map(({ state, files }) => `${files.length} ${STATE_NAMES[state]}`).join(', ');
  const all = states.flatMap(({ files }) => files);
  const rows =
    all.length <= MAX_LISTED_FILES
      ? all.map(({ file, state }) => [
          file.oldPath === undefined
            ? codeCell(cutPath(file.path))
            : `${codeCell(cutPath(file.oldPath))} → ${codeCell(cutPath(file.path))}`,
          state.state === 'reviewed' ? 'reviewed' : `${STATE_NAMES[state.state]}: ${lineCell(reasonOf(state), 120)}`,
        ])
      : byFolder(all);
  return folded(
    `Coverage: ${counts}`,
    table(all.length <= MAX_LISTED_FILES ? ['File', 'State'] : ['Folder', 'Files'], rows),
  );
}

function byFolder(files: readonly FileCoverage[]): string[][] {
  const folders = new Map<string, Map<string, number>>();
  const depth = files.length > 2_000 ? 1 : 2;
  for (const { file, state } of files) {
    const folder = file.path.split('/').slice(0, -1).slice(0, depth).join('/') || '(root)';
    const counts = folders.get(folder) ?? new Map<string, number>();
    const name = state.state === 'excluded' ? `excluded (${state.rule})` : STATE_NAMES[state.state];
    folders.set(folder, counts.set(name, (counts.get(name) ?? 0) + 1));
  }
  const rows = [...folders].map(([folder, counts]) => [
    codeCell(cutPath(folder)),
    [...counts].map(([name, count]) => `${count} ${name}`).join(', '),
  ]);
  if (rows.length <= MAX_LISTED_FILES) return rows;
  const rest = rows.slice(MAX_LISTED_FILES - 1).length;
  return [
    ...rows.slice(0, MAX_LISTED_FILES - 1),
    [`and ${plural(rest, 'more folder')}`, 'see the result file of the run'],
  ];
}

function renderFooter({ commit, iteration, usage, model, source, dropped }: SummaryInput): string {
  const cost = usage.costUsd === undefined ? 'cost unknown' : `$${usage.costUsd.toFixed(4)}`;
  const input = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  return [
    `Update ${iteration}, commit ${commitMark(commit)}`,
    `${escapeLine(model)}: ${plural(usage.requests, 'request')}, ${input} tokens in, ${usage.outputTokens} out, ${cost}`,
    source === 'rest' ? 'read over REST, without a checkout' : '',
    dropped > 0 ? `${plural(dropped, 'finding')} below the minimum severity left out` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

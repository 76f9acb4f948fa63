import type { Outcome } from '../outcome.ts';
import { escapeLine, table } from '../review/markdown.ts';
import type { LedgerChange } from './ledger/ledger-documents.ts';
import { outputsOf, type ReleaseReport } from './release-report.ts';

/** More rows than anybody reads on a summary page. */
const MAX_ROWS = 100;
/** More changes than a result file is read for. */
const MAX_KEPT = 2_000;

/** The notes as later steps find them: where the task wrote them, and in short, Markdown. */
interface KeptNotes {
  readonly file: string;
  readonly short: string;
}

/** What the run shows of an action. */
export function renderRelease(action: string, report: ReleaseReport, notes: KeptNotes | undefined): Outcome {
  const { kind, summary, changed, document, tag, commit } = report;
  return {
    kind,
    summary,
    outputs: outputsOf(report, notes?.file),
    result: {
      ...{ schema: 1, action, changed },
      ...(document === undefined ? {} : described(document)),
      ...{ tag, commit, shortNotes: notes?.short },
    },
    markdown: renderPage(action, report),
  };
}

/** The document as the run keeps it: the ledger has all of a long one. */
function described(document: NonNullable<ReleaseReport['document']>) {
  const { changes } = document;
  // The result says itself of which run it is; what was read names the one that wrote last.
  const run = 'deployments' in document ? document.run : undefined;
  return { document: { ...document, run, changes: changes.slice(0, MAX_KEPT) }, changeCount: changes.length };
}

function renderPage(action: string, { summary, document, tag }: ReleaseReport): string {
  if (document === undefined) return `## Release: ${escapeLine(action)}\n\n${escapeLine(summary)}\n`;
  const { component, version, previousVersion, state, changes } = document;
  const waits = 'notReady' in document ? document.notReady : [];
  const facts = [
    ['Component', escapeLine(component)],
    ['Version', `${escapeLine(version)}${previousVersion === null ? '' : ` (after ${escapeLine(previousVersion)})`}`],
    ['State', state],
    ['Tag', escapeLine(tag ?? '')],
    ...waits.map((reason) => ['Waits for', escapeLine(reason)]),
  ];
  return [
    `## ${escapeLine(component)} ${escapeLine(version)}`,
    escapeLine(summary),
    table(['', ''], facts),
    ...(changes.length === 0 ? [] : [renderChanges(changes)]),
    '',
  ].join('\n\n');
}

function renderChanges(changes: readonly LedgerChange[]): string {
  const rows = changes
    .slice(0, MAX_ROWS)
    .map(({ commit, pullRequest, title, tickets, bump, because }) => [
      pullRequest === null ? (commit?.slice(0, 8) ?? '') : `!${pullRequest}`,
      escapeLine(title),
      escapeLine(tickets.map(({ key }) => key).join(', ')),
      bump,
      escapeLine(because),
    ]);
  const more =
    changes.length > MAX_ROWS ? `\n\n${changes.length - MAX_ROWS} more changes stand in the result file.` : '';
  return table(['Change', 'Title', 'Tickets', 'Bump', 'Because'], rows) + more;
}

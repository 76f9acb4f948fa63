import type { Outcome } from '../outcome.ts';
import type { LedgerChange, ReleaseDocument, StagingDocument } from './ledger/ledger-documents.ts';
import { ticketKeys } from './changes/ticket-keys.ts';

/** What an action of StageRelease came to. */
export interface ReleaseReport {
  readonly kind: Outcome['kind'];
  readonly summary: string;
  /** True when it wrote, or would without dry run. */
  readonly changed: boolean;
  /** What now stands in the ledger, or would; undefined when there is nothing. */
  readonly document: StagingDocument | ReleaseDocument | undefined;
  readonly tag: string | undefined;
  /** What is built, or staged. */
  readonly commit: string | undefined;
  /** The source commit of the release pull request: what a gate before its merge approves. */
  readonly head?: string | undefined;
  /** Markdown; undefined where there are none. */
  readonly notes: string | undefined;
}

/** The outputs of a run that came to nothing. */
export const NO_RELEASE: Readonly<Record<string, string>> = {
  version: '',
  previousVersion: '',
  tag: '',
  tickets: '',
  state: '',
  releasePullRequestId: '',
  releasePullRequestCommit: '',
  commit: '',
  notes: '',
  changed: 'false',
};

const SHORTEST = 8;

/** More lines than anybody reads in a log; the result file has all. */
const MAX_LINES = 200;

/** One line for each change: what the log explains a version with. */
export function describeChanges(changes: readonly LedgerChange[]): readonly string[] {
  const more = changes.length - MAX_LINES;
  const lines = changes.slice(0, MAX_LINES).map(describeChange);
  return more > 0 ? [...lines, `and ${more} more, which stand in the result file.`] : lines;
}

function describeChange({ commit, pullRequest, title, tickets, because }: LedgerChange): string {
  const where = pullRequest === null ? (commit?.slice(0, SHORTEST) ?? 'imported') : `!${pullRequest}`;
  const named = tickets.map(({ key, type }) => (type === null ? key : `${key} ${type}`)).join(', ');
  return `${where}  ${title}${named === '' ? '' : `  [${named}]`}  <- ${because}`;
}

/** The outputs of the task. `notes` is the name of the file that the task wrote them to. */
export function outputsOf(report: ReleaseReport, notesFile: string | undefined): Readonly<Record<string, string>> {
  const { document, tag = '', commit = '', head = '', changed } = report;
  return {
    ...NO_RELEASE,
    ...(document === undefined ? {} : documentOutputs(document)),
    tag,
    releasePullRequestCommit: head,
    commit,
    notes: notesFile ?? '',
    changed: String(changed),
  };
}

function documentOutputs(document: StagingDocument | ReleaseDocument): Readonly<Record<string, string>> {
  const { version, previousVersion, changes, state, releasePullRequest } = document;
  return {
    version,
    previousVersion: previousVersion ?? '',
    tickets: ticketKeys(changes).join(','),
    state,
    releasePullRequestId: releasePullRequest === undefined ? '' : String(releasePullRequest.id),
  };
}

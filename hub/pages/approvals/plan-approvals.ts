import type { ApprovalPlace } from '../../data/approval-places.ts';
import type { KnownRuns } from '../../data/approval-runs.ts';
import type { Run } from '../../data/runs.ts';
import type { Approval } from '../../host/approvals.ts';
import { isSamePerson } from './judge-decision.ts';
import type { ReleasedByRun, ReleasedRuns } from './name-released.ts';

/** Why an approval is left out: nothing comes of deciding it. */
type Junk = 'runEnded' | 'runGone' | 'environmentGone';

export interface ApprovalRow {
  readonly approval: Approval;
  /** Undefined until it is known. */
  readonly run: Run | undefined;
  /** Undefined until it is known. */
  readonly place: ApprovalPlace | undefined;
  /** What the run releases; undefined until it is known. */
  readonly release: ReleasedByRun | undefined;
  /** Waits for the signed-in user. */
  readonly isMine: boolean;
  readonly junk: Junk | undefined;
}

interface Known {
  readonly approvals: readonly Approval[];
  readonly runs: KnownRuns;
  readonly places: ReadonlyMap<string, ApprovalPlace>;
  readonly released: ReleasedRuns;
  /** All that there are; undefined when that is not known. */
  readonly environments: ReadonlySet<string> | undefined;
  readonly userId: string;
}

export interface Choice {
  readonly show: 'mine' | 'all';
  /** Words that a row must have, all of them. */
  readonly text: string;
  readonly withJunk: boolean;
}

export interface ChosenApprovals {
  readonly rows: readonly ApprovalRow[];
  /** Of both lists, before the words; without what is left out. */
  readonly mine: number;
  readonly all: number;
  /** What is left out of the chosen list, by reason. */
  readonly leftOut: readonly { readonly junk: Junk; readonly count: number }[];
}

/** All approvals with what is known of them, in the order of `approvals`. */
export const planRows = (known: Known): readonly ApprovalRow[] =>
  known.approvals.map((approval) => rowOf(approval, known));

/** What the page shows of them. */
export function chooseRows(rows: readonly ApprovalRow[], { show, text, withJunk }: Choice): ChosenApprovals {
  const useful = rows.filter(({ junk }) => junk === undefined);
  const chosen = show === 'mine' ? rows.filter(({ isMine }) => isMine) : rows;
  const reasons = ['runEnded', 'runGone', 'environmentGone'] as const;
  const leftOut = reasons.map((junk) => ({ junk, count: chosen.filter((row) => row.junk === junk).length }));
  const hasWords = wordsTest(text);
  return {
    rows: chosen.filter((row) => (withJunk || row.junk === undefined) && hasWords(row)),
    mine: useful.filter(({ isMine }) => isMine).length,
    all: useful.length,
    leftOut: leftOut.filter(({ count }) => count > 0),
  };
}

function rowOf(approval: Approval, { runs, places, released, environments, userId }: Known): ApprovalRow {
  const found = approval.run && runs.get(approval.run.id);
  const place = places.get(approval.id);
  const run = found === 'gone' ? undefined : found;
  const release = approval.run && released.get(approval.run.id);
  const junk = junkOf(found, place, environments);
  return { approval, run, place, release, isMine: isMine(approval, userId), junk };
}

/** What somebody deferred does not wait for them. */
const isMine = ({ mayDecide, steps }: Approval, userId: string): boolean =>
  mayDecide && !steps.some(({ status, by }) => status === 'deferred' && isSamePerson(by?.id, userId));

function junkOf(
  run: Run | 'gone' | undefined,
  place: ApprovalPlace | undefined,
  environments: ReadonlySet<string> | undefined,
): Junk | undefined {
  if (run === 'gone') return 'runGone';
  if (run?.status === 'completed') return 'runEnded';
  const used = place?.environments ?? [];
  const isGone = environments !== undefined && used.length > 0 && used.every(({ id }) => !environments.has(id));
  return isGone ? 'environmentGone' : undefined;
}

function wordsTest(wanted: string): (row: ApprovalRow) => boolean {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => true;
  return (row) => {
    const text = searched.get(row) ?? searchedText(row);
    searched.set(row, text);
    return words.every((word) => text.includes(word));
  };
}

/** Made once for each row, not with every letter that is typed. */
const searched = new WeakMap<ApprovalRow, string>();

/** Texts from outside may be very long: what is beyond this is not looked through. */
const LONGEST = 400;

function searchedText({ approval, place, release }: ApprovalRow): string {
  const { pipeline, run: named, instructions, steps } = approval;
  const texts = [
    pipeline,
    named?.name,
    release?.version,
    release?.component,
    place?.stage,
    ...(place?.environments ?? []).map(({ name }) => name),
    ...steps.map(({ approver }) => approver.name),
    instructions,
  ];
  return texts.map((one) => (one ?? '').slice(0, LONGEST).toLowerCase()).join('\n');
}

/** How many are left out and why; undefined when none are. */
export function describeLeftOut(leftOut: ChosenApprovals['leftOut']): string | undefined {
  if (leftOut.length === 0) return undefined;
  return `Left out: ${leftOut.map(({ junk, count }) => `${count} ${REASONS[junk]}`).join(', ')}.`;
}

const REASONS: Readonly<Record<Junk, string>> = {
  runEnded: 'of runs that have ended',
  runGone: 'of runs that were deleted or that you may not see',
  environmentGone: 'of environments that were deleted or that you may not see',
};

/** When an approval times out, UTC; undefined where that is not known. */
export function deadlineOf(approval: Approval, place: ApprovalPlace | undefined): string | undefined {
  const begun = Date.parse(approval.createdAt);
  if (place?.minutes === undefined || Number.isNaN(begun)) return undefined;
  const deadline = new Date(begun + place.minutes * 60_000);
  return Number.isNaN(deadline.getTime()) ? undefined : deadline.toISOString();
}

/** What is said of a deadline that is not known, or not yet. */
export const tellUnknownDeadline = (place: ApprovalPlace | undefined): string =>
  place === undefined || place.unread === true ? 'deadline…' : 'deadline not known';

/** The one to go on with once `id` is no longer there: the next, else the one before. */
export function neighbourOf(rows: readonly ApprovalRow[], id: string): string | undefined {
  const at = rows.findIndex(({ approval }) => approval.id === id);
  return at < 0 ? undefined : (rows[at + 1] ?? rows[at - 1])?.approval.id;
}

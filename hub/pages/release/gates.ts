import type { ApprovalPlace } from '../../data/approval-places.ts';
import type { Approval, ApprovalStatus, ApprovalStep } from '../../host/approvals.ts';
import type { Told } from '../../parts/tone.ts';

/** An approval of a run, for reading. */
export interface Gate {
  readonly id: string;
  /** The stage and the environments that ask. */
  readonly name: string;
  readonly state: Told;
  readonly isOpen: boolean;
  readonly askedAt: string;
  /** UTC: when it times out; undefined when it has ended or that is not known. */
  readonly deadline: string | undefined;
  readonly needed: string;
  readonly steps: readonly GateStep[];
  readonly instructions: string;
}

interface GateStep {
  readonly name: string;
  /** Who of a group decided; empty when that is the approver. */
  readonly by: string;
  readonly words: string;
  /** UTC; empty while nothing was decided. */
  readonly at: string;
  readonly comment: string;
}

const STATES: Readonly<Record<ApprovalStatus, Told>> = {
  pending: { tone: 'busy', words: 'Waits' },
  deferred: { tone: 'busy', words: 'Approved for later' },
  approved: { tone: 'good', words: 'Approved' },
  rejected: { tone: 'bad', words: 'Rejected' },
  timedOut: { tone: 'bad', words: 'Nobody answered in time' },
  canceled: { tone: 'quiet', words: 'Cancelled' },
  skipped: { tone: 'quiet', words: 'Skipped' },
  failed: { tone: 'bad', words: 'Failed' },
};

const STEPS: Readonly<Record<ApprovalStep['status'], string>> = {
  waiting: 'has not answered',
  approved: 'approved',
  rejected: 'rejected',
  deferred: 'approved for later',
  over: 'was not needed',
};

/** An approval with its place, in words. */
export function planGate(approval: Approval, place: ApprovalPlace | undefined): Gate {
  const { id, status, steps, needed, inOrder, createdAt, instructions } = approval;
  const environments = (place?.environments ?? []).map(({ name }) => name).join(', ');
  const isOpen = status === 'pending' || status === 'deferred';
  const order = inOrder ? ', in order' : '';
  return {
    id,
    name: [place?.stage ?? 'A stage', environments].filter((part) => part !== '').join(' – '),
    state: STATES[status],
    isOpen,
    askedAt: createdAt,
    deadline: isOpen ? deadlineOf(createdAt, place?.minutes) : undefined,
    needed: `${needed} of ${steps.length} must approve${order}`,
    steps: steps.map(stepOf),
    instructions,
  };
}

function stepOf({ approver, by, status, comment, at }: ApprovalStep): GateStep {
  const isDecided = status === 'approved' || status === 'rejected' || status === 'deferred';
  return {
    name: approver.name,
    by: isDecided && by !== undefined && by.id !== approver.id ? by.name : '',
    words: STEPS[status],
    at: isDecided ? at : '',
    comment,
  };
}

function deadlineOf(askedAt: string, minutes: number | undefined): string | undefined {
  const asked = Date.parse(askedAt);
  if (minutes === undefined || Number.isNaN(asked)) return undefined;
  const moment = new Date(asked + minutes * 60_000);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

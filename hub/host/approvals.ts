import * as z from 'zod';
import type { Rest } from './rest.ts';

// Neither package of Azure DevOps has a client for approvals. Before this version the answer does not tell the run.
const READ_VERSION = '7.2-preview.2';
/** More than anybody waits for; the service names no page to go on from. */
const MOST = 3_000;

interface Approver {
  readonly id: string;
  readonly name: string;
  readonly isGroup: boolean;
}

/** What one approver, or one of a group, was asked and has said. */
export interface ApprovalStep {
  readonly approver: Approver;
  /** Who decided; not the approver itself where that is a group. */
  readonly by: Approver | undefined;
  readonly status: 'waiting' | 'approved' | 'rejected' | 'deferred' | 'over';
  readonly comment: string;
  /** UTC. */
  readonly at: string;
  /** Deferred until then; UTC, empty when it is not. */
  readonly until: string;
}

export type ApprovalStatus =
  | 'pending'
  | 'deferred'
  | 'approved'
  | 'rejected'
  | 'timedOut'
  | 'canceled'
  | 'skipped'
  | 'failed';

/** An approval of a stage as the signed-in user may see it. */
export interface Approval {
  readonly id: string;
  readonly status: ApprovalStatus;
  readonly steps: readonly ApprovalStep[];
  /** How many have to approve. */
  readonly needed: number;
  /** One after the other, in the order of the steps. */
  readonly inOrder: boolean;
  /** Identities that may not decide, such as who asked for the run. */
  readonly blocked: readonly string[];
  readonly instructions: string;
  /** UTC. */
  readonly createdAt: string;
  readonly changedAt: string;
  /** Whether Azure DevOps takes a decision of the signed-in user. */
  readonly mayDecide: boolean;
  /** Undefined where Azure DevOps does not say which run waits. */
  readonly run: { readonly id: number; readonly name: string } | undefined;
  readonly pipeline: string;
}

export interface Decision {
  readonly status: 'approved' | 'rejected';
  readonly comment: string;
}

const Identity = z
  .object({
    id: z.string().nullish(),
    displayName: z.string().nullish(),
    uniqueName: z.string().nullish(),
    isContainer: z.boolean().nullish(),
  })
  .nullish();
const Permissions = z.union([z.string(), z.number()]).nullish();
const WireStep = z.object({
  assignedApprover: Identity,
  actualApprover: Identity,
  status: z.string().nullish(),
  comment: z.string().nullish(),
  lastModifiedOn: z.string().nullish(),
  deferredTo: z.string().nullish(),
});
const WireApproval = z.object({
  id: z.string(),
  status: z.string(),
  steps: z.array(WireStep).nullish(),
  executionOrder: z.string().nullish(),
  minRequiredApprovers: z.number().nullish(),
  blockedApprovers: z.array(Identity).nullish(),
  instructions: z.string().nullish(),
  createdOn: z.string().nullish(),
  lastModifiedOn: z.string().nullish(),
  permissions: Permissions,
  // Documented as any object: what is no run is taken for none.
  pipeline: z
    .object({
      name: z.string().nullish(),
      owner: z.object({ id: z.coerce.number().int().positive(), name: z.string().nullish() }).nullish(),
    })
    .nullish()
    .catch(undefined),
});
const WireApprovals = z.object({ value: z.array(WireApproval) });

interface Place {
  readonly project: string;
  readonly signal?: AbortSignal | undefined;
}

interface Waiting {
  /** The longest waiting first. */
  readonly approvals: readonly Approval[];
  /** There may be more than Azure DevOps was asked for. */
  readonly isCut: boolean;
}

/** The approvals that wait in a project, the deferred ones too; two requests however many there are. */
export async function listWaitingApprovals(rest: Rest, { project, signal }: Place): Promise<Waiting> {
  const read = async (state: 'pending' | 'deferred') => {
    const query = new URLSearchParams({ state, $expand: 'steps,permissions', top: String(MOST) });
    const { value } = await rest.get(
      {
        what: `the approvals of ${project}`,
        path: `${pathOf(project)}?${query.toString()}`,
        version: READ_VERSION,
        ...(signal && { signal }),
      },
      WireApprovals,
    );
    return value;
  };
  const [pending, deferred] = await Promise.all([read('pending'), read('deferred')]);
  const known = new Map([...pending, ...deferred].map((wire) => [wire.id.toLowerCase(), approvalOf(wire)]));
  const approvals = [...known.values()].sort((one, other) => moment(one.createdAt) - moment(other.createdAt));
  return { approvals, isCut: pending.length >= MOST || deferred.length >= MOST };
}

/** One approval, whether it waits or has ended; undefined where there is none. */
export async function findApproval(rest: Rest, { project, signal }: Place, id: string): Promise<Approval | undefined> {
  const wire = await rest.find(
    {
      what: 'this approval',
      path: `${pathOf(project)}/${encodeURIComponent(id)}?$expand=steps,permissions`,
      version: READ_VERSION,
      ...(signal && { signal }),
    },
    WireApproval,
  );
  return wire && approvalOf(wire);
}

/** Decides as the signed-in user. Sent once: what it came to has to be read. Throws HubProblem. */
export async function sendDecision(
  rest: Rest,
  project: string,
  { id, status, comment }: Decision & { readonly id: string },
): Promise<void> {
  // A batch of one: of several the service may do some.
  const body = [{ approvalId: id, status, comment }];
  await rest.send('PATCH', { what: 'this approval', path: pathOf(project), body }, z.unknown());
}

const pathOf = (project: string) => `${encodeURIComponent(project)}/_apis/pipelines/approvals`;

/** Milliseconds since 1970; what is no moment is the oldest. */
const moment = (text: string): number => Date.parse(text) || 0;

function approvalOf(wire: z.infer<typeof WireApproval>): Approval {
  const steps = (wire.steps ?? []).map(stepOf);
  const { owner, name } = wire.pipeline ?? {};
  return {
    id: wire.id.toLowerCase(),
    status: statusOf(wire.status),
    steps,
    needed: neededOf(wire.minRequiredApprovers, steps.length),
    inOrder: wire.executionOrder === 'inSequence',
    blocked: (wire.blockedApprovers ?? []).flatMap((one) => one?.id ?? []),
    instructions: wire.instructions ?? '',
    createdAt: wire.createdOn ?? '',
    changedAt: wire.lastModifiedOn ?? wire.createdOn ?? '',
    mayDecide: mayUpdate(wire.permissions),
    run: owner ? { id: owner.id, name: owner.name ?? `${owner.id}` } : undefined,
    pipeline: name ?? '',
  };
}

/** No number, and 0, mean all. */
const neededOf = (told: number | null | undefined, all: number): number =>
  told === undefined || told === null || told < 1 ? all : told;

const stepOf = (wire: z.infer<typeof WireStep>): ApprovalStep => ({
  approver: approverOf(wire.assignedApprover) ?? { id: '', name: '', isGroup: false },
  by: approverOf(wire.actualApprover),
  status: stepStatusOf(wire.status ?? 'pending'),
  comment: wire.comment ?? '',
  at: wire.lastModifiedOn ?? '',
  until: wire.deferredTo ?? '',
});

function approverOf(wire: z.infer<typeof Identity>): Approver | undefined {
  if (!wire) return undefined;
  const { id, displayName, uniqueName, isContainer } = wire;
  return { id: id ?? '', name: displayName ?? uniqueName ?? '', isGroup: isContainer === true };
}

function stepStatusOf(status: string): ApprovalStep['status'] {
  if (status === 'approved' || status === 'rejected' || status === 'deferred') return status;
  return ['pending', 'uninitiated', 'undefined'].includes(status) ? 'waiting' : 'over';
}

function statusOf(status: string): ApprovalStatus {
  switch (status) {
    case 'completed':
      return 'approved';
    case 'deferred':
    case 'approved':
    case 'rejected':
    case 'timedOut':
    case 'canceled':
    case 'skipped':
    case 'failed':
      return status;
    default:
      return 'pending';
  }
}

/** Names, or the flags that they are: view 1, update 2. */
function mayUpdate(permissions: z.infer<typeof Permissions>): boolean {
  if (typeof permissions === 'number') return (permissions & 2) !== 0;
  return /\bupdate\b/i.test(permissions ?? '');
}

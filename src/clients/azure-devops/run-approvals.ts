import * as z from 'zod';
import type {
  ApprovalDecider,
  ApprovalStatus,
  Approver,
  GateApproval,
  GatedRun,
  RunGates,
  RunStage,
} from '../../chat/ports.ts';
import { SlipwayError } from '../../errors.ts';
import { LostAnswerError } from '../http/http-errors.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { PIPELINE_SECURITY } from './pipelines.ts';

const Identity = z
  .object({ id: z.string().nullish(), displayName: z.string().nullish(), uniqueName: z.string().nullish() })
  .nullish();

const WireStep = z.object({
  assignedApprover: Identity,
  actualApprover: Identity,
  status: z.string().nullish(),
  comment: z.string().nullish(),
  lastModifiedOn: z.string().nullish(),
});
type WireStep = z.infer<typeof WireStep>;

const WireApproval = z.object({
  id: z.string(),
  status: z.string(),
  steps: z.array(WireStep).nullish(),
  minRequiredApprovers: z.number().nullish(),
  instructions: z.string().nullish(),
  lastModifiedOn: z.string().nullish(),
  permissions: z.union([z.string(), z.number()]).nullish(),
});
const WireApprovals = z.object({ value: z.array(WireApproval) });

const WireBuild = z.object({ status: z.string().nullish() });
const WireRecord = z.object({
  id: z.string(),
  parentId: z.string().nullish(),
  type: z.string().nullish(),
  name: z.string().nullish(),
  identifier: z.string().nullish(),
  state: z.string().nullish(),
});
type WireRecord = z.infer<typeof WireRecord>;
const WireTimeline = z.object({ records: z.array(WireRecord).nullish() }).nullable();

const WireSuite = z.object({
  resources: z.array(z.object({ type: z.string().nullish(), name: z.string().nullish() })).nullish(),
});

const view = { permission: 'View builds', grantedAt: PIPELINE_SECURITY };
const MAX_DEPTH = 20;
const MAX_WRITES = 3;
const FIRST_PAUSE_MS = 300;

/** The gates of this project's runs, to be looked at only. Requires "View builds". */
export function createRunGates(client: AzureDevOpsClient): RunGates {
  return {
    async readRun(runId) {
      const path = ['build', 'builds', runId];
      const [build, timeline] = await Promise.all([
        client.call({ ...view, operation: `show run ${runId}`, path }, WireBuild),
        client.call(
          { ...view, operation: `show the stages of run ${runId}`, path: [...path, 'timeline'] },
          WireTimeline,
        ),
      ]);
      return gatedRunOf(build.status === 'completed', timeline?.records ?? []);
    },
    readApprovals: (ids) => readApprovals(client, ids),
    readEnvironments: (checkpointId) => readEnvironments(client, checkpointId),
  };
}

/** Approvals as the identity of the client's token. Requires that it was assigned as approver. */
export function createApprovalDecider(client: AzureDevOpsClient): ApprovalDecider {
  const readApproval = async (id: string) => {
    try {
      return (await readApprovals(client, [id]))[0];
    } catch (error) {
      throw isUnauthorized(error) ? tokenRefused(error) : error;
    }
  };
  return {
    readApproval,
    async decide(id, status, comment) {
      for (let writes = 1; ; writes += 1) {
        const lost = await patchOnce(client, { approvalId: id, status, comment });
        if (lost.kind === 'lost') await client.pause(FIRST_PAUSE_MS * 2 ** (writes - 1));
        // What was said of the write is not how it stands: the service may have done it, or somebody else.
        const approval = await readApproval(id);
        if (lost.kind === 'done') return { approval, refused: undefined };
        const isOurs = approval?.steps.some((step) => step.status === status && step.comment === comment) ?? false;
        if (isOurs) return { approval, refused: undefined };
        if (lost.kind === 'refused') return { approval, refused: lost.why };
        if (approval?.status !== 'pending') return { approval, refused: 'it was decided meanwhile' };
        if (writes === MAX_WRITES) throw lost.error;
      }
    },
  };
}

type Patched =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'lost'; readonly error: LostAnswerError };

/** A batch of one: of several the service may do some. */
async function patchOnce(
  client: AzureDevOpsClient,
  update: { readonly approvalId: string; readonly status: 'approved' | 'rejected'; readonly comment: string },
): Promise<Patched> {
  try {
    await client.call(
      {
        operation: `decide approval ${update.approvalId}`,
        method: 'PATCH',
        path: ['pipelines', 'approvals'],
        body: [update],
        permission: 'Approver of the environment',
        grantedAt: 'the environment > Approvals and checks',
      },
      z.unknown(),
    );
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof LostAnswerError) return { kind: 'lost', error };
    if (isUnauthorized(error)) throw tokenRefused(error);
    if (error instanceof SlipwayError && REFUSALS.test(error.code)) return { kind: 'refused', why: error.message };
    throw error;
  }
}

const REFUSALS = /^AZURE_DEVOPS_(CONFLICT|FORBIDDEN|NOT_FOUND|REFUSED)$/;

const isUnauthorized = (error: unknown): boolean =>
  error instanceof SlipwayError && error.code === 'AZURE_DEVOPS_UNAUTHORIZED';

/** It is not the job's token that was refused. */
const tokenRefused = (cause: unknown): SlipwayError =>
  new SlipwayError('Azure DevOps does not accept the token of "approvalToken".', {
    kind: 'auth',
    code: 'APPROVAL_TOKEN_REFUSED',
    hint: 'It has expired or was revoked: create another one with the scope Build (Read & execute) for the identity that approves.',
    cause,
  });

async function readApprovals(client: AzureDevOpsClient, ids: readonly string[]): Promise<readonly GateApproval[]> {
  if (ids.length === 0) return [];
  const { value } = await client.call(
    {
      ...view,
      operation: 'show the approvals that the run waits for',
      path: ['pipelines', 'approvals'],
      query: { approvalIds: ids.join(','), $expand: 'steps,permissions' },
    },
    WireApprovals,
  );
  return value.map(approvalOf);
}

function approvalOf(wire: z.infer<typeof WireApproval>): GateApproval {
  const steps = wire.steps ?? [];
  return {
    id: wire.id.toLowerCase(),
    status: statusOf(wire.status),
    waitsFor: steps.filter(({ status }) => isWaiting(status)).map(({ assignedApprover }) => personOf(assignedApprover)),
    steps: steps.flatMap(stepOf),
    minRequired: wire.minRequiredApprovers ?? undefined,
    instructions: wire.instructions ?? '',
    changedAt: momentOf(wire.lastModifiedOn),
    mayDecide: mayUpdate(wire.permissions),
  };
}

function stepOf({ assignedApprover, actualApprover, status, comment, lastModifiedOn }: WireStep) {
  if (status !== 'approved' && status !== 'rejected') return [];
  const by = personOf(actualApprover ?? assignedApprover);
  return [{ by, status, comment: comment ?? '', at: momentOf(lastModifiedOn) } as const];
}

const isWaiting = (status: string | null | undefined): boolean =>
  ['pending', 'uninitiated', 'deferred', 'undefined'].includes(status ?? 'pending');

/** The service writes seven digits of a second; what is no moment is not known. */
function momentOf(text: string | null | undefined): string | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** ApprovalDetailsExpand tells permissions as names, or as the flags they are: view 1, update 2. */
function mayUpdate(permissions: string | number | null | undefined): boolean {
  if (typeof permissions === 'number') return (permissions & 2) !== 0;
  return /\bupdate\b/i.test(permissions ?? '');
}

function statusOf(status: string): ApprovalStatus {
  switch (status) {
    case 'approved':
    case 'completed':
      return 'approved';
    case 'rejected':
    case 'skipped':
    case 'canceled':
    case 'timedOut':
    case 'failed':
      return status;
    default:
      return 'pending';
  }
}

function personOf(identity: z.infer<typeof Identity>): Approver {
  const { id, displayName, uniqueName } = identity ?? {};
  return {
    id: id ?? '',
    name: displayName ?? uniqueName ?? '',
    email: uniqueName?.includes('@') ? uniqueName : undefined,
  };
}

function gatedRunOf(isEnded: boolean, records: readonly WireRecord[]): GatedRun {
  const known = new Map(records.map((record) => [record.id, record]));
  const stages = records.filter(({ type }) => type === 'Stage');
  const gates = records.flatMap((record) => {
    if (record.type !== 'Checkpoint.Approval') return [];
    const above = parentsOf(record, known);
    const stage = above.find(({ type }) => type === 'Stage');
    if (stage === undefined) return [];
    const checkpointId = above.find(({ type }) => type === 'Checkpoint')?.id;
    return [{ approvalId: record.id.toLowerCase(), stage: stageOf(stage), checkpointId }];
  });
  return { isEnded, stages: stages.map(stageOf), gates };
}

const stageOf = ({ id, identifier, name, state }: WireRecord): RunStage => ({
  id: identifier ?? name ?? id,
  name: name ?? identifier ?? id,
  isEnded: state === 'completed',
});

function parentsOf(record: WireRecord, known: ReadonlyMap<string, WireRecord>): readonly WireRecord[] {
  const parents: WireRecord[] = [];
  let at = known.get(record.parentId ?? '');
  for (let depth = 0; at && depth < MAX_DEPTH; depth += 1) {
    parents.push(at);
    at = known.get(at.parentId ?? '');
  }
  return parents;
}

/** The route is not documented to tell them: without an answer that does, the caller goes by the stage's name. */
async function readEnvironments(
  client: AzureDevOpsClient,
  checkpointId: string,
): Promise<readonly string[] | undefined> {
  try {
    const { resources } = await client.call(
      {
        ...view,
        operation: 'show what the checks of a stage protect',
        path: ['pipelines', 'checks', 'runs', checkpointId],
        query: { $expand: 'resources' },
        apiVersion: '7.1-preview.1',
      },
      WireSuite,
    );
    return resources?.flatMap(({ type, name }) => (type?.toLowerCase() === 'environment' && name ? [name] : []));
  } catch (error) {
    const isUntold =
      error instanceof SlipwayError && /_(NOT_FOUND|REFUSED|FORBIDDEN|UNEXPECTED_ANSWER)$/.test(error.code);
    if (isUntold) return undefined;
    throw error;
  }
}

import { findTimeout, listStageChecks, type StageCheck } from '../host/checks.ts';
import { asProblem } from '../host/hub-problem.ts';
import type { Rest } from '../host/rest.ts';
import { findTimeline, type TimelineRecord } from './runs.ts';

/** Where an approval stands. */
export interface ApprovalPlace {
  /** Undefined where the run does not tell it. */
  readonly stage: string | undefined;
  readonly environments: readonly { readonly id: string; readonly name: string }[];
  /** From its request to its timeout; undefined where it is not told. */
  readonly minutes: number | undefined;
  /** Some of it could not be read, and may be the next time. */
  readonly unread?: true;
}

const MAX_DEPTH = 20;

interface Wanted {
  readonly project: string;
  readonly runId: number;
  readonly approvalIds: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Timeouts of checks by their numbers: the checks of few environments serve many runs. */
  readonly timeouts: Map<number, Promise<number | undefined>>;
}

/** Where the approvals of one run stand: a request for the run, one for each stage, one for each new check. */
export async function readPlaces(rest: Rest, wanted: Wanted): Promise<ReadonlyMap<string, ApprovalPlace>> {
  const { project, runId, approvalIds, signal } = wanted;
  const records = (await findTimeline(rest, { project, signal }, runId)) ?? [];
  const gates = approvalIds.map((id) => ({ id, ...findGate(records, id) }));
  const suites = new Map<string, Promise<readonly StageCheck[] | 'unread'>>();
  for (const { suite } of gates)
    if (suite !== undefined && !suites.has(suite)) suites.set(suite, readChecks(rest, wanted, suite));
  const places = gates.map(async ({ id, stage, suite }) => {
    const checks = (suite === undefined ? undefined : await suites.get(suite)) ?? [];
    return [id, { stage, ...(await describeChecks(rest, wanted, { id, checks })) }] as const;
  });
  return new Map(await Promise.all(places));
}

/** The record of an approval has the id that it is decided under; above it stand its checkpoint and its stage. */
export function findGate(
  records: readonly TimelineRecord[],
  approvalId: string,
): { readonly stage: string | undefined; readonly suite: string | undefined } {
  const known = new Map(records.map((record) => [record.id.toLowerCase(), record]));
  const above: TimelineRecord[] = [];
  let at = known.get(approvalId.toLowerCase());
  while (at !== undefined && above.length < MAX_DEPTH) {
    above.push(at);
    at = known.get(at.parentId?.toLowerCase() ?? '');
  }
  return {
    stage: above.find(({ type }) => type === 'Stage')?.name ?? undefined,
    suite: above.find(({ type }) => type === 'Checkpoint')?.id,
  };
}

/** Somebody may see a run but not its checks: then the environment is not known, and that is all. */
const readChecks = (
  rest: Rest,
  { project, signal }: Wanted,
  suite: string,
): Promise<readonly StageCheck[] | 'unread'> =>
  listStageChecks(rest, { project, signal }, suite).catch((error: unknown) => {
    signal?.throwIfAborted();
    return isForGood(error) ? [] : 'unread';
  });

const isForGood = (error: unknown): boolean => asProblem(error, '').problem.kind === 'forbidden';

async function describeChecks(
  rest: Rest,
  { project, signal, timeouts }: Wanted,
  { id, checks }: { readonly id: string; readonly checks: readonly StageCheck[] | 'unread' },
): Promise<Omit<ApprovalPlace, 'stage'>> {
  if (checks === 'unread') return { environments: [], minutes: undefined, unread: true };
  const own = checks.filter((check) => check.id === id);
  const told = own.length > 0 ? own : checks;
  const environments = new Map(
    told.flatMap(({ resource }) =>
      resource?.type.toLowerCase() === 'environment' ? [[resource.id, { id: resource.id, name: resource.name }]] : [],
    ),
  );
  const checkId = own[0]?.checkId;
  if (checkId === undefined) return { environments: [...environments.values()], minutes: undefined };
  const asked = timeouts.get(checkId) ?? findTimeout(rest, { project, signal }, checkId);
  timeouts.set(checkId, asked);
  try {
    return { environments: [...environments.values()], minutes: await asked };
  } catch (error) {
    timeouts.delete(checkId);
    const shared = { environments: [...environments.values()], minutes: undefined };
    return isForGood(error) ? shared : { ...shared, unread: true };
  }
}

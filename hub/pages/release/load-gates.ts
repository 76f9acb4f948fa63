import { mapConcurrently } from '../../../src/concurrency.ts';
import { readPlaces } from '../../data/approval-places.ts';
import { type Approval, findApproval } from '../../host/approvals.ts';
import type { Rest } from '../../host/rest.ts';
import { type Gate, planGate } from './gates.ts';

const AT_ONCE = 4;
/** A run asks few; more are of a run that somebody retried all day. */
const MOST = 30;

/** The approvals of a run as they stand now. Those that may not be seen are missing. */
export async function loadGates(
  { rest, project, signal }: { readonly rest: Rest; readonly project: string; readonly signal?: AbortSignal },
  runId: number,
  ids: readonly string[],
): Promise<readonly Gate[]> {
  const place = { project, signal };
  const wanted = ids.slice(0, MOST);
  const [approvals, places] = await Promise.all([
    mapConcurrently(wanted, AT_ONCE, (id) => findApproval(rest, place, id)),
    readPlaces(rest, { ...place, runId, approvalIds: wanted, timeouts: new Map() }),
  ]);
  return approvals
    .filter((approval): approval is Approval => approval !== undefined)
    .map((approval) => planGate(approval, places.get(approval.id)));
}

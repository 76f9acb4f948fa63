import { mapConcurrently } from '../../../src/concurrency.ts';
import { type ApprovalPlace, readPlaces } from '../../data/approval-places.ts';
import { findApproval } from '../../host/approvals.ts';
import type { Rest } from '../../host/rest.ts';
import { type Gate, planGate } from './gates.ts';

const AT_ONCE = 4;
/** A run asks few; more are of a run that somebody retried all day. */
const MOST = 30;

/** What does not change any more: where gates stand, and how those that have ended did; by their ids. */
export interface KnownGates {
  readonly places: Map<string, ApprovalPlace>;
  readonly ended: Map<string, Gate>;
}

export const noGates = (): KnownGates => ({ places: new Map(), ended: new Map() });

/** The approvals of a run as they stand now; asks for nothing that is known. Those that may not be seen are missing. */
export async function loadGates(
  { rest, project, signal }: { readonly rest: Rest; readonly project: string; readonly signal?: AbortSignal },
  { runId, ids, known }: { readonly runId: number; readonly ids: readonly string[]; readonly known: KnownGates },
): Promise<readonly Gate[]> {
  const place = { project, signal };
  const wanted = ids.slice(0, MOST);
  const open = wanted.filter((id) => !known.ended.has(id));
  const unplaced = open.filter((id) => !known.places.has(id));
  const [approvals, places] = await Promise.all([
    mapConcurrently(open, AT_ONCE, (id) => findApproval(rest, place, id)),
    unplaced.length === 0
      ? new Map<string, ApprovalPlace>()
      : readPlaces(rest, { ...place, runId, approvalIds: unplaced, timeouts: new Map() }),
  ]);
  for (const [id, found] of places) if (found.unread !== true) known.places.set(id, found);
  const gates = new Map(known.ended);
  for (const approval of approvals.filter((one) => one !== undefined)) {
    const gate = planGate(approval, known.places.get(approval.id) ?? places.get(approval.id));
    gates.set(gate.id, gate);
    if (!gate.isOpen && known.places.has(gate.id)) known.ended.set(gate.id, gate);
  }
  return wanted.flatMap((id) => gates.get(id) ?? []);
}

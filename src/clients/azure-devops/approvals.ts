import * as z from 'zod';
import type { Approval } from '../../release/run/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { PIPELINE_SECURITY } from './pipelines.ts';

const Identity = z.object({ displayName: z.string().nullish() }).nullish();

const WireApproval = z.object({
  id: z.string(),
  status: z.string(),
  steps: z.array(z.object({ assignedApprover: Identity, status: z.string().nullish() })).nullish(),
});
const WireApprovals = z.object({ value: z.array(WireApproval) });

/** Requires "View builds". Read live, never kept: who may still approve, and whether anybody must. */
export async function readApprovals(client: AzureDevOpsClient, ids: readonly string[]): Promise<readonly Approval[]> {
  if (ids.length === 0) return [];
  const { value } = await client.call(
    {
      operation: 'show the approvals that the run waits for',
      path: ['pipelines', 'approvals'],
      query: { approvalIds: ids.join(','), $expand: 'steps' },
      permission: 'View builds',
      grantedAt: PIPELINE_SECURITY,
    },
    WireApprovals,
  );
  return value.map(({ id, status, steps }) => ({
    id,
    isPending: status === 'pending' || status === 'uninitiated' || status === 'deferred',
    approvers: (steps ?? [])
      .filter((step) => step.status !== 'approved')
      .flatMap(({ assignedApprover }) => assignedApprover?.displayName ?? []),
  }));
}

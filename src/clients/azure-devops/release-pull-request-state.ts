import * as z from 'zod';
import type { ReleasePullRequestState } from '../../release/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { pullRequestOf, WirePullRequest } from './pull-requests.ts';

const WireCommit = z.object({ commitId: z.string().nullish() }).nullish();

export const WireState = WirePullRequest.extend({
  mergeStatus: z.string().nullish(),
  lastMergeSourceCommit: WireCommit,
  lastMergeCommit: WireCommit,
  repository: WirePullRequest.shape.repository.extend({ project: z.object({ id: z.string(), name: z.string() }) }),
});
export type WireState = z.infer<typeof WireState>;

const SETTLED = ['succeeded', 'conflicts', 'rejectedByPolicy', 'failure'] as const;

/** Requires "Read". The whole pull request, in any repository of the project. */
export const readState = (client: AzureDevOpsClient, id: number): Promise<WireState> =>
  client.call(
    { operation: `show pull request ${id}`, path: ['git', 'pullrequests', id], permission: 'Read' },
    WireState,
  );

export function stateOf(client: AzureDevOpsClient, wire: WireState): ReleasePullRequestState {
  const status = wire.mergeStatus?.toLowerCase();
  return {
    ...pullRequestOf(client, wire),
    mergeStatus: SETTLED.find((one) => one.toLowerCase() === status) ?? 'pending',
    sourceCommit: wire.lastMergeSourceCommit?.commitId ?? undefined,
    // Until then it is the preview of a merge.
    mergeCommit: wire.status === 'completed' ? (wire.lastMergeCommit?.commitId ?? undefined) : undefined,
  };
}

import * as z from 'zod';
import type { AutoComplete, MergeRequest, Strategy } from '../../release/merge/ports.ts';
import type { PullRequestAddress } from './pull-request-place.ts';

/** Our names of strategies and the service's. */
export const WIRE_STRATEGIES = {
  noFastForward: 'noFastForward',
  squash: 'squash',
  rebase: 'rebase',
  semiLinear: 'rebaseMerge',
} as const;
/** Nobody: setting it takes auto-complete back. */
export const NO_IDENTITY = '00000000-0000-0000-0000-000000000000';

const WireCommit = z.object({ commitId: z.string().nullish() }).nullish();

const WireRequest = z.object({
  pullRequestId: z.number(),
  title: z.string(),
  status: z.enum(['active', 'abandoned', 'completed']),
  isDraft: z.boolean().nullish(),
  targetRefName: z.string(),
  mergeStatus: z.enum(['notSet', 'queued', 'conflicts', 'succeeded', 'rejectedByPolicy', 'failure']).nullish(),
  mergeFailureMessage: z.string().nullish(),
  lastMergeSourceCommit: WireCommit,
  lastMergeCommit: WireCommit,
  autoCompleteSetBy: z.object({ id: z.string(), displayName: z.string().nullish() }).nullish(),
  completionOptions: z
    .object({ mergeStrategy: z.string().nullish(), deleteSourceBranch: z.boolean().nullish() })
    .nullish(),
  repository: z.object({ id: z.string(), name: z.string(), project: z.object({ id: z.string(), name: z.string() }) }),
});
export type WireRequest = z.infer<typeof WireRequest>;

/** Requires "Read". At project level the number alone is enough. */
export const readMergeRequest = ({ client, pullRequestId }: PullRequestAddress): Promise<WireRequest> =>
  client.call(
    {
      operation: `show pull request ${pullRequestId}`,
      path: ['git', 'pullrequests', pullRequestId],
      permission: 'Read',
    },
    WireRequest,
  );

/** What the use case knows of it. */
export function requestOf(wire: WireRequest, webUrl: string): MergeRequest {
  const { mergeStatus } = wire;
  const isPending = !mergeStatus || mergeStatus === 'notSet' || mergeStatus === 'queued';
  const isCompleted = wire.status === 'completed';
  return {
    id: wire.pullRequestId,
    title: wire.title,
    webUrl,
    repositoryName: wire.repository.name,
    status: wire.status,
    isDraft: wire.isDraft ?? false,
    targetRef: wire.targetRefName,
    mergeStatus: isPending ? 'pending' : mergeStatus,
    mergeFailure: wire.mergeFailureMessage ?? '',
    sourceCommit: wire.lastMergeSourceCommit?.commitId ?? undefined,
    // Until then it is the preview of a merge.
    mergeCommit: isCompleted ? (wire.lastMergeCommit?.commitId ?? undefined) : undefined,
    autoComplete: autoCompleteOf(wire),
  };
}

function autoCompleteOf({ autoCompleteSetBy, completionOptions }: WireRequest): AutoComplete | undefined {
  if (!autoCompleteSetBy || autoCompleteSetBy.id === NO_IDENTITY) return undefined;
  const set = completionOptions?.mergeStrategy;
  const strategy = (Object.keys(WIRE_STRATEGIES) as Strategy[]).find((one) => WIRE_STRATEGIES[one] === set);
  return {
    by: autoCompleteSetBy.id,
    byName: autoCompleteSetBy.displayName ?? '',
    strategy,
    deleteSourceBranch: completionOptions?.deleteSourceBranch ?? false,
  };
}

import * as z from 'zod';
import type { PullRequest } from '../../pull-request.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import type { PullRequestAddress } from './pull-request-place.ts';

/** What we use of a pull request. */
export const WirePullRequest = z.object({
  pullRequestId: z.number(),
  title: z.string(),
  description: z.string().nullish(),
  status: z.enum(['active', 'abandoned', 'completed']),
  isDraft: z.boolean().nullish(),
  createdBy: z.object({ id: z.string().nullish(), displayName: z.string().nullish() }).nullish(),
  sourceRefName: z.string(),
  targetRefName: z.string(),
  labels: z.array(z.object({ name: z.string(), active: z.boolean().nullish() })).nullish(),
  repository: z.object({ id: z.string(), name: z.string(), project: z.object({ name: z.string() }) }),
});

/** Requires "Read". At project level the number alone is enough, and only the single pull request has its whole text. */
export async function readPullRequest({ client, pullRequestId }: PullRequestAddress): Promise<PullRequest> {
  const found = await client.call(
    {
      operation: `show pull request ${pullRequestId}`,
      path: ['git', 'pullrequests', pullRequestId],
      permission: 'Read',
    },
    WirePullRequest,
  );
  return pullRequestOf(client, found);
}

/** A pull request as the service shows it; in a list its description may be cut. */
export function pullRequestOf(client: AzureDevOpsClient, found: z.infer<typeof WirePullRequest>): PullRequest {
  const { repository, labels, createdBy } = found;
  const cloneUrl = client.webUrl(repository.project.name, '_git', repository.name);
  return {
    id: found.pullRequestId,
    repositoryId: repository.id,
    repositoryName: repository.name,
    projectName: repository.project.name,
    title: found.title,
    description: found.description ?? '',
    author: createdBy?.displayName ?? '',
    authorId: createdBy?.id ?? '',
    status: found.status,
    isDraft: found.isDraft ?? false,
    sourceRef: found.sourceRefName,
    targetRef: found.targetRefName,
    labels: (labels ?? []).filter(({ active }) => active !== false).map(({ name }) => name),
    webUrl: `${cloneUrl}/pullrequest/${found.pullRequestId}`,
    cloneUrl,
  };
}

import * as z from 'zod';
import type { TicketedPullRequest } from '../../tickets/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { listCommitMessages } from './commit-messages.ts';
import { createPullRequestHost } from './pull-request-host.ts';

interface Options {
  readonly client: AzureDevOpsClient;
  readonly pullRequestId: number;
  /** The unified diff of the change, from git or by REST; undefined when it cannot be had. */
  readonly readDiff: (maxCharacters: number) => Promise<string | undefined>;
}

const WireLinks = z.object({ value: z.array(z.object({ id: z.coerce.number() })) });

/** A pull request of Azure Repos that wants a ticket. */
export function createTicketedPullRequest({ client, pullRequestId, readDiff }: Options): TicketedPullRequest {
  const host = createPullRequestHost({ client, pullRequestId });
  const place = async () => {
    const { repositoryId } = await host.readPullRequest();
    return ['git', 'repositories', repositoryId, 'pullRequests', pullRequestId];
  };
  return {
    ...host,
    readDiff,
    listCommitMessages: async () => {
      const { repositoryId: repository } = await host.readPullRequest();
      return listCommitMessages({ client, repository }, await host.readNewestIteration());
    },
    listWorkItems: async () => {
      const { value } = await client.call(
        {
          operation: "list the pull request's work items",
          path: [...(await place()), 'workitems'],
          permission: 'Read',
        },
        WireLinks,
      );
      return value.map(({ id }) => id).filter((id) => Number.isSafeInteger(id) && id > 0);
    },
    writeDescription: async (description) => {
      await client.call(
        {
          operation: "change the pull request's description",
          method: 'PATCH',
          path: await place(),
          body: { description },
          idempotent: true,
          permission: 'Contribute to pull requests',
        },
        z.object({}),
      );
    },
  };
}

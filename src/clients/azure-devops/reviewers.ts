import * as z from 'zod';
import type { Vote } from '../../review/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import type { PullRequestPlace } from './pull-request-place.ts';

const VOTES: readonly Vote[] = [10, 5, 0, -5, -10];

const Reviewers = z.object({ value: z.array(z.object({ id: z.string(), vote: z.number().nullish() })) });
const Connection = z.object({ authenticatedUser: z.object({ id: z.string() }) });

/** Who the job's token belongs to. The route takes preview versions only. */
export async function readOwnId(client: AzureDevOpsClient): Promise<string> {
  const { authenticatedUser } = await client.call(
    {
      operation: 'tell whose token this is',
      path: ['connectionData'],
      organisationLevel: true,
      apiVersion: '7.1-preview.1',
      permission: 'Read',
    },
    Connection,
  );
  return authenticatedUser.id;
}

/** Requires "Read". 0 for an identity that is no reviewer. */
export async function readVote({ client, path }: PullRequestPlace, own: string): Promise<Vote> {
  const { value } = await client.call(
    { operation: 'list the reviewers', path: [...path, 'reviewers'], permission: 'Read' },
    Reviewers,
  );
  const vote = value.find(({ id }) => id.toLowerCase() === own.toLowerCase())?.vote;
  return VOTES.find((one) => one === vote) ?? 0;
}

/** Requires "Contribute to pull requests". Adds us as a reviewer when we are none. Drafts take no votes. */
export async function castVote({ client, path }: PullRequestPlace, own: string, vote: Vote): Promise<void> {
  await client.call(
    {
      operation: 'vote',
      method: 'PUT',
      path: [...path, 'reviewers', own],
      body: { vote },
      permission: 'Contribute to pull requests',
    },
    z.object({}),
  );
}

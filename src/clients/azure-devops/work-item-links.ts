import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { LostAnswerError } from '../http/http-errors.ts';
import { reconciled } from '../http/reconciled.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { readState, type WireState } from './release-pull-request-state.ts';

const WireLinks = z.object({ value: z.array(z.object({ id: z.coerce.number() })) });

/**
 * Links work items to a pull request, those that are not linked yet. Only its creation takes work items; later the link is
 * a relation of the work item, which requires "Edit work items in this node". One that may not be changed or is gone is
 * left out with a warning.
 */
export async function linkWorkItems(
  client: AzureDevOpsClient,
  { pullRequestId, ids, log }: { readonly pullRequestId: number; readonly ids: readonly number[]; readonly log: Log },
): Promise<void> {
  if (ids.length === 0) return;
  const wire = await readState(client, pullRequestId);
  const linked = await listLinked(client, wire);
  for (const id of new Set(ids)) if (!linked.has(id)) await linkOrWarn(client, { wire, id, log });
}

interface Link {
  readonly wire: WireState;
  readonly id: number;
  readonly log: Log;
}

async function linkOrWarn(client: AzureDevOpsClient, { wire, id, log }: Link): Promise<void> {
  try {
    await reconciled({
      write: () => link(client, wire, id),
      find: async () => ((await listLinked(client, wire)).has(id) ? true : undefined),
      pause: (ms) => client.pause(ms),
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const hint = error.hint === undefined ? '' : ` ${error.hint}`;
    log.warn(`Work item ${id} is not linked to pull request ${wire.pullRequestId}: ${error.message}${hint}`);
  }
}

async function listLinked(client: AzureDevOpsClient, wire: WireState): Promise<ReadonlySet<number>> {
  const { value } = await client.call(
    {
      operation: "list the pull request's work items",
      path: ['git', 'repositories', wire.repository.id, 'pullRequests', wire.pullRequestId, 'workitems'],
      permission: 'Read',
    },
    WireLinks,
  );
  return new Set(value.map(({ id }) => id));
}

async function link(client: AzureDevOpsClient, wire: WireState, id: number): Promise<true> {
  const { repository, pullRequestId } = wire;
  const url = `vstfs:///Git/PullRequestId/${repository.project.id}%2F${repository.id}%2F${pullRequestId}`;
  await client.call(
    {
      operation: `link work item ${id}`,
      method: 'PATCH',
      path: ['wit', 'workitems', id],
      body: [
        { op: 'add', path: '/relations/-', value: { rel: 'ArtifactLink', url, attributes: { name: 'Pull Request' } } },
      ],
      contentType: 'application/json-patch+json',
      permission: 'Edit work items in this node',
      grantedAt: 'Project settings > Project configuration > Areas > the area > Security',
    },
    z.object({}),
  );
  return true;
}

const REFUSALS = ['AZURE_DEVOPS_FORBIDDEN', 'AZURE_DEVOPS_NOT_FOUND', 'AZURE_DEVOPS_REFUSED', 'AZURE_DEVOPS_CONFLICT'];

const isRefusal = (error: unknown): error is SlipwayError =>
  error instanceof SlipwayError && !(error instanceof LostAnswerError) && REFUSALS.includes(error.code);

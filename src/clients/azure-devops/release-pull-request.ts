import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { ReleasePullRequest } from '../../release/ports.ts';
import { createPullRequestHost } from './pull-request-host.ts';
import { readState, stateOf } from './release-pull-request-state.ts';
import { pathOf, type RepositoryPlace } from './repository-place.ts';
import { RELEASE_STATUS } from '../../release-mark.ts';
import { STATUS_GENRE } from './statuses.ts';
import { linkWorkItems } from './work-item-links.ts';

const PERMISSION = 'Contribute to pull requests';

/** One release pull request of the repository. */
export function openPullRequest(place: RepositoryPlace, pullRequestId: number, log: Log): ReleasePullRequest {
  const { client } = place;
  const host = createPullRequestHost({ client, pullRequestId });
  const path = pathOf(place, 'pullRequests', pullRequestId);
  return {
    listThreads: () => host.listThreads(),
    createThread: (thread) => host.createThread(thread),
    setThreadStatus: (id, status) => host.setThreadStatus(id, status),
    editComment: (thread, comment, content) => host.editComment(thread, comment, content),
    deleteComment: (thread, comment) => host.deleteComment(thread, comment),
    readProperties: () => host.readProperties(),
    writeProperty: (name, value) => host.writeProperty(name, value),
    readState: async () => stateOf(client, await readState(client, pullRequestId)),
    async writeText({ title, description }) {
      if (title === undefined && description === undefined) return;
      const body = { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
      await client.call(
        {
          operation: `change the text of pull request ${pullRequestId}`,
          method: 'PATCH',
          path,
          body,
          idempotent: true,
          permission: PERMISSION,
        },
        z.object({}),
      );
    },
    async addLabel(name) {
      const call = {
        operation: `label pull request ${pullRequestId}`,
        method: 'POST',
        path: [...path, 'labels'],
        body: { name },
        idempotent: true,
        permission: PERMISSION,
      } as const;
      await client.call(call, z.object({})).catch((error: unknown) => {
        // It is there already.
        if (!(error instanceof SlipwayError) || error.code !== 'AZURE_DEVOPS_CONFLICT') throw error;
      });
    },
    async abandon() {
      await client.call(
        {
          operation: `abandon pull request ${pullRequestId}`,
          method: 'PATCH',
          path,
          body: { status: 'abandoned' },
          idempotent: true,
          permission: PERMISSION,
        },
        z.object({}),
      );
    },
    linkWorkItems: (ids) => linkWorkItems(client, { pullRequestId, ids, log }),
    async vouch(description) {
      const own = await host.readOwnId();
      const newest = (await host.listStatuses()).findLast(
        ({ genre, name, by }) => genre === STATUS_GENRE && name === RELEASE_STATUS && by === own,
      );
      if (newest?.description === description) return false;
      const { id: iteration } = await host.readNewestIteration();
      await host.postStatus({ name: RELEASE_STATUS, iteration, state: 'succeeded', description });
      return true;
    },
  };
}

import * as z from 'zod';
import type { PullRequestHost, PullRequestStatus } from '../../review/ports.ts';
import type { PullRequestPlace } from './pull-request-place.ts';
import { reconciled } from '../http/reconciled.ts';

/** Of every status of ours. */
export const STATUS_GENRE = 'slipway';
const KNOWN = ['succeeded', 'failed', 'error', 'pending', 'notApplicable'] as const;

const WireStatus = z.object({
  id: z.number(),
  iterationId: z.number().nullish(),
  state: z.string(),
  description: z.string().nullish(),
  context: z.object({ name: z.string(), genre: z.string().nullish() }),
  createdBy: z.object({ id: z.string() }).nullish(),
});
const WireStatuses = z.object({ value: z.array(WireStatus) });

type NewStatus = Parameters<PullRequestHost['postStatus']>[0];

/** Requires "Read". Oldest first, whatever the service's order. */
export async function listStatuses({ client, path }: PullRequestPlace): Promise<PullRequestStatus[]> {
  const { value } = await client.call(
    { operation: "list the pull request's statuses", path: [...path, 'statuses'], permission: 'Read' },
    WireStatuses,
  );
  return value
    .toSorted((a, b) => a.id - b.id)
    .map(({ iterationId, state, description, context, createdBy }) => ({
      iteration: iterationId ?? undefined,
      state: KNOWN.find((name) => name.toLowerCase() === state.toLowerCase()) ?? 'other',
      description: description ?? '',
      genre: context.genre ?? '',
      name: context.name,
      by: createdBy?.id,
    }));
}

/**
 * Requires "Contribute to pull requests". Bound to the iteration, so that a push needs a new one; the latest of a context
 * counts, which is how a lost answer is told from a lost request.
 */
export async function postStatus(place: PullRequestPlace, status: NewStatus): Promise<void> {
  const { client, path } = place;
  const { name, iteration, state, description, targetUrl } = status;
  await reconciled<unknown>({
    write: () =>
      client.call(
        {
          operation: 'set the status',
          method: 'POST',
          path: [...path, 'iterations', iteration, 'statuses'],
          body: {
            iterationId: iteration,
            state,
            description,
            context: { genre: STATUS_GENRE, name },
            ...(targetUrl === undefined ? {} : { targetUrl }),
          },
          permission: 'Contribute to pull requests',
        },
        WireStatus,
      ),
    find: async () => {
      const newest = (await listStatuses(place)).findLast(
        (one) => one.genre === STATUS_GENRE && one.name === name && one.iteration === iteration,
      );
      return newest?.state === state && newest.description === description ? newest : undefined;
    },
    pause: (ms) => client.pause(ms),
  });
}

import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { MergeHost, MergeIteration, MergeRequest, Strategy, VerdictStatus } from '../../release/merge/ports.ts';
import { NO_IDENTITY, readMergeRequest, requestOf, WIRE_STRATEGIES, type WireRequest } from './merge-request.ts';
import { listPolicyEvaluations } from './policies.ts';
import type { PullRequestAddress, PullRequestPlace } from './pull-request-place.ts';
import { reconciled } from '../http/reconciled.ts';
import { readOwnId } from './reviewers.ts';

const WireIterations = z.object({
  value: z.array(z.object({ id: z.number(), sourceRefCommit: z.object({ commitId: z.string() }) })),
});

const WireStatuses = z.object({
  value: z.array(
    z.object({
      id: z.number(),
      iterationId: z.number().nullish(),
      state: z.string(),
      description: z.string().nullish(),
      context: z.object({ name: z.string(), genre: z.string().nullish() }),
      createdBy: z.object({ id: z.string().nullish(), displayName: z.string().nullish() }).nullish(),
    }),
  ),
});

/** The completion of a pull request on Azure DevOps. */
export function createMergeHost(address: PullRequestAddress): MergeHost {
  const { client, pullRequestId } = address;
  const readWire = () => readMergeRequest(address);
  let known: WireRequest['repository'] | undefined;
  const repository = async () => (known ??= (await readWire()).repository);
  const place = async (): Promise<PullRequestPlace> => ({
    client,
    path: ['git', 'repositories', (await repository()).id, 'pullRequests', pullRequestId],
  });
  const toRequest = (wire: WireRequest): MergeRequest => {
    known = wire.repository;
    const { name, project } = wire.repository;
    return requestOf(wire, `${client.webUrl(project.name, '_git', name)}/pullrequest/${wire.pullRequestId}`);
  };
  const completionOptions = (strategy: Strategy, deleteSourceBranch: boolean) => ({
    mergeStrategy: WIRE_STRATEGIES[strategy],
    deleteSourceBranch,
  });

  return {
    readRequest: async () => toRequest(await readWire()),
    listIterations: async () => listIterations(await place()),
    listVerdicts: async () => listVerdicts(await place()),
    listPolicies: async () => {
      const { project } = await repository();
      return listPolicyEvaluations(client, { projectId: project.id, pullRequestId });
    },
    readOwnId: () => readOwnId(client),
    complete: async ({ commit, strategy, deleteSourceBranch }) => {
      const at = await place();
      const body = {
        status: 'completed',
        lastMergeSourceCommit: { commitId: commit },
        completionOptions: completionOptions(strategy, deleteSourceBranch),
      };
      // Asked for twice at one commit it is merged once; a completed one refuses to be asked, so look first.
      return refusalOf(() =>
        reconciled<unknown>({
          write: () => update(at, { operation: 'complete the pull request', body, permission: 'Contribute' }),
          find: async () => ((await readWire()).status === 'completed' ? true : undefined),
          pause: (ms) => client.pause(ms),
        }),
      );
    },
    setAutoComplete: async ({ strategy, deleteSourceBranch }) => {
      const at = await place();
      const body = {
        autoCompleteSetBy: { id: await readOwnId(client) },
        completionOptions: completionOptions(strategy, deleteSourceBranch),
      };
      return refusalOf(() => update(at, { ...AUTO_COMPLETE, operation: 'set auto-complete', body }));
    },
    cancelAutoComplete: async () => {
      const body = { autoCompleteSetBy: { id: NO_IDENTITY } };
      await update(await place(), { ...AUTO_COMPLETE, operation: 'take auto-complete back', body });
    },
  };
}

const AUTO_COMPLETE = { idempotent: true, permission: 'Contribute to pull requests' };

const update = (
  { client, path }: PullRequestPlace,
  call: {
    readonly operation: string;
    readonly body: unknown;
    readonly permission: string;
    readonly idempotent?: boolean;
  },
): Promise<unknown> => client.call({ ...call, method: 'PATCH', path }, z.object({}));

/** Refused writes are for the use case to explain; a missing permission among them. */
async function refusalOf(write: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    const isRefusal = error instanceof SlipwayError && /^AZURE_DEVOPS_(CONFLICT|REFUSED|FORBIDDEN)$/.test(error.code);
    if (isRefusal) return error;
    throw error;
  }
}

/** Requires "Read". */
async function listIterations({ client, path }: PullRequestPlace): Promise<readonly MergeIteration[]> {
  const { value } = await client.call(
    { operation: "list the pull request's updates", path: [...path, 'iterations'], permission: 'Read' },
    WireIterations,
  );
  return value
    .toSorted((a, b) => a.id - b.id)
    .map(({ id, sourceRefCommit }) => ({ id, sourceCommit: sourceRefCommit.commitId.toLowerCase() }));
}

/** Requires "Read". */
async function listVerdicts({ client, path }: PullRequestPlace): Promise<readonly VerdictStatus[]> {
  const { value } = await client.call(
    { operation: "list the pull request's statuses", path: [...path, 'statuses'], permission: 'Read' },
    WireStatuses,
  );
  return value
    .filter(({ context }) => context.genre === 'slipway' && context.name === 'ai-review')
    .toSorted((a, b) => a.id - b.id)
    .map(({ id, iterationId, state, description, createdBy }) => ({
      id,
      iteration: iterationId ?? undefined,
      state,
      description: description ?? '',
      by: createdBy?.id ?? undefined,
      byName: createdBy?.displayName ?? '',
    }));
}

import * as z from 'zod';
import { mapConcurrently } from '../../src/concurrency.ts';
import type { Rest } from '../host/rest.ts';

/** As many ids as an address holds. */
const IDS_AT_ONCE = 100;
const REQUESTS_AT_ONCE = 4;
const MOST_FOUND = 20;

export interface Run {
  readonly id: number;
  readonly number: string;
  readonly pipeline: { readonly id: number; readonly name: string };
  readonly repositoryId: string;
  readonly tags: readonly string[];
  /** As Azure DevOps calls them; no result while it has not ended. */
  readonly status: string;
  readonly result: string | undefined;
  readonly requestedFor: string;
  /** UTC. */
  readonly queuedAt: string;
  readonly finishedAt: string | undefined;
  /** What it was queued with. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A record of a run's timeline: stage, check, job or step. */
export type TimelineRecord = z.infer<typeof WireRecord>;

interface Place {
  readonly project: string;
  readonly signal?: AbortSignal | undefined;
}

const WireBuild = z.object({
  id: z.number(),
  buildNumber: z.string().nullish(),
  definition: z.object({ id: z.number(), name: z.string().nullish() }),
  repository: z.object({ id: z.string().nullish() }).nullish(),
  tags: z.array(z.string()).nullish(),
  status: z.string().nullish(),
  result: z.string().nullish(),
  requestedFor: z.object({ displayName: z.string().nullish() }).nullish(),
  queueTime: z.string().nullish(),
  finishTime: z.string().nullish(),
  templateParameters: z.record(z.string(), z.unknown()).nullish(),
});
const WireBuilds = z.object({ value: z.array(WireBuild) });

const WireRecord = z.object({
  id: z.string(),
  parentId: z.string().nullish(),
  type: z.string().nullish(),
  name: z.string().nullish(),
  order: z.number().nullish(),
  attempt: z.number().nullish(),
  state: z.string().nullish(),
  result: z.string().nullish(),
  startTime: z.string().nullish(),
  finishTime: z.string().nullish(),
  issues: z.array(z.object({ type: z.string().nullish(), message: z.string().nullish() })).nullish(),
});
const WireTimeline = z.object({ records: z.array(WireRecord).nullish() }).nullable();

/** Runs by their ids, a request for each hundred; those that were deleted are missing. */
export async function findRuns(rest: Rest, place: Place, ids: readonly number[]): Promise<readonly Run[]> {
  const unique = [...new Set(ids)];
  const chunks = Array.from({ length: Math.ceil(unique.length / IDS_AT_ONCE) }, (_, index) =>
    unique.slice(index * IDS_AT_ONCE, (index + 1) * IDS_AT_ONCE),
  );
  const found = await mapConcurrently(chunks, REQUESTS_AT_ONCE, (chunk) =>
    queryRuns(rest, place, { buildIds: chunk.join(','), $top: `${chunk.length}` }),
  );
  return found.flat();
}

/** The newest runs of a repository's pipelines with a tag, or in a state, the newest first. */
export const listRepositoryRuns = (
  rest: Rest,
  place: Place,
  {
    repositoryId,
    ...filter
  }: { readonly repositoryId: string; readonly tagFilters?: string; readonly statusFilter?: string },
): Promise<readonly Run[]> =>
  queryRuns(rest, place, { repositoryId, repositoryType: 'TfsGit', ...filter, $top: `${MOST_FOUND}` });

async function queryRuns(
  rest: Rest,
  { project, signal }: Place,
  query: Readonly<Record<string, string>>,
): Promise<readonly Run[]> {
  const path = `${encodeURIComponent(project)}/_apis/build/builds?${new URLSearchParams(query).toString()}`;
  const { value } = await rest.get({ what: `the runs of ${project}`, path, ...(signal && { signal }) }, WireBuilds);
  return value.map(runOf);
}

/** The records of a run's newest attempts; undefined when the run was deleted. */
export async function findTimeline(
  rest: Rest,
  { project, signal }: Place,
  run: number,
): Promise<readonly TimelineRecord[] | undefined> {
  const path = `${encodeURIComponent(project)}/_apis/build/builds/${run}/timeline`;
  const found = await rest.find({ what: `the stages of run ${run}`, path, ...(signal && { signal }) }, WireTimeline);
  return found === undefined ? undefined : (found?.records ?? []);
}

const runOf = ({ definition, ...wire }: z.infer<typeof WireBuild>): Run => ({
  id: wire.id,
  number: wire.buildNumber ?? `${wire.id}`,
  pipeline: { id: definition.id, name: definition.name ?? `${definition.id}` },
  repositoryId: wire.repository?.id ?? '',
  tags: wire.tags ?? [],
  status: wire.status ?? '',
  result: wire.result ?? undefined,
  requestedFor: wire.requestedFor?.displayName ?? '',
  queuedAt: wire.queueTime ?? '',
  finishedAt: wire.finishTime ?? undefined,
  parameters: parametersOf(wire.templateParameters),
});

const parametersOf = (given: Readonly<Record<string, unknown>> | null | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(given ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { PipelineRun, RunStatus, TimelineRecord } from '../../release/run/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { PIPELINE_SECURITY } from './pipelines.ts';

const Identity = z.object({ id: z.string().nullish() }).nullish();

const WireBuild = z.object({
  id: z.number(),
  buildNumber: z.string().nullish(),
  status: z.enum(['none', 'inProgress', 'completed', 'cancelling', 'postponed', 'notStarted', 'all']).nullish(),
  result: z.enum(['none', 'succeeded', 'partiallySucceeded', 'failed', 'canceled']).nullish(),
  sourceBranch: z.string().nullish(),
  sourceVersion: z.string().nullish(),
  templateParameters: z.record(z.string(), z.unknown()).nullish(),
  tags: z.array(z.string()).nullish(),
  requestedBy: Identity,
  requestedFor: Identity,
  project: z.object({ name: z.string() }),
});
type WireBuild = z.infer<typeof WireBuild>;
const WireBuilds = z.object({ value: z.array(WireBuild) });

/** A run and the ids of those on whose behalf it was queued. */
export interface FoundRun {
  readonly run: PipelineRun;
  readonly requesters: readonly string[];
}

const view = { permission: 'View builds', grantedAt: PIPELINE_SECURITY };
const NEWEST = 200;

/** Requires "View builds". The newest first. */
export async function listRuns(
  client: AzureDevOpsClient,
  pipelineId: number,
  branch: string | undefined,
): Promise<readonly FoundRun[]> {
  const { value } = await client.call(
    {
      ...view,
      operation: `list the runs of pipeline ${pipelineId}`,
      path: ['build', 'builds'],
      query: { definitions: pipelineId, branchName: branch, queryOrder: 'queueTimeDescending', $top: NEWEST },
    },
    WireBuilds,
  );
  return value.map((build) => ({
    run: runOf(client, build),
    requesters: [build.requestedBy?.id, build.requestedFor?.id].filter((id) => typeof id === 'string'),
  }));
}

/** Requires "View builds". */
export async function readRun(client: AzureDevOpsClient, id: number): Promise<PipelineRun> {
  const build = await client.call({ ...view, operation: `show run ${id}`, path: ['build', 'builds', id] }, WireBuild);
  return runOf(client, build);
}

function runOf(client: AzureDevOpsClient, build: WireBuild): PipelineRun {
  const { id, result, project, templateParameters } = build;
  const parameters = Object.entries(templateParameters ?? {}).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return {
    id,
    number: build.buildNumber ?? '',
    status: statusOf(build),
    result: build.status !== 'completed' || result === 'none' ? undefined : (result ?? undefined),
    branch: build.sourceBranch ?? '',
    commit: build.sourceVersion?.toLowerCase() ?? '',
    parameters: Object.fromEntries(parameters),
    tags: build.tags ?? [],
    webUrl: `${client.webUrl(project.name, '_build', 'results')}?buildId=${id}`,
  };
}

function statusOf({ status }: WireBuild): RunStatus {
  switch (status) {
    case 'inProgress':
    case 'completed':
    case 'cancelling':
      return status;
    case 'none':
    case 'postponed':
    case 'notStarted':
    case 'all':
    case null:
    case undefined:
      return 'notStarted';
  }
}

const RESULTS = ['succeeded', 'succeededWithIssues', 'failed', 'canceled', 'skipped', 'abandoned'] as const;

const WireRecord = z.object({
  id: z.string(),
  parentId: z.string().nullish(),
  type: z.string().nullish(),
  name: z.string().nullish(),
  task: z.object({ name: z.string().nullish() }).nullish(),
  state: z.enum(['pending', 'inProgress', 'completed']).nullish(),
  result: z.enum(RESULTS).nullish(),
  attempt: z.number().nullish(),
  order: z.number().nullish(),
  issues: z.array(z.object({ type: z.enum(['error', 'warning']).nullish(), message: z.string().nullish() })).nullish(),
});
// A run that has not begun has none.
const WireTimeline = z.object({ records: z.array(WireRecord).nullish() }).nullable();

/** Requires "View builds". */
export async function readTimeline(client: AzureDevOpsClient, id: number): Promise<readonly TimelineRecord[]> {
  const timeline = await client.call(
    { ...view, operation: `show the stages of run ${id}`, path: ['build', 'builds', id, 'timeline'] },
    WireTimeline,
  );
  return (timeline?.records ?? []).map((record) => ({
    id: record.id,
    parentId: record.parentId ?? undefined,
    type: record.type ?? '',
    name: record.name ?? '',
    task: record.task?.name ?? undefined,
    state: record.state ?? 'pending',
    result: record.result ?? undefined,
    attempt: record.attempt ?? 1,
    order: record.order ?? 0,
    issues: (record.issues ?? []).map(({ type, message }) => ({ type: type ?? 'error', message: message ?? '' })),
  }));
}

/** Requires "Update build information"; a tag is there once, however often it is added. */
export async function addTag(client: AzureDevOpsClient, id: number, tag: string): Promise<void> {
  await client.call(
    {
      operation: `tag run ${id}`,
      method: 'PUT',
      path: ['build', 'builds', id, 'tags', tag],
      permission: 'Update build information',
      grantedAt: PIPELINE_SECURITY,
    },
    z.unknown(),
  );
}

/** Requires "Stop builds". Asked for twice it is cancelled once; a run that has ended meanwhile needs no cancelling. */
export async function cancelRun(client: AzureDevOpsClient, id: number): Promise<void> {
  try {
    await client.call(
      {
        operation: `cancel run ${id}`,
        method: 'PATCH',
        path: ['build', 'builds', id],
        body: { status: 'cancelling' },
        idempotent: true,
        permission: 'Stop builds',
        grantedAt: PIPELINE_SECURITY,
      },
      z.object({}),
    );
  } catch (error) {
    const isRefused = error instanceof SlipwayError && error.code === 'AZURE_DEVOPS_REFUSED';
    if (!isRefused || (await readRun(client, id)).status !== 'completed') throw error;
  }
}

import * as z from 'zod';
import type { Rest } from '../host/rest.ts';

// The records are in no version that is final.
const VERSION = '7.2-preview.1';
const MOST_ENVIRONMENTS = 1_000;
/** The service may give fewer in one answer than it is asked for. */
const MOST_PAGES = 20;
/** Jobs of an environment that are read. */
export const MOST_RECORDS = 50;

export interface Environment {
  readonly id: number;
  readonly name: string;
}

/** One job that named an environment. */
export interface DeploymentRecord {
  readonly environment: string;
  /** Id of the run. */
  readonly run: number;
  readonly stage: string;
  readonly job: string;
  /** As Azure DevOps calls it; undefined while it has not ended. */
  readonly result: string | undefined;
  /** UTC: when it ended, or began, or was queued. */
  readonly at: string;
}

interface Place {
  readonly project: string;
  readonly signal?: AbortSignal | undefined;
}

const WireEnvironments = z.object({ value: z.array(z.object({ id: z.number(), name: z.string() })) });
const WireRecords = z.object({
  value: z.array(
    z.object({
      owner: z.object({ id: z.number() }),
      stageName: z.string().nullish(),
      jobName: z.string().nullish(),
      result: z.string().nullish(),
      queueTime: z.string().nullish(),
      startTime: z.string().nullish(),
      finishTime: z.string().nullish(),
    }),
  ),
});

interface Environments {
  readonly environments: readonly Environment[];
  /** Whether these are all of them: what is not there does not exist, or may not be seen. */
  readonly isWhole: boolean;
}

/** The environments of a project that the user may see; about a thousand at most. */
export async function listEnvironments(rest: Rest, { project, signal }: Place): Promise<Environments> {
  const what = `the environments of ${project}`;
  const environments: Environment[] = [];
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES && environments.length < MOST_ENVIRONMENTS; pages += 1) {
    const query = new URLSearchParams({
      $top: `${MOST_ENVIRONMENTS}`,
      ...(token !== undefined && { continuationToken: token }),
    });
    const path = `${encodeURIComponent(project)}/_apis/pipelines/environments?${query.toString()}`;
    const request = { what, path, version: VERSION, ...(signal && { signal }) };
    const { value, next } = await rest.getPage(request, WireEnvironments);
    environments.push(...value.value);
    if (next === undefined) return { environments, isWhole: environments.length < MOST_ENVIRONMENTS };
    token = next;
  }
  return { environments, isWhole: false };
}

/** The newest jobs that named an environment, the newest first. */
export async function listDeployments(
  rest: Rest,
  { project, signal }: Place,
  { id, name }: Environment,
): Promise<readonly DeploymentRecord[]> {
  const path = `${encodeURIComponent(project)}/_apis/pipelines/environments/${id}/environmentdeploymentrecords?top=${MOST_RECORDS}`;
  const what = `the deployments to ${name}`;
  const found = await rest.find({ what, path, version: VERSION, ...(signal && { signal }) }, WireRecords);
  return (found?.value ?? []).map(({ owner, stageName, jobName, result, ...times }) => ({
    environment: name,
    run: owner.id,
    stage: stageName ?? '',
    job: jobName ?? '',
    result: result ?? undefined,
    at: times.finishTime ?? times.startTime ?? times.queueTime ?? '',
  }));
}

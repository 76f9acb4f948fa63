import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Outcome } from '../../outcome.ts';
import { toRef } from './branch.ts';
import { cancelChild, type Child, type Rescue } from './cancel-child.ts';
import { choosePipeline, parsePipeline } from './find-pipeline.ts';
import { followRun, type Look } from './follow-run.ts';
import type { Parameters } from './parameters.ts';
import {
  describeRunPlan,
  findEarlier,
  type Hash,
  planRun,
  type RunKey,
  type RunPlan,
  runTag,
  waitsForItself,
} from './plan-run.ts';
import type { Pipeline, PipelineRun, RunHost } from './ports.ts';
import { NO_RUN, renderEnd, renderStarted, reportRun } from './run-outcome.ts';

export interface RunServices {
  readonly host: RunHost;
  /** The same, but a request is soon given up: for looking again and again. */
  readonly watcher: RunHost;
  readonly openRescue: () => Rescue;
  readonly isCancelled: () => boolean;
  readonly log: Log;
  readonly hash: Hash;
  /** Waits so many milliseconds; rejects when the run is cancelled. */
  readonly pause: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Keeps what is known for a task that fails or is cancelled. */
  readonly keepProgress: (progress: Pick<Outcome, 'outputs' | 'result'>) => void;
}

export interface RunSettings {
  /** Name, with or without folder, or id. */
  readonly pipeline: string;
  readonly project: string;
  readonly branch: string | undefined;
  readonly commit: string | undefined;
  readonly parameters: Parameters;
  readonly wait: boolean;
  readonly timeoutMinutes: number;
  readonly reuse: boolean;
  readonly cancelChild: boolean;
  /** The run that this is. */
  readonly ownRunId: number | undefined;
  readonly dryRun: boolean;
}

const MINUTE_MS = 60_000;

/**
 * Queues a pipeline once per pipeline, commit and parameters, and follows the run to its end. Throws RUN_FAILED,
 * RUN_CANCELED or RUN_TIMEOUT when it does not end well; cancelled itself, it cancels the run that it queued.
 */
export async function runPipeline(services: RunServices, settings: RunSettings): Promise<Outcome> {
  const { host, log } = services;
  const key = await readKey(services, settings);
  const runs = await host.listRuns(key.pipeline.id, key.branch);
  const plan = planRun(key, { ...settings, runs, hash: services.hash });
  if (settings.dryRun) {
    log.info(`Dry run, nothing is written. The plan:\n${describeRunPlan(plan)}`);
    const verb = plan.kind === 'queue' ? 'would be queued' : `has run ${plan.run.id} already`;
    const result = { schema: 1, dryRun: true, plan };
    return { kind: 'succeeded', summary: `Dry run: "${key.pipeline.name}" ${verb}.`, outputs: NO_RUN, result };
  }
  log.info(`The plan:\n${describeRunPlan(plan)}`);
  const newestKnown = Math.max(0, ...runs.map(({ id }) => id));
  const child: Child = { id: undefined, isOurs: plan.kind === 'queue', newRun: newRunOf(key), newestKnown };
  try {
    return await runPlanned(services, settings, plan, child);
  } catch (error) {
    if (services.isCancelled() && settings.cancelChild && child.isOurs) await cancelChild(services, child);
    throw error;
  }
}

async function runPlanned(services: RunServices, settings: RunSettings, plan: RunPlan, child: Child): Promise<Outcome> {
  const { log, keepProgress } = services;
  const { pipeline } = plan.key;
  const run = plan.kind === 'reuse' ? plan.run : await queueOnce(services, settings, plan.key, child);
  const started = { pipeline, run, reused: !child.isOurs };
  keepProgress(reportRun(started));
  log.info(`Run ${run.id}: ${run.webUrl}`);
  if (!settings.wait) return renderStarted(started);
  const { watcher: host, pause, now } = services;
  const deadline = now() + settings.timeoutMinutes * MINUTE_MS;
  const onLook = (look: Look) => keepProgress(reportRun({ ...started, ...look }));
  const end = await followRun({ host, log, pause, now, deadline, onLook }, run.id);
  return renderEnd(started, end, settings.timeoutMinutes);
}

const newRunOf = ({ pipeline, branch, commit, parameters }: RunKey) => ({
  pipelineId: pipeline.id,
  branch,
  commit,
  parameters,
});

async function readKey({ host, log }: RunServices, settings: RunSettings): Promise<RunKey> {
  const wanted = parsePipeline(settings.pipeline);
  const id =
    wanted.kind === 'id'
      ? wanted.id
      : choosePipeline(wanted, await host.findPipelines(wanted.name), settings.project).id;
  const pipeline = await host.readPipeline(id);
  if (pipeline.state === 'disabled') {
    throw notQueued(pipeline, 'it is disabled', 'Enable it in its settings, under Processing of new run requests.');
  }
  if (pipeline.state === 'paused') log.warn(`Pipeline "${pipeline.name}" is paused: its runs do not start.`);
  const branch = settings.branch === undefined ? pipeline.defaultBranch : toRef(settings.branch);
  const commit = settings.commit?.toLowerCase() ?? (await readCommit(host, log, pipeline, branch));
  return { pipeline, branch, commit, parameters: settings.parameters };
}

/** The commit is named in the request, so that a push in between changes nothing. */
async function readCommit(
  host: RunHost,
  log: Log,
  pipeline: Pipeline,
  branch: string | undefined,
): Promise<string | undefined> {
  if (pipeline.repositoryId === undefined || branch === undefined) return undefined;
  try {
    const tip = await host.readTip(pipeline.repositoryId, branch);
    if (tip !== undefined) return tip;
  } catch (error) {
    if (!(error instanceof SlipwayError && error.code === 'AZURE_DEVOPS_NOT_FOUND')) throw error;
    log.info('The repository of the pipeline cannot be read: name "commit" if an earlier run shall be reused.');
    return undefined;
  }
  throw notQueued(pipeline, `its repository has no ${branch}`, 'Check "branch".');
}

const notQueued = ({ name }: Pipeline, because: string, hint: string): SlipwayError =>
  new SlipwayError(`Pipeline "${name}" cannot be run: ${because}.`, { kind: 'input', code: 'RUN_NOT_QUEUED', hint });

/** Two who queue at once see each other's run afterwards: the older one stays, and both follow it. */
async function queueOnce(
  services: RunServices,
  settings: RunSettings,
  key: RunKey,
  child: Child,
): Promise<PipelineRun> {
  const { host, log, keepProgress } = services;
  child.id = await host.queue(child.newRun, child.newestKnown);
  log.info(`Run ${child.id} is queued.`);
  keepProgress({ outputs: { ...NO_RUN, runId: String(child.id) } });
  const run = await host.readRun(child.id);
  if (!settings.reuse) return run;
  const earlier = findEarlier(run, await host.listRuns(key.pipeline.id, run.branch));
  if (earlier) {
    await host.cancel(run.id);
    child.isOurs = false;
    if (earlier.id === settings.ownRunId) throw waitsForItself(key);
    log.info(`Run ${earlier.id} of the same was queued before: run ${run.id} is cancelled.`);
    return earlier;
  }
  await mark(services, key, run);
  return run;
}

/** Without the mark a later run only finds this one when the service keeps the parameters as they were given. */
async function mark({ host, log, hash }: RunServices, key: RunKey, run: PipelineRun): Promise<void> {
  try {
    await host.addTag(run.id, runTag({ ...key, commit: run.commit }, hash));
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    log.debug(`Run ${run.id} is not tagged: ${error.message}`);
  }
}

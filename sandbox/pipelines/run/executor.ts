import { advance } from '../../azure-devops/environments/advance.ts';
import { cancel, checkpointsOf } from '../../azure-devops/environments/checkpoint.ts';
import type { BuildDocument } from '../../azure-devops/pipelines/documents.ts';
import type { PipelinePlace } from '../../azure-devops/pipelines/place.ts';
import type { World } from '../../azure-devops/world.ts';
import { applyStep, checkpointOf, takeChecks } from './apply-step.ts';
import { issueJobToken } from './job-token.ts';
import type { ExecutorSettings } from './executor-settings.ts';
import { factsOf, nowOf, update, yamlOf, type LiveRun } from './live-run.ts';
import { nextSteps, type NextStep } from './next-steps.ts';
import { failRun, recoverJobs } from './recover.ts';
import { RunFiles } from './run-files.ts';
import { endJob, runJob } from './run-job.ts';
import { attemptOf, jobOf, retryStage, withJob, withStage, type JobName } from './run-state.ts';

interface RunningJob {
  readonly stage: string;
  readonly canceled: AbortController;
}

interface Entry {
  readonly live: LiveRun;
  /** The jobs that run, each with what cancels it. */
  readonly jobs: Map<Promise<void>, RunningJob>;
  /** Stages whose checks have been looked at since somebody asked whether the run is settled. */
  readonly looked: Set<string>;
  readonly timers: Map<string, NodeJS.Timeout>;
  readonly waiters: Set<() => void>;
}

/** Runs the YAML of all runs of a sandbox: in its process, in real time, a few jobs at once. */
export class Executor {
  readonly settings: ExecutorSettings = {
    agents: 2,
    sigintMs: 7500,
    sigtermMs: 2500,
    orphanMs: 5000,
    checkpointMs: 200,
    mostTriggeredRuns: 200,
  };
  readonly files: RunFiles;
  /** Called whenever a run may stand otherwise than before. */
  onChange: (live: LiveRun) => void = () => undefined;
  readonly #entries = new Map<BuildDocument, Entry>();
  readonly #stopped = new AbortController();
  #busy = 0;

  constructor(folder: string) {
    this.files = new RunFiles(folder);
  }

  /** Begins or goes on with a run. */
  add(place: PipelinePlace, build: BuildDocument): void {
    this.#look(this.#entry(place, build));
  }

  /** Goes on with what a sandbox on the same folder had not ended. */
  resume(world: World): void {
    for (const organisation of world.store.organisations)
      for (const build of organisation.builds.all) {
        const pipeline = organisation.pipelines.get(build.pipelineId);
        const project = organisation.document.projects.find(({ id }) => id === pipeline?.projectId);
        if (!pipeline?.yaml || !project || !build.yaml || build.yaml.result !== undefined) continue;
        if (this.#entries.has(build)) continue;
        const entry = this.#entry({ world, organisation, project, pipeline }, build);
        recoverJobs(entry.live);
        this.#look(entry);
      }
  }

  /** Stops a run as the service does: what runs is interrupted, what always runs still does. The build says who asked. */
  cancel(place: PipelinePlace, build: BuildDocument): void {
    const entry = this.#entry(place, build);
    this.#cancel(
      entry,
      yamlOf(entry.live).stages.map(({ name }) => name),
    );
  }

  /** Stops one stage that waits for its checks or runs; those behind it go on as their conditions say. */
  cancelStage(place: PipelinePlace, build: BuildDocument, stage: string): void {
    this.#cancel(this.#entry(place, build), [stage]);
  }

  #cancel(entry: Entry, stages: readonly string[]): void {
    const { live, jobs } = entry;
    for (const checkpoint of checkpointsOf(live, live.build.id))
      if (checkpoint.state === 'waiting' && stages.includes(checkpoint.stage)) cancel(live, checkpoint);
    for (const stage of stages) takeCancelled(live, stage);
    for (const { stage, canceled } of jobs.values()) if (stages.includes(stage)) canceled.abort();
    this.#look(entry);
  }

  /** A new attempt of a stage that failed, was skipped or was cancelled. */
  retry(
    place: PipelinePlace,
    build: BuildDocument,
    wanted: { readonly stage: string; readonly allJobs: boolean },
  ): void {
    const entry = this.#entry(place, build);
    delete build.cancelledAt;
    delete build.cancelledById;
    update(entry.live, (run) => retryStage(run, wanted.stage, { allJobs: wanted.allJobs }));
    this.#look(entry);
  }

  /**
   * Resolves once a run has ended, or nothing of it goes on before a person does something. Jobs of the `except` stages do
   * not count: one that only follows the others would be waited for for ever.
   */
  async settled(build: BuildDocument, { except = [] }: { readonly except?: readonly string[] } = {}): Promise<void> {
    const entry = this.#entries.get(build);
    if (!entry) return;
    entry.looked.clear();
    for (const { name } of yamlOf(entry.live).stages) this.#check(entry, name);
    while (!isSettled(entry, except)) await new Promise<void>((resolve) => entry.waiters.add(resolve));
  }

  /** Stops everything at once, as when the machine goes down: a sandbox on the same folder goes on. */
  async close(): Promise<void> {
    this.#stopped.abort();
    const jobs = [...this.#entries.values()].flatMap((entry) => {
      for (const timer of entry.timers.values()) clearTimeout(timer);
      return [...entry.jobs.keys()];
    });
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise((resolve) => (timer = setTimeout(resolve, 2000)));
    await Promise.race([Promise.all(jobs), limit]);
    clearTimeout(timer);
    for (const { waiters } of this.#entries.values()) for (const waiter of waiters) waiter();
  }

  #entry(place: PipelinePlace, build: BuildDocument): Entry {
    const known = this.#entries.get(build);
    if (known) return known;
    const { files, settings } = this;
    const { world, organisation, project, pipeline } = place;
    const live: LiveRun = {
      world,
      organisation,
      project,
      pipeline,
      build,
      files,
      settings,
      stopped: this.#stopped.signal,
    };
    const entry: Entry = {
      live,
      jobs: new Map(),
      looked: new Set(),
      timers: new Map(),
      waiters: new Set(),
    };
    this.#entries.set(build, entry);
    return entry;
  }

  /** Takes every step that the run can take now. */
  #look(entry: Entry): void {
    const { live } = entry;
    if (live.stopped.aborted) return;
    try {
      if (yamlOf(live).startTime === undefined) update(live, (run) => ({ ...run, startTime: nowOf(live) }));
      for (let round = 0; round < 10_000; round += 1) {
        const freeAgents = Math.max(0, this.settings.agents - this.#busy);
        const steps = nextSteps(yamlOf(live), { ...factsOf(live), freeAgents });
        if (steps.length === 0) break;
        for (const step of steps) this.#take(entry, step);
      }
      for (const { name, attempts } of yamlOf(live).stages)
        if (attempts.at(-1)?.state === 'checking' && !entry.timers.has(name)) this.#check(entry, name);
    } catch (error) {
      this.#fail(entry, error);
    }
    this.#tell(entry);
  }

  #take(entry: Entry, step: NextStep): void {
    applyStep(entry.live, step);
    if (step.kind === 'startJob') this.#start(entry, { stage: step.stage, job: step.job });
  }

  #start(entry: Entry, name: JobName): void {
    this.#busy += 1;
    const { live } = entry;
    const canceled = new AbortController();
    const job = runJob(live, name, canceled.signal)
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        update(live, (run) => withJob(run, name, { issues: [{ type: 'error', message }] }));
        if (jobOf(yamlOf(live), name).state !== 'completed') endJob(live, name, 'Failed');
      })
      .catch((error: unknown) => this.#fail(entry, error))
      .finally(() => {
        this.#busy -= 1;
        entry.jobs.delete(job);
        for (const one of this.#entries.values()) this.#look(one);
      });
    entry.jobs.set(job, { stage: name.stage, canceled });
  }

  /** Looks at the checks of a stage, now and every so often until they have ended. */
  #check(entry: Entry, stage: string): void {
    const { live } = entry;
    clearTimeout(entry.timers.get(stage));
    entry.timers.delete(stage);
    const attempt = attemptOf(yamlOf(live), stage);
    if (live.stopped.aborted || attempt.state !== 'checking') return;
    const later = () => this.#check(entry, stage);
    const timer = setTimeout(later, this.settings.checkpointMs);
    timer.unref();
    entry.timers.set(stage, timer);
    void this.#advance(entry, stage, attempt.attempt).catch((error: unknown) => this.#fail(entry, error));
  }

  async #advance(entry: Entry, stage: string, attempt: number): Promise<void> {
    const { live } = entry;
    const tokens: string[] = [];
    const accessToken = () => {
      const token = tokens[0] ?? issueJobToken(live);
      if (tokens.length === 0) tokens.push(token);
      return token;
    };
    try {
      const state = await advance(live, checkpointOf(live, stage), { accessToken });
      const now = attemptOf(yamlOf(live), stage);
      if (live.stopped.aborted || now.attempt !== attempt) return;
      entry.looked.add(stage);
      if (state !== 'waiting' && now.state === 'checking') {
        takeChecks(live, stage, state);
        this.#look(entry);
      } else this.#tell(entry);
    } finally {
      for (const token of tokens) live.world.store.deleteToken(token);
    }
  }

  #fail(entry: Entry, error: unknown): void {
    console.error(`sandbox: run ${entry.live.build.id} failed`, error);
    failRun(entry.live, error);
    for (const { canceled } of entry.jobs.values()) canceled.abort();
    this.#tell(entry);
  }

  #tell(entry: Entry): void {
    try {
      this.onChange(entry.live);
    } catch (error) {
      console.error(`sandbox: run ${entry.live.build.id} could not be told of`, error);
    }
    for (const waiter of entry.waiters) waiter();
    entry.waiters.clear();
  }
}

/** A stage that waits for its checks ends at once; one that runs goes on with what runs in spite of it. */
function takeCancelled(live: LiveRun, stage: string): void {
  const { state } = attemptOf(yamlOf(live), stage);
  if (state === 'checking') takeChecks(live, stage, 'canceled');
  if (state === 'running') update(live, (run) => withStage(run, stage, { isCanceled: true }));
}

function isSettled({ live, looked }: Entry, except: readonly string[]): boolean {
  const run = yamlOf(live);
  if (run.result !== undefined || live.stopped.aborted) return true;
  return run.stages.every(({ name }) => {
    if (except.includes(name)) return true;
    const { state, jobs } = attemptOf(run, name);
    if (state === 'checking') return looked.has(name);
    // Its last job has just ended: what comes of that comes at once.
    if (state === 'running' && jobs.every((job) => job.state === 'completed')) return false;
    return jobs.every((job) => job.state !== 'queued' && job.state !== 'running');
  });
}

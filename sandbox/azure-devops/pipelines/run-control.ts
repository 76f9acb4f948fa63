import type { Executor } from '../../pipelines/run/executor.ts';
import type { ExecutorSettings } from '../../pipelines/run/executor-settings.ts';
import { startResourceTrigger, startSchedule } from '../../pipelines/run/triggers/by-hand.ts';
import { followRun } from '../../pipelines/run/triggers/validation.ts';
import { considerAutoComplete } from '../completion/queue.ts';
import { refreshPullRequests } from '../pull-requests.ts';
import { placeOf, type RepositoryPlace, type World } from '../world.ts';
import { createYamlPipeline, type NewYamlPipeline } from './create-yaml-pipeline.ts';
import type { BuildDocument } from './documents.ts';
import type { PipelinePlace } from './place.ts';

export interface PipelineRef {
  readonly organisation: string;
  /** Its number. */
  readonly pipeline: number;
}

export interface RunRef {
  readonly organisation: string;
  /** Number of the run, which is a build. */
  readonly run: number;
}

/** What a test or a play does with pipelines whose YAML is run. */
export interface RunControl {
  /** Creates a pipeline of a YAML file, or sets the one of that name anew. Gives its number. */
  createYamlPipeline(pipeline: NewYamlPipeline): { readonly id: number };
  /** Starts what a schedule of the file starts; the first one without a name. Gives the runs. */
  startSchedule(pipeline: PipelineRef, displayName?: string): Promise<readonly number[]>;
  /** Starts a pipeline because a run of one of its pipeline resources has ended; undefined when it does not mean that branch. */
  startResourceTrigger(pipeline: PipelineRef, run: number): Promise<number | undefined>;
  /** Resolves once a run has ended or only waits for people; jobs of the `except` stages do not count. */
  settled(run: RunRef, options?: { readonly except?: readonly string[] }): Promise<void>;
  /** How many agents there are (2) and how patient they are. */
  readonly executing: ExecutorSettings;
  /** Stops all jobs, and what the service does after its answers, as when the machine goes down; a sandbox on the same folder goes on. */
  close(): Promise<void>;
}

/** Lets what runs come to be seen by the policies that wait for it. */
export function followRuns(world: World, executor: Pick<Executor, 'onChange'>): void {
  executor.onChange = (live) => {
    if (followRun(live)) considerAutoComplete(world);
    world.triggers.runChanged(world, live.organisation, live.build);
  };
}

/**
 * Goes on with runs that a sandbox on the same folder had not ended, and starts what it had not started for pushes and
 * pull requests; the address has to be known by now.
 */
export function resumeRuns(world: World): void {
  for (const organisation of world.store.organisations) {
    const withPipelines = new Set(organisation.pipelines.all.flatMap((one) => (one.yaml ? [one.repositoryId] : [])));
    for (const repository of organisation.document.repositories)
      if (withPipelines.has(repository.id)) resumeTriggers(world, placeOf(world, organisation, repository));
    for (const build of organisation.builds.all) {
      if (build.yaml) followRun({ world, organisation, build });
      world.triggers.runChanged(world, organisation, build);
    }
  }
  world.executor.resume(world);
  considerAutoComplete(world);
}

function resumeTriggers(world: World, place: RepositoryPlace): void {
  world.triggers.resume(world, place);
  // Branches that moved just before it was stopped are seen now.
  world.later.schedule(() => refreshPullRequests(world, place), 0);
}

export function runControl(
  world: World,
  requirePlace: (name: {
    readonly organisation: string;
    readonly project: string;
    readonly repository: string;
  }) => RepositoryPlace,
): RunControl {
  const pipelineOf = ({ organisation: name, pipeline: id }: PipelineRef): PipelinePlace => {
    const organisation = world.store.organisation(name);
    const pipeline = organisation?.pipelines.get(id);
    const project = organisation?.document.projects.find((one) => one.id === pipeline?.projectId);
    if (!organisation || !pipeline?.yaml || !project)
      throw new Error(`The sandbox has no pipeline ${id} of YAML in ${name}.`);
    return { world, organisation, project, pipeline };
  };
  const buildOf = ({ organisation, run }: RunRef): BuildDocument => {
    const build = world.store.organisation(organisation)?.builds.get(run);
    if (!build) throw new Error(`The sandbox has no run ${run} in ${organisation}.`);
    return build;
  };
  return {
    createYamlPipeline(pipeline) {
      const place = requirePlace(pipeline);
      const { organisation, repository } = place;
      const project = organisation.document.projects.find(({ id }) => id === repository.projectId);
      if (!project) throw new Error(`repository ${repository.id} has no project`);
      void world.triggers.remember(world, place);
      return createYamlPipeline({ world, organisation, project }, pipeline, repository.id);
    },
    startSchedule: async (pipeline, displayName) =>
      (await startSchedule(pipelineOf(pipeline), displayName)).map(({ id }) => id),
    startResourceTrigger: async (pipeline, run) => {
      const build = buildOf({ organisation: pipeline.organisation, run });
      return (await startResourceTrigger(pipelineOf(pipeline), { build }))?.id;
    },
    settled: (run, options) => world.executor.settled(buildOf(run), options),
    executing: world.executor.settings,
    close: async () => {
      await world.later.stop();
      await world.executor.close();
    },
  };
}

import { serviceIdentity } from '../../../azure-devops/identities.ts';
import { listRefs } from '../../../azure-devops/git/history.ts';
import type { BuildDocument } from '../../../azure-devops/pipelines/documents.ts';
import type { PipelinePlace } from '../../../azure-devops/pipelines/place.ts';
import { gitDirOf, triggersAt } from './ci-trigger.ts';
import { meansBranch } from './filters.ts';
import { startTriggered } from './start-run.ts';

/** Where the service reads schedules and resource triggers: the default branch. */
async function defaultBranch(place: PipelinePlace) {
  const { organisation, pipeline } = place;
  const repository = organisation.document.repositories.find(({ id }) => id === pipeline.repositoryId);
  const heads = await listRefs(gitDirOf(place), 'refs/heads');
  const ref = repository?.defaultBranch ?? '';
  const commit = heads.get(ref);
  if (commit === undefined)
    throw new Error(`The default branch ${ref} of the pipeline ${pipeline.name} does not exist.`);
  const triggers = await triggersAt(place, commit);
  if (!triggers) throw new Error(`The pipeline ${pipeline.name} has no valid file on ${ref}.`);
  return { ref, commit, heads, triggers };
}

const service = ({ world, organisation }: PipelinePlace) => serviceIdentity(world.store, organisation);

/**
 * Starts what a schedule of the file starts: one run for each branch it names, but none for a branch that has not changed
 * since unless it says `always`. Throws when the file has no such schedule.
 */
export async function startSchedule(place: PipelinePlace, displayName?: string): Promise<readonly BuildDocument[]> {
  const { heads, triggers } = await defaultBranch(place);
  const schedule = triggers.schedules.find((one) => displayName === undefined || one.displayName === displayName);
  if (!schedule) throw new Error(`The pipeline ${place.pipeline.name} has no schedule ${displayName ?? ''}.`);
  const builds: BuildDocument[] = [];
  for (const [ref, commit] of heads) {
    if (!meansBranch(schedule.branches, ref.replace('refs/heads/', ''))) continue;
    if (!schedule.always && wasScheduled(place, ref, commit)) continue;
    const build = await startTriggered(place, {
      reason: 'schedule',
      requestedById: service(place).id,
      sourceBranch: ref,
      sourceVersion: commit,
      trigger: { kind: 'schedule', displayName: schedule.displayName },
    });
    if (build) builds.push(build);
  }
  return builds;
}

const wasScheduled = ({ organisation, pipeline }: PipelinePlace, ref: string, commit: string) =>
  organisation.builds.all.some(
    (one) =>
      one.pipelineId === pipeline.id &&
      one.reason === 'schedule' &&
      one.sourceBranch === ref &&
      one.sourceVersion === commit &&
      one.yaml?.result === 'succeeded',
  );

/** Starts a pipeline because a run of one of its `resources: pipelines:` has ended. Throws when the file does not say so. */
export async function startResourceTrigger(
  place: PipelinePlace,
  { build: source }: { readonly build: BuildDocument },
): Promise<BuildDocument | undefined> {
  const { ref, commit, triggers } = await defaultBranch(place);
  const from = place.organisation.pipelines.get(source.pipelineId);
  const resource = triggers.pipelines.find((one) => one.source.toLowerCase() === from?.name.toLowerCase());
  if (!from || !resource)
    throw new Error(`The pipeline ${place.pipeline.name} is not triggered by runs of ${from?.name ?? 'nothing'}.`);
  const branch = source.sourceBranch.replace('refs/heads/', '');
  if (!meansBranch({ include: resource.branches, exclude: [] }, branch)) return undefined;
  return startTriggered(place, {
    reason: 'resourceTrigger',
    requestedById: service(place).id,
    sourceBranch: ref,
    sourceVersion: commit,
    trigger: {
      kind: 'resource',
      alias: resource.alias,
      buildId: source.id,
      buildNumber: source.buildNumber,
      pipelineId: from.id,
      pipeline: from.name,
      sourceBranch: source.sourceBranch,
      sourceVersion: source.sourceVersion,
    },
  });
}

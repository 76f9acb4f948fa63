import type { Identity } from '../../../azure-devops/documents.ts';
import { findCommit, listCommits } from '../../../azure-devops/git/history.ts';
import { readGit } from '../../../azure-devops/git/run-git.ts';
import type { PipelinePlace } from '../../../azure-devops/pipelines/place.ts';
import { placeOf } from '../../../azure-devops/world.ts';
import { readTriggers } from '../../compile/read-pipeline.ts';
import { PipelineInvalid, type TriggerPlan } from '../../plan.ts';
import { readFileAt } from '../run-sources.ts';
import { meansBranch, meansPath, skipsCi } from './filters.ts';
import { startTriggered } from './start-run.ts';

export interface MovedBranch {
  /** refs/heads/... */
  readonly ref: string;
  /** Left out for a new branch. */
  readonly from?: string;
  readonly to: string;
}

/** The triggers of a pipeline's file as of a commit; undefined without a file, or when it is not valid. */
export async function triggersAt(place: PipelinePlace, commit: string): Promise<TriggerPlan | undefined> {
  const text = await readFileAt(gitDirOf(place), commit, place.pipeline.yamlFilename);
  if (text === undefined) return undefined;
  try {
    return readTriggers(text, place.pipeline.yamlFilename);
  } catch (error) {
    if (!(error instanceof PipelineInvalid)) throw error;
    return undefined;
  }
}

export function gitDirOf({ world, organisation, pipeline }: PipelinePlace): string {
  const repository = organisation.document.repositories.find(({ id }) => id === pipeline.repositoryId);
  if (!repository) throw new Error(`pipeline ${pipeline.id} has no repository`);
  return placeOf(world, organisation, repository).gitDir;
}

/**
 * Starts a pipeline for a branch that moved, when its file on that branch says so. One that batches is not started while
 * such a run goes on: its end is what starts the next.
 */
export async function followPush(
  place: PipelinePlace,
  { ref, from, to }: MovedBranch,
  pusher: Identity,
): Promise<void> {
  const gitDir = gitDirOf(place);
  const ci = (await triggersAt(place, to))?.ci;
  if (!ci || !meansBranch(ci.branches, ref.replace('refs/heads/', ''))) return;
  const [head] = await listCommits(gitDir, [to], 1);
  if (!head || skipsCi(head.message)) return;
  if (from !== undefined && !meansPath(ci.paths, await changedFiles(gitDir, from, to))) return;
  if (ci.batch && isUnderWay(place, ref)) return;
  await startTriggered(place, {
    reason: ci.batch ? 'batchedCI' : 'individualCI',
    requestedById: pusher.id,
    sourceBranch: ref,
    sourceVersion: to,
    trigger: { kind: 'ci' },
  });
}

const isUnderWay = ({ organisation, pipeline }: PipelinePlace, ref: string): boolean =>
  organisation.builds.all.some(
    (one) =>
      one.pipelineId === pipeline.id &&
      one.reason === 'batchedCI' &&
      one.sourceBranch === ref &&
      one.yaml?.result === undefined,
  );

async function changedFiles(gitDir: string, from: string, to: string): Promise<readonly string[]> {
  if ((await findCommit(gitDir, from)) === undefined) return [];
  const text = await readGit(gitDir, ['diff', '--name-only', '-z', '--no-renames', from, to, '--']);
  return text.split('\0').filter(Boolean);
}

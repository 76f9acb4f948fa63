import * as z from 'zod';
import type { PullRequestDocument } from '../azure-devops/documents.ts';
import { APPROVERS } from './cast.ts';
import { callAs } from './call-as.ts';
import { followRun } from './follow-run.ts';
import { findRun, placeOf, type Play, type PlayedRun } from './play.ts';
import { until } from './wait.ts';

/** What became of a pull request. */
export interface CarriedChange {
  readonly id: number;
  readonly status: 'staged' | 'notMerged' | 'failed';
}

/** From the validation of a pull request to what its merge has staged; goes on where it was. */
export async function carryChange(play: Play, id: number): Promise<CarriedChange> {
  const { title } = pullRequestOf(play, id);
  play.say(`Pull request ${id}, ${title}`, '\n');
  if (pullRequestOf(play, id).status === 'active' && !(await isLetThrough(play, id))) {
    play.say('It is not merged.', `  ✗ !${id}  `);
    return { id, status: 'notMerged' };
  }
  const status = () => (pullRequestOf(play, id).status === 'active' ? undefined : pullRequestOf(play, id).status);
  if ((await until(`the merge of pull request ${id}`, status, play.signal)) !== 'completed')
    return { id, status: 'notMerged' };
  const { merge } = pullRequestOf(play, id);
  play.say(`Merged by auto-complete as ${merge.commit?.slice(0, 8) ?? ''}.`, `  ✓ !${id}  `);
  const find = () => findRun(play, 'staging', (_, build) => build.sourceVersion === merge.commit);
  const staging = await until(`the run that stages pull request ${id}`, find, play.signal);
  const result = await followRun(play, staging, `!${id} staging`);
  return { id, status: result === 'succeeded' ? 'staged' : 'failed' };
}

function pullRequestOf(play: Play, id: number): PullRequestDocument {
  const found = placeOf(play).organisation.pullRequests.get(id);
  if (!found) throw new Error(`There is no pull request ${id}.`);
  return found;
}

/** Follows the validation. False when the review, or somebody at the gate, does not want the change. */
async function isLetThrough(play: Play, id: number): Promise<boolean> {
  const validation = findValidation(play, id) ?? (await startValidation(play, id));
  const result = await followRun(play, validation, `!${id}`);
  const merge = findValidation(play, id)?.yaml.stages.find(({ name }) => name === 'Merge');
  return result === 'succeeded' && merge?.attempts.at(-1)?.result === 'Succeeded';
}

const findValidation = (play: Play, id: number): PlayedRun | undefined =>
  findRun(play, 'pull-request', (trigger) => trigger.kind === 'pullRequest' && trigger.id === id);

const Evaluations = z.object({ value: z.array(z.object({ evaluationId: z.string() })) });

/** The validation of a new pull request begins by itself; one from before the policy waits for somebody to queue it. */
async function startValidation(play: Play, id: number): Promise<PlayedRun> {
  await play.sandbox.azureDevOps.settle();
  const begun = findValidation(play, id);
  if (begun) return begun;
  const person = APPROVERS[0].name;
  const artifact = `vstfs:///CodeReview/CodeReviewId/${play.repository.projectId}/${id}`;
  const preview = { person, version: '7.1-preview.1' };
  const route = `policy/evaluations?artifactId=${artifact}`;
  const { value } = Evaluations.parse(await callAs(play, { ...preview, method: 'GET', route }));
  for (const { evaluationId } of value)
    await callAs(play, { ...preview, method: 'PATCH', route: `policy/evaluations/${evaluationId}` });
  return until(`the validation of pull request ${id}`, () => findValidation(play, id), play.signal);
}

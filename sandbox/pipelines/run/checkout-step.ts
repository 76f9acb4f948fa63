import path from 'node:path';
import { checkout } from '../../agent/checkout.ts';
import { clonePath } from '../../azure-devops/present/repository.ts';
import { placeOf } from '../../azure-devops/world.ts';
import type { StepPlan } from '../plan.ts';
import type { JobPlace } from './artifact-steps.ts';
import { jobPlanOf } from './run-state.ts';
import { yamlOf } from './live-run.ts';

type Checkout = Extract<StepPlan, { kind: 'checkout' }>;

/** Checks a repository out as the agent does: alone into `s`, one of several into a folder of its name below it. */
export async function checkOut({ live, name, workFolder }: JobPlace, step: Checkout, token: string): Promise<string> {
  if (step.repository === 'none') return 'Nothing is checked out.';
  const { world, organisation } = live;
  const run = yamlOf(live);
  const wanted = run.repositories[step.repository];
  const repository = organisation.document.repositories.find(({ id }) => id === wanted?.repositoryId);
  if (!wanted || !repository) throw new Error(`There is no repository ${step.repository}.`);
  const several = jobPlanOf(run, name).steps.filter(({ kind }) => kind === 'checkout').length > 1;
  const sources = path.join('s', ...(several ? [repository.name] : []));
  const root = path.join(workFolder, '1');
  const directory = path.resolve(root, step.path ?? sources);
  if (directory !== root && !directory.startsWith(`${root}${path.sep}`))
    throw new Error(`Checkout path '${step.path ?? ''}' is not within the agent's build directory.`);
  const commit = await checkout({
    url: `${world.baseUrl}${clonePath(placeOf(world, organisation, repository))}`,
    token,
    ref: wanted.ref,
    commit: wanted.version,
    directory,
    fetchDepth: step.fetchDepth,
    fetchTags: step.fetchTags,
    persistCredentials: step.persistCredentials,
  });
  return `HEAD is now at ${commit} in ${directory}`;
}

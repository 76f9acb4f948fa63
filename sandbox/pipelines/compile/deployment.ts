import type { StepPlan } from '../plan.ts';
import { IMPLIED_DOWNLOAD } from './implied-steps.ts';
import { refuse, unsupported, type Place } from './node.ts';
import { opened, type Open } from './open.ts';
import { readPool } from './pool.ts';
import { readFields, readName, readText } from './read.ts';
import { readSteps, type StepsOf } from './steps.ts';

const HOOKS = ['preDeploy', 'routeTraffic', 'postRouteTraffic', 'on'];

/** `environment:` as text or a mapping; a resource in it means nothing here. */
export function readEnvironment(open: Open | undefined, place: Place): string {
  if (open === undefined) return refuse(place, 'A deployment job must specify an environment.');
  const { node } = opened(open);
  if (node.kind === 'scalar') return environmentOf(readName(open) ?? '');
  const { get } = readFields(open, { keys: ['name', 'resourceName', 'resourceId', 'resourceType', 'tags'] });
  for (const key of ['resourceName', 'resourceId', 'resourceType', 'tags']) readText(get(key));
  return environmentOf(readName(get('name')) ?? refuse(node.place, 'A deployment job must specify an environment.'));
}

// `environment: production.vm1` is a resource of production.
const environmentOf = (text: string): string => (/^[^.]+\.[^.]+$/.test(text) ? text.slice(0, text.indexOf('.')) : text);

/** The steps of `strategy: runOnce: deploy:`. Other strategies and hooks are refused by name. */
export async function readDeploymentSteps(
  strategy: Open | undefined,
  place: Place,
  of: StepsOf,
): Promise<readonly StepPlan[]> {
  if (strategy === undefined) return refuse(place, 'A deployment job must specify a strategy.');
  const runOnce = readFields(strategy, { keys: ['runOnce'], missing: ['rolling', 'canary'] }).get('runOnce');
  if (runOnce === undefined) return unsupported(place, "a deployment job without 'runOnce'");
  const deploy = readFields(runOnce, { keys: ['deploy'], missing: HOOKS }).get('deploy');
  if (deploy === undefined) return unsupported(runOnce.node.place, "'runOnce' without 'deploy'");
  const { get } = readFields(deploy, { keys: ['steps', 'pool'] });
  const pool = readPool(get('pool'), of.pool);
  const steps = await readSteps(get('steps'), { ...of, pool });
  return pool === 'server' || steps.some(({ kind }) => kind === 'download') ? steps : [IMPLIED_DOWNLOAD, ...steps];
}

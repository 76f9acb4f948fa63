import type { JobPlan } from '../plan.ts';
import { PipelineInvalid } from '../plan.ts';
import { readDeploymentSteps, readEnvironment } from './deployment.ts';
import { checkGraph } from './graph.ts';
import { listItems, type Level } from './include.ts';
import { checkIdentifier, findTwice } from './names.ts';
import { refuse } from './node.ts';
import type { Open } from './open.ts';
import { readPool } from './pool.ts';
import { firstKey, readBoolean, readCount, readFields, readText, readTexts, readWord, type Fields } from './read.ts';
import { resolveAll } from './resolve.ts';
import { readCondition } from './runtime-text.ts';
import { readSteps } from './steps.ts';
import { IMPLIED_CHECKOUT } from './implied-steps.ts';
import { readVariables } from './variables.ts';

const KEYS = [
  'displayName',
  'dependsOn',
  'condition',
  'continueOnError',
  'timeoutInMinutes',
  'cancelTimeoutInMinutes',
  'variables',
  'pool',
  'workspace',
  'uses',
  'templateContext',
];
const MISSING = ['container', 'services'];
/** Of a stage. */
const MAX_JOBS = 256;

/** The stage around jobs; `name` is undefined for the implicit one. */
interface JobsOf {
  readonly stage: string | undefined;
  readonly pool: 'agent' | 'server';
  readonly level: Level;
}

/** Reads `jobs:`, templates in it. Throws PipelineInvalid, also for names and dependencies that do not hold. */
export async function readJobs(list: Open | undefined, of: JobsOf): Promise<readonly JobPlan[]> {
  const jobs: JobPlan[] = [];
  let unnamed = 0;
  if (list === undefined) return jobs;
  for await (const { item, level } of listItems(list, 'jobs', of.level)) {
    if (jobs.length >= MAX_JOBS)
      refuse(item.node.place, `The sandbox does not support more than ${MAX_JOBS} jobs in a stage.`);
    jobs.push(await readJob(item, { ...of, level }, () => `Job${++unnamed}`));
  }
  checkJobs(jobs, of.stage);
  return jobs.map((job) => ({ ...job, dependsOn: job.dependsOn.map((name) => canonical(name, jobs)) }));
}

/** The name as the job itself spells it. */
export const canonical = (name: string, all: readonly { readonly name: string }[]): string =>
  all.find((one) => one.name.toLowerCase() === name.toLowerCase())?.name ?? name;

function checkJobs(jobs: readonly JobPlan[], stage: string | undefined): void {
  const owner = stage === undefined ? 'The pipeline' : `Stage ${stage}`;
  const prefix = stage === undefined ? 'Job ' : `Stage ${stage} job `;
  for (const { name } of jobs) checkIdentifier(name, `${prefix}${name}`);
  const twice = findTwice(jobs.map(({ name }) => name));
  if (twice !== undefined)
    throw new PipelineInvalid(
      stage === undefined
        ? `The job name ${twice} appears more than once. Job names must be unique within a pipeline.`
        : `Stage ${stage} job ${twice} appears more than once. Job names must be unique within a stage.`,
    );
  checkGraph(jobs, 'job', { owner, prefix });
}

async function readJob(item: Open, of: JobsOf, nextName: () => string): Promise<JobPlan> {
  const first = firstKey(item);
  const kind = first?.text;
  if (kind !== 'job' && kind !== 'deployment')
    refuse(first?.place ?? item.node.place, `Unexpected value '${kind ?? ''}'`);
  const keys =
    kind === 'job' ? ['job', 'steps', 'strategy', ...KEYS] : ['deployment', 'environment', 'strategy', ...KEYS];
  const fields = readFields(item, { keys, missing: MISSING });
  const written = readText(fields.get(kind)) ?? '';
  const name = written === '' ? nextName() : written;
  if (kind === 'deployment' && name.toLowerCase() === 'deploy')
    refuse(fields.place, "The word 'deploy' is a keyword and is unsupported as the name of a deployment job.");
  return { kind, ...(await readBody(fields, { ...of, name, kind })) };
}

/** Reads what a job is made of; also of a pipeline that is one job. */
export async function readBody(
  { get, place }: Fields,
  { name, kind, pool: outer, level }: Omit<JobsOf, 'stage'> & { name: string; kind: JobPlan['kind'] },
): Promise<Omit<JobPlan, 'kind'>> {
  const steps = get('steps') ?? get('strategy');
  const scope = (get('variables') ?? steps)?.scope;
  const { plan, visible } =
    scope === undefined ? { plan: [], visible: undefined } : await readVariables(get('variables'), scope, level);
  const inside = (open: Open | undefined): Open | undefined =>
    open && visible && { node: open.node, scope: { ...open.scope, variables: visible } };
  const pool = readPool(get('pool'), outer);
  const of = { job: name, pool, level };
  checkIgnored(get);
  return {
    name,
    displayName: readText(get('displayName')) ?? name,
    dependsOn: readTexts(get('dependsOn')).map(({ text }) => text),
    condition: readCondition(get('condition'), 'job'),
    variables: plan,
    environment: kind === 'deployment' ? readEnvironment(inside(get('environment')), place) : undefined,
    pool,
    timeoutMinutes: readCount(get('timeoutInMinutes'), 60),
    cancelTimeoutMinutes: readCount(get('cancelTimeoutInMinutes'), 5),
    continueOnError: readBoolean(get('continueOnError'), false),
    steps:
      kind === 'deployment'
        ? await readDeploymentSteps(inside(get('strategy')), place, of)
        : await readJobSteps(get, inside, of),
  };
}

async function readJobSteps(
  get: Fields['get'],
  inside: (open: Open | undefined) => Open | undefined,
  of: Parameters<typeof readSteps>[1],
) {
  const strategy = get('strategy');
  if (strategy !== undefined) readFields(strategy, { keys: [], missing: ['matrix', 'parallel', 'maxParallel'] });
  const steps = await readSteps(inside(get('steps')), of);
  return of.pool === 'server' || steps.some(({ kind }) => kind === 'checkout') ? steps : [IMPLIED_CHECKOUT, ...steps];
}

/** What is read to be right, and then means nothing. */
function checkIgnored(get: Fields['get']): void {
  const workspace = get('workspace');
  if (workspace !== undefined)
    readWord(readFields(workspace, { keys: ['clean'] }).get('clean'), ['outputs', 'resources', 'all']);
  const uses = get('uses');
  if (uses !== undefined) {
    const { get: used } = readFields(uses, { keys: ['repositories', 'pools'] });
    for (const key of ['repositories', 'pools']) readTexts(used(key));
  }
  const context = get('templateContext');
  if (context !== undefined) resolveAll(context);
}

import { ExpressionInvalid } from '../expressions/expression-invalid.ts';
import {
  PipelineInvalid,
  type CompileInput,
  type RunPlan,
  type StagePlan,
  type TemplateFile,
  type VariablePlan,
} from '../plan.ts';
import { openTemplate, type Level } from './include.ts';
import { readBody, readJobs } from './jobs.ts';
import { refuse, unsupported } from './node.ts';
import type { Open } from './open.ts';
import { readPool } from './pool.ts';
import { readBoolean, readText, readWord, type Fields } from './read.ts';
import { readResources } from './resources.ts';
import { openRoot } from './root.ts';
import type { Scope } from './scope.ts';
import { Session } from './session.ts';
import { readStages } from './stages.ts';
import { readVariables } from './variables.ts';

/** Absolute: as the service names the file in messages. */
const absolute = (path: string): string => `/${path.replaceAll('\\', '/').replace(/^\/+/, '')}`;

/**
 * Compiles a pipeline's file to what a run does: templates, parameters and `${{ }}` resolved, names and dependencies checked. Throws
 * PipelineInvalid, in the service's words where they are known, and nothing else (but what `templates` throws).
 */
export async function compilePipeline(input: CompileInput): Promise<RunPlan> {
  try {
    const path = absolute(input.path);
    const session = new Session(input.templates);
    const node = await session.read({ repository: 'self', path }, path);
    const { fields, scope } = openRoot(node, input, session.budget);
    return await compileRoot(fields, scope, session);
  } catch (error) {
    if (error instanceof ExpressionInvalid) throw new PipelineInvalid(`${absolute(input.path)}: ${error.message}`);
    if (error instanceof RangeError)
      throw new PipelineInvalid(`${absolute(input.path)}: Maximum object depth exceeded`);
    throw error;
  }
}

async function compileRoot(fields: Fields, scope: Scope, session: Session): Promise<RunPlan> {
  const { get } = fields;
  session.addRepositories(readResources(get('resources')).repositories);
  readBoolean(get('appendCommitMessageToRunName'), true);
  const level = { session, depth: 0 };
  const variables = await readVariables(get('variables'), scope, level);
  const seeing = (open: Open): Open => ({ node: open.node, scope: { ...open.scope, variables: variables.visible } });
  const name = get('name');
  const runName = name && readText(seeing(name));
  const pool = get('pool');
  const hasVariables = get('variables') !== undefined;
  const of = { seeing, pool: readPool(pool && seeing(pool), 'agent'), level, hasVariables };
  const body = await readWork(fields, of);
  return {
    runName: runName === '' ? undefined : runName,
    variables: [...variables.plan, ...body.variables],
    stages: body.stages,
    repositories: session.repositories,
    lockBehavior: readWord(get('lockBehavior'), ['sequential', 'runLatest']),
    extended: body.extended,
  };
}

interface Work {
  readonly stages: readonly StagePlan[];
  /** Of the templates that the pipeline extends. */
  readonly variables: readonly VariablePlan[];
  readonly extended: readonly TemplateFile[];
}

interface WorkOf {
  readonly seeing: (open: Open) => Open;
  readonly pool: 'agent' | 'server';
  readonly level: Level;
  /** A pipeline and the templates that it extends may have `variables:` once. */
  readonly hasVariables: boolean;
}

const WORK = ['extends', 'stages', 'jobs', 'steps'] as const;

/** What the file is made of. Throws PipelineInvalid unless it is one thing. */
function findWork({ get, place }: Fields): { kind: (typeof WORK)[number]; open: Open } {
  const [kind, second] = WORK.filter((key) => get(key) !== undefined);
  const open = kind && get(kind);
  if (kind === undefined || open === undefined) return refuse(place, `Expected one of: ${WORK.join(', ')}`);
  const misplaced = kind === 'steps' ? second : (second ?? OF_STEPS.find((key) => get(key) !== undefined));
  if (misplaced !== undefined) refuse(get(misplaced)?.node.place ?? place, `Unexpected value '${misplaced}'`);
  return { kind, open };
}

async function readWork(fields: Fields, { seeing, pool, level, hasVariables }: WorkOf): Promise<Work> {
  const { get, place } = fields;
  const { kind, open } = findWork(fields);
  switch (kind) {
    case 'extends':
      return readExtends(seeing(open), { pool, level, hasVariables });
    case 'stages':
      return ownWork(required(await readStages(seeing(open), pool, level), open));
    case 'jobs':
      return ownWork([implicit(required(await readJobs(seeing(open), { stage: undefined, pool, level }), open))]);
    case 'steps': {
      const visible = { place, get: (key: string) => inJob(key, get(key), seeing) };
      const job = await readBody(visible, { name: 'Job', kind: 'job', pool, level });
      return ownWork([implicit([{ kind: 'job', ...job }])]);
    }
  }
}

const ownWork = (stages: readonly StagePlan[]): Work => ({ stages, variables: [], extended: [] });

/** Keys of the root that belong to the one job of its steps. */
const OF_STEPS = ['steps', 'strategy', 'continueOnError', 'workspace'];

const inJob = (key: string, open: Open | undefined, seeing: WorkOf['seeing']): Open | undefined =>
  open !== undefined && OF_STEPS.includes(key) ? seeing(open) : undefined;

function required<T>(all: readonly T[], open: Open): readonly T[] {
  return all.length > 0 ? all : refuse(open.node.place, 'A pipeline must have at least one stage with one job.');
}

const implicit = (jobs: StagePlan['jobs']): StagePlan => ({
  name: '__default',
  displayName: '__default',
  dependsOn: [],
  condition: undefined,
  variables: [],
  jobs,
  lockBehavior: undefined,
});

const TEMPLATE = { keys: ['parameters', 'resources', 'variables', 'trigger', ...WORK] };

async function readExtends(reference: Open, { pool, level, hasVariables }: Omit<WorkOf, 'seeing'>): Promise<Work> {
  const { fields, inner, file } = await openTemplate(reference, TEMPLATE, level);
  const trigger = fields.get('trigger');
  if (trigger !== undefined) unsupported(trigger.node.place, "'trigger' of a template");
  level.session.addRepositories(readResources(fields.get('resources')).repositories);
  const variablesHere = fields.get('variables');
  if (variablesHere !== undefined && hasVariables)
    // The place is one in a file of the service.
    throw new PipelineInvalid("__built-in-schema.yml (Line: 40, Col: 11): 'variables' is already defined");
  const { plan, visible } = await readVariables(variablesHere, reference.scope, inner);
  const seeing = (open: Open): Open => ({ node: open.node, scope: { ...open.scope, variables: visible } });
  const of = { seeing, pool, level: inner, hasVariables: hasVariables || variablesHere !== undefined };
  const { stages, variables, extended } = await readWork(fields, of);
  return { stages, variables: [...plan, ...variables], extended: [file, ...extended] };
}

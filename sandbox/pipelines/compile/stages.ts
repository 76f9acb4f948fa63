import { PipelineInvalid, type StagePlan } from '../plan.ts';
import { checkGraph } from './graph.ts';
import { listItems, type Level } from './include.ts';
import { canonical, readJobs } from './jobs.ts';
import { checkIdentifier, findTwice } from './names.ts';
import { refuse, unsupported } from './node.ts';
import type { Open } from './open.ts';
import { readPool } from './pool.ts';
import { firstKey, readBoolean, readFields, readText, readTexts, readWord, type Fields } from './read.ts';
import { resolveAll } from './resolve.ts';
import { readCondition } from './runtime-text.ts';
import { readVariables } from './variables.ts';

const SHAPE = {
  keys: [
    'stage',
    'displayName',
    'pool',
    'dependsOn',
    'condition',
    'variables',
    'jobs',
    'lockBehavior',
    'trigger',
    'isSkippable',
    'templateContext',
  ],
  missing: ['group', 'checks'],
};
const MAX_STAGES = 256;

/** Reads `stages:`, templates in it. A stage without `dependsOn` waits for the one above it. Throws PipelineInvalid. */
export async function readStages(list: Open, pool: 'agent' | 'server', outer: Level): Promise<readonly StagePlan[]> {
  const stages: StagePlan[] = [];
  let unnamed = 0;
  for await (const { item, level } of listItems(list, 'stages', outer)) {
    if (stages.length >= MAX_STAGES)
      refuse(item.node.place, `The sandbox does not support more than ${MAX_STAGES} stages.`);
    stages.push(await readStage(item, { pool, level, before: stages, nextName: () => `Stage${++unnamed}` }));
  }
  for (const { name } of stages) checkIdentifier(name, `Stage ${name}`);
  const twice = findTwice(stages.map(({ name }) => name));
  if (twice !== undefined)
    throw new PipelineInvalid(
      `The stage name ${twice} appears more than once. Stage names must be unique within a pipeline.`,
    );
  checkGraph(stages, 'stage', { owner: 'The pipeline', prefix: 'Stage ' });
  return stages.map((stage) => ({ ...stage, dependsOn: stage.dependsOn.map((name) => canonical(name, stages)) }));
}

interface StageOf {
  readonly pool: 'agent' | 'server';
  readonly level: Level;
  readonly before: readonly StagePlan[];
  /** For a stage without a name. */
  readonly nextName: () => string;
}

async function readStage(item: Open, { pool, level, before, nextName }: StageOf): Promise<StagePlan> {
  const fields = readStageFields(item);
  const { get } = fields;
  const written = readText(get('stage')) ?? '';
  const name = written === '' ? nextName() : written;
  const { plan, visible } = await readVariables(get('variables'), item.scope, level);
  const jobs = get('jobs');
  const inner = jobs && { node: jobs.node, scope: { ...jobs.scope, variables: visible } };
  return {
    name,
    displayName: readText(get('displayName')) ?? name,
    dependsOn: dependenciesOf(get('dependsOn'), before),
    condition: readCondition(get('condition'), 'stage'),
    variables: plan,
    jobs: await readJobs(inner, { stage: name, pool: readPool(get('pool'), pool), level }),
    lockBehavior: readWord(get('lockBehavior'), ['sequential', 'runLatest']),
  };
}

function readStageFields(item: Open): Fields {
  const first = firstKey(item);
  if (first?.text === 'group') unsupported(first.place, "'group' here");
  if (first?.text !== 'stage') refuse(first?.place ?? item.node.place, `Unexpected value '${first?.text ?? ''}'`);
  const fields = readFields(item, SHAPE);
  const { get } = fields;
  checkTrigger(get('trigger'));
  readBoolean(get('isSkippable'), true);
  const context = get('templateContext');
  if (context !== undefined) resolveAll(context);
  return fields;
}

function checkTrigger(open: Open | undefined): void {
  if (open !== undefined && readWord(open, ['manual', 'automatic']) === 'manual')
    unsupported(open.node.place, "'trigger: manual'");
}

function dependenciesOf(open: Open | undefined, before: readonly StagePlan[]): readonly string[] {
  if (open !== undefined) return readTexts(open).map(({ text }) => text);
  const last = before.at(-1);
  return last === undefined ? [] : [last.name];
}

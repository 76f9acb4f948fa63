import { PipelineInvalid, type StagePlan } from '../plan.ts';
import { checkGraph } from './graph.ts';
import { listItems, type Level } from './include.ts';
import { canonical, readJobs } from './jobs.ts';
import { checkIdentifier, findTwice } from './names.ts';
import { refuse, unsupported } from './node.ts';
import type { Open } from './open.ts';
import { readPool } from './pool.ts';
import { firstKey, readBoolean, readFields, readText, readTexts, readWord } from './read.ts';
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
  for await (const { item, level } of listItems(list, 'stages', outer)) {
    if (stages.length >= MAX_STAGES)
      refuse(item.node.place, `The sandbox does not support more than ${MAX_STAGES} stages.`);
    stages.push(await readStage(item, { pool, level, before: stages }));
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
}

async function readStage(item: Open, { pool, level, before }: StageOf): Promise<StagePlan> {
  const first = firstKey(item);
  if (first?.text !== 'stage') {
    if (first?.text === 'group') unsupported(first.place, "'group' here");
    refuse(first?.place ?? item.node.place, `Unexpected value '${first?.text ?? ''}'`);
  }
  const { get, place } = readFields(item, SHAPE);
  const written = readText(get('stage')) ?? '';
  const name = written === '' ? `Stage${before.length + 1}` : written;
  const trigger = get('trigger');
  if (readWord(trigger, ['manual', 'automatic']) === 'manual')
    unsupported(trigger?.node.place ?? place, "'trigger: manual'");
  readBoolean(get('isSkippable'), true);
  const context = get('templateContext');
  if (context !== undefined) resolveAll(context);
  const { plan, visible } = await readVariables(get('variables'), item.scope, level);
  const jobs = get('jobs');
  const last = before.at(-1);
  const inner = jobs && { node: jobs.node, scope: { ...jobs.scope, variables: visible } };
  return {
    name,
    displayName: readText(get('displayName')) ?? name,
    dependsOn:
      get('dependsOn') === undefined
        ? last === undefined
          ? []
          : [last.name]
        : readTexts(get('dependsOn')).map(({ text }) => text),
    condition: readCondition(get('condition'), 'stage'),
    variables: plan,
    jobs: await readJobs(inner, { stage: name, pool: readPool(get('pool'), pool), level }),
    lockBehavior: readWord(get('lockBehavior'), ['sequential', 'runLatest']),
  };
}

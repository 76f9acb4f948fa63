import { PipelineInvalid, type StepPlan } from '../plan.ts';
import { readDownload, readPublish } from './artifact-steps.ts';
import { readCheckout } from './checkout-step.ts';
import { listItems, type Level } from './include.ts';
import { refuse, unsupported } from './node.ts';
import { checkIdentifier, findTwice } from './names.ts';
import type { Open } from './open.ts';
import { firstKey, readFields, readName, readText, readTextMap } from './read.ts';
import type { Session } from './session.ts';
import { onlyOff, readStepCommon, stepShape } from './step-common.ts';

const MISSING = [
  'powershell',
  'pwsh',
  'downloadBuild',
  'getPackage',
  'reviewApp',
  'upload',
  'restoreCache',
  'saveCache',
];

/** Where steps stand. */
export interface StepsOf {
  /** The job's name, for messages. */
  readonly job: string;
  readonly pool: 'agent' | 'server';
  readonly level: Level;
}

/** Reads `steps:`, templates in it. Throws PipelineInvalid. */
export async function readSteps(list: Open | undefined, { job, pool, level }: StepsOf): Promise<readonly StepPlan[]> {
  const steps: StepPlan[] = [];
  if (list === undefined) return steps;
  for await (const { item } of listItems(list, 'steps', level)) {
    const step = readStep(item, job, level.session);
    if (pool === 'server' && step.kind !== 'task')
      refuse(item.node.place, `Job ${job}: a step of the kind '${step.kind}' is not valid for the given job target.`);
    if (step.name !== undefined) checkIdentifier(step.name, `Job ${job}: Step ${step.name}`);
    steps.push(step);
  }
  const twice = findTwice(steps.flatMap(({ name }) => name ?? []));
  if (twice !== undefined)
    throw new PipelineInvalid(
      `Job ${job}: The step name ${twice} appears more than once. Step names must be unique within a job.`,
    );
  return steps;
}

type StepReader = (item: Open, job: string, session: Session) => StepPlan;

const READERS: ReadonlyMap<string, StepReader> = new Map<string, StepReader>([
  ['task', readTask],
  ['script', (item, job) => readScript(item, 'script', job)],
  ['bash', (item, job) => readScript(item, 'bash', job)],
  ['checkout', readCheckout],
  ['publish', readPublish],
  ['download', readDownload],
]);

function readStep(item: Open, job: string, session: Session): StepPlan {
  const first = firstKey(item);
  const place = first?.place ?? item.node.place;
  const kind = first?.text ?? '';
  if (MISSING.includes(kind)) unsupported(place, `'${kind}' steps`);
  const read = READERS.get(kind) ?? refuse(place, `Unexpected value '${kind}'`);
  return read(item, job, session);
}

function readTask(item: Open, job: string): StepPlan {
  const fields = readFields(item, stepShape(['task', 'inputs']));
  const { get, place } = fields;
  const reference = readName(get('task')) ?? '';
  const [, task, major] = /^([^@\s]+)@(\d{1,6})(?:\.\d+){0,2}$/.exec(reference) ?? [];
  const common = readStepCommon(fields, task ?? reference, job);
  if (task === undefined)
    refuse(
      get('task')?.node.place ?? place,
      `Job ${job}: Step ${common.name ?? ''} has an invalid task definition reference. A valid task definition reference must specify either an ID or a name and a version specification with a major version specified.`,
    );
  return { ...common, kind: 'task', task, major: Number(major), inputs: readTextMap(get('inputs')) };
}

function readScript(item: Open, word: 'script' | 'bash', job: string): StepPlan {
  const fields = readFields(item, stepShape([word, 'failOnStderr', 'workingDirectory']));
  onlyOff(fields, ['failOnStderr']);
  const workingDirectory = readText(fields.get('workingDirectory'));
  return {
    ...readStepCommon(fields, word === 'bash' ? 'Bash' : 'CmdLine', job),
    kind: 'script',
    script: readText(fields.get(word)) ?? '',
    workingDirectory: workingDirectory === '' ? undefined : workingDirectory,
  };
}

import type { StepPlan } from '../plan.ts';
import { opened } from './open.ts';
import { refuse, unsupported } from './node.ts';
import { readBoolean, readCount, readText, readTextMap, type Fields, type Shape } from './read.ts';
import { readStepCondition } from './runtime-text.ts';

type StepCommon = Pick<
  StepPlan,
  | 'name'
  | 'displayName'
  | 'condition'
  | 'continueOnError'
  | 'enabled'
  | 'env'
  | 'timeoutMinutes'
  | 'retryCountOnTaskFailure'
>;

const COMMON = [
  'condition',
  'continueOnError',
  'displayName',
  'enabled',
  'env',
  'name',
  'timeoutInMinutes',
  'retryCountOnTaskFailure',
];

/** What a kind of step may hold, beside what all may. */
export const stepShape = (keys: readonly string[], missing: readonly string[] = []): Shape => ({
  keys: [...keys, ...COMMON],
  missing: [...missing, 'target'],
});

/** What all steps have. `standard`: the name shown without one; `job`: for messages. */
export function readStepCommon({ get }: Fields, standard: string, job: string): StepCommon {
  const name = readText(get('name'));
  const env = get('env');
  return {
    name: name === '' ? undefined : name,
    displayName: readText(get('displayName')) ?? standard,
    condition: readStepCondition(get('condition'), `Job ${job}: Step ${name ?? ''}`),
    continueOnError: readBoolean(get('continueOnError'), false),
    enabled: readBoolean(get('enabled'), true),
    env: readTextMap(env),
    timeoutMinutes: readCount(get('timeoutInMinutes'), 0),
    retryCountOnTaskFailure: readRetries(get('retryCountOnTaskFailure')),
  };
}

function readRetries(open: Parameters<typeof readCount>[0]): number {
  const count = readCount(open, 0);
  if (open !== undefined && count > 10) refuse(opened(open).node.place, `Unexpected value '${count}'`);
  return count;
}

/** Refuses an option that may only say no. */
export function onlyOff({ get }: Fields, keys: readonly string[]): void {
  for (const key of keys) {
    const open = get(key);
    if (readBoolean(open, false)) unsupported(open?.node.place ?? { file: '', line: 1, column: 1 }, `'${key}'`);
  }
}

import type { JobOutcome, RuntimeContext } from './context.ts';
import { FoldedMap, foldedTexts } from './folded-map.ts';
import type { Value } from './value.ts';

/** What `variables`, `dependencies` and `stageDependencies` stand for, by name in lower case. */
export function contextValues(context: RuntimeContext): ReadonlyMap<string, Value> {
  const variables = foldedTexts(context.variables);
  if (context.kind === 'step') return new Map([['variables', variables]]);
  const stages = Object.entries(context.stageDependencies);
  return new Map([
    ['variables', variables],
    ['dependencies', outcomes(context.dependencies)],
    ['stagedependencies', new FoldedMap(stages.map(([name, jobs]) => [name, outcomes(jobs)]))],
  ]);
}

function outcomes(jobs: Readonly<Record<string, JobOutcome>>): Value {
  return new FoldedMap(Object.entries(jobs).map(([name, outcome]) => [name, outcomeValue(outcome)]));
}

function outcomeValue({ result, outputs }: JobOutcome): Value {
  return new FoldedMap([
    ['result', result],
    ['outputs', foldedTexts(outputs)],
  ]);
}

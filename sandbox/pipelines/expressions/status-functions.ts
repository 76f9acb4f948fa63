import { fold } from './compare.ts';
import { toText } from './convert.ts';
import type { Result, RuntimeContext } from './context.ts';
import type { Lazy } from './functions.ts';
import type { Arity } from './parse-expression.ts';

type StatusFunction = (context: RuntimeContext, names: readonly Lazy[]) => boolean;

const GOOD: readonly Result[] = ['Succeeded', 'SucceededWithIssues'];
const ENDED: readonly Result[] = [...GOOD, 'Failed'];

const STATUS: ReadonlyMap<string, StatusFunction> = new Map<string, StatusFunction>([
  ['always', () => true],
  ['canceled', (context) => (context.kind === 'step' ? context.jobStatus === 'Canceled' : context.isCanceled)],
  ['succeeded', (context, names) => hasNotBeenCanceled(context) && results(context, names).every(isOneOf(GOOD))],
  ['failed', (context, names) => results(context, names).includes('Failed')],
  ['succeededorfailed', hasEnded],
]);

/** How many parameters the status functions take; of a step none. Names are in lower case. */
export function statusArities(kind: RuntimeContext['kind']): readonly (readonly [string, Arity])[] {
  return [...STATUS.keys()].map((name) => {
    const takesNames = kind !== 'step' && name !== 'always' && name !== 'canceled';
    return [name, { min: 0, max: takesNames ? Infinity : 0 }];
  });
}

/** Undefined when it is no status function. A name that it does not depend on has not succeeded. */
export function callStatus(name: string, context: RuntimeContext, names: readonly Lazy[]): boolean | undefined {
  return STATUS.get(name)?.(context, names);
}

const isOneOf = (results: readonly Result[]) => (result: Result | undefined) =>
  result !== undefined && results.includes(result);

// After a cancellation nothing goes on that did not ask for it.
const hasNotBeenCanceled = (context: RuntimeContext) => context.kind === 'step' || !context.isCanceled;

/** Also false when all before it were skipped; true when nothing is before it. */
function hasEnded(context: RuntimeContext, names: readonly Lazy[]): boolean {
  const all = results(context, names);
  return hasNotBeenCanceled(context) && (all.length === 0 || all.some(isOneOf(ENDED)));
}

function results(context: RuntimeContext, names: readonly Lazy[]): readonly (Result | undefined)[] {
  if (context.kind === 'step') return [context.jobStatus];
  const previous = new Map(Object.entries(context.previous).map(([name, result]) => [fold(name), result]));
  return names.length === 0 ? [...previous.values()] : names.map((name) => previous.get(fold(toText(name()))));
}

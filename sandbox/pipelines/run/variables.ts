import { expandMacros } from '../../agent/expand-macros.ts';
import type { VariableValue } from '../../agent/task-step.ts';
import { evaluateRuntimeExpression } from '../expressions/evaluate.ts';
import type { RuntimeContext } from '../expressions/context.ts';
import { textOf } from '../expressions/value.ts';
import { PipelineInvalid, type VariablePlan } from '../plan.ts';

/** Variables by name, as they were written first. */
export type Layer = Readonly<Record<string, VariableValue>>;

/** Lays variables over others; names compare without case, and what was secret stays it. */
export function over(below: Layer, above: Layer): Layer {
  const all = new Map(Object.entries(below).map(([name, variable]) => [name.toLowerCase(), { name, variable }]));
  for (const [name, variable] of Object.entries(above)) {
    const key = name.toLowerCase();
    const secret = variable.secret === true || all.get(key)?.variable.secret === true;
    // Set anew, so that it comes after what is in it.
    all.delete(key);
    all.set(key, { name, variable: secret ? { ...variable, secret } : variable });
  }
  return Object.fromEntries([...all.values()].map(({ name, variable }) => [name, variable]));
}

/** The values that expressions see, macros in them expanded. */
export function valuesOf(layer: Layer): Readonly<Record<string, string>> {
  const byName = new Map(Object.entries(layer).map(([name, { value }]) => [name.toLowerCase(), value]));
  const expand = (text: string, depth: number): string =>
    depth === 0
      ? text
      : expandMacros(text, (name) => {
          const value = byName.get(name.toLowerCase());
          return value === undefined ? undefined : expand(value, depth - 1);
        });
  return Object.fromEntries(Object.entries(layer).map(([name, { value }]) => [name, expand(value, 10)]));
}

const RUNTIME = /^\s*\$\[([\s\S]*)\]\s*$/;

/**
 * Lays the variables of a pipeline, stage or job over what is known, `$[ ]` in them evaluated one after the other. Throws
 * PipelineInvalid for one that cannot be.
 */
export function withPlanned(
  below: Layer,
  planned: readonly VariablePlan[],
  contextOf: (values: Readonly<Record<string, string>>) => RuntimeContext,
): Layer {
  let layer = below;
  for (const { name, value, isReadOnly } of planned) {
    const expression = RUNTIME.exec(value)?.[1];
    const text = expression === undefined ? value : evaluated(expression, name, contextOf(valuesOf(layer)));
    layer = over(layer, { [name]: { value: text, ...(isReadOnly ? { readOnly: true } : {}) } });
  }
  return layer;
}

function evaluated(expression: string, name: string, context: RuntimeContext): string {
  const text = textOf(evaluateRuntimeExpression(expression, context));
  if (text === undefined) throw new PipelineInvalid(`The variable '${name}' is not a text: $[${expression}]`);
  return text;
}

import type { Budget } from '../expressions/budget.ts';
import type { Value } from '../expressions/value.ts';
import { PipelineInvalid } from '../plan.ts';
import type { Argument } from './bind.ts';
import type { Declarations } from './declarations.ts';
import { refuse, textNode, within, type Place } from './node.ts';
import { nodeOfValue } from './node-value.ts';

const MAX_DEPTH = 50;

/** Parameters given when a run is queued: texts; of objects and lists JSON. Throws PipelineInvalid for one that is not declared. */
export function queuedArguments(
  given: Readonly<Record<string, string>>,
  declared: Declarations,
  budget: Budget,
): readonly Argument[] {
  return Object.entries(given).map(([name, text]) => {
    const one = declared.all.find((declaration) => declaration.name.toLowerCase() === name.toLowerCase());
    if (one === undefined) throw new PipelineInvalid(`Unexpected parameter '${name}'`);
    const isPlain = ['string', 'number', 'boolean'].includes(one.form);
    const { place } = one;
    if (isPlain) return { name, node: textNode(place, text), place };
    const value = parseJson(text, { place, budget });
    if (value === undefined && one.form !== 'object')
      refuse(
        place,
        `The '${one.name}' parameter is not a valid ${one.type.charAt(0).toUpperCase()}${one.type.slice(1)}.`,
      );
    return { name, node: value === undefined ? textNode(place, text) : nodeOfValue(value, place, budget), place };
  });
}

/** Undefined when it is no JSON. */
export function parseJson(text: string, { place, budget }: { place: Place; budget: Budget }): Value | undefined {
  within(place, () => {
    budget.text(text.length);
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  return fromJson(parsed, place, MAX_DEPTH);
}

function fromJson(json: unknown, place: Place, depth: number): Value {
  if (depth === 0) refuse(place, 'Maximum object depth exceeded');
  if (Array.isArray(json)) return json.map((item) => fromJson(item, place, depth - 1));
  if (typeof json === 'object' && json !== null)
    return new Map(Object.entries(json).map(([key, item]) => [key, fromJson(item, place, depth - 1)]));
  return typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean' ? json : '';
}

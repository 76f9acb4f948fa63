import { FUNCTIONS } from '../expressions/functions.ts';
import { isList, isObject, textOf, type Value } from '../expressions/value.ts';
import { evaluateTemplate } from './evaluate-template.ts';
import { refuse, within, type Place } from './node.ts';
import type { Scope } from './scope.ts';

/** The scopes of the turns of `each <name> in <list or mapping>`. Of a mapping a turn sees `key` and `value`. */
export function* eachScopes(rest: string, place: Place, scope: Scope): Generator<Scope> {
  const [, name = '', separator = '', collection = ''] = /^(\S+)\s+(\S+)\s+([^]+)$/.exec(rest) ?? [];
  if (name === '')
    refuse(
      place,
      `Exactly 3 parameter(s) were expected following the directive 'each'. Actual parameter count: ${rest === '' ? 0 : rest.split(/\s+/).length}`,
    );
  if (separator !== 'in')
    refuse(
      place,
      `The value '${separator}' is unexpected. The expected format of an 'each' expression is: \${ each <identifier> in <value> }`,
    );
  const folded = checkName(name, place, scope);
  const value = within(place, () => evaluateTemplate(collection, scope));
  for (const item of turnsOf(value, place)) {
    within(place, () => {
      scope.budget.step();
    });
    yield { ...scope, loops: new Map([...scope.loops, [folded, item]]) };
  }
}

function checkName(name: string, place: Place, { loops }: Scope): string {
  const folded = name.toLowerCase();
  if (!/^[a-z_][a-z0-9_]*$/.test(folded)) refuse(place, `Unexpected symbol: '${name}'`);
  if (FUNCTIONS.has(folded)) refuse(place, `Expected '(' to follow a function: '${name}'`);
  // The service spells it so.
  if (loops.has(folded) || folded === 'parameters' || folded === 'variables')
    refuse(place, `The idenfifier '${name}' has already been defined within the current scope`);
  return folded;
}

function turnsOf(value: Value, place: Place): readonly Value[] {
  if (isList(value)) return value;
  if (isObject(value))
    return [...value].map(
      ([key, item]) =>
        new Map<string, Value>([
          ['key', key],
          ['value', item],
        ]),
    );
  if (value === null || value === '') return [];
  return refuse(place, `Expected a sequence or mapping. Actual value '${textOf(value) ?? ''}'`);
}

import { FoldedMap } from '../expressions/folded-map.ts';
import type { VariablePlan } from '../plan.ts';
import { checkRuntimeText } from './runtime-text.ts';
import { entriesOf, isEmpty, itemsOf, opened, type Open } from './open.ts';
import { openTemplate, type Level } from './include.ts';
import { refuse, unsupported, type Place } from './node.ts';
import { firstKey, readBoolean, readFields, readName, readText } from './read.ts';
import type { Scope } from './scope.ts';

interface VariableBlock {
  readonly plan: readonly VariablePlan[];
  /** For `${{ variables }}` of what stands below: those from outside and these. */
  readonly visible: FoldedMap;
}

/** Reads `variables:`, a mapping or a list. Each sees those above it. A later one of the same name wins. */
export async function readVariables(open: Open | undefined, outer: Scope, level: Level): Promise<VariableBlock> {
  const visible = new FoldedMap(outer.variables);
  if (open === undefined || isEmpty(opened(open))) return { plan: [], visible };
  const plan = new Map<string, VariablePlan>();
  const own = opened({ node: open.node, scope: { ...open.scope, variables: visible } });
  for await (const { variable, place } of allFrom(own, level)) {
    checkRuntimeText(variable.value, place);
    plan.delete(variable.name.toLowerCase());
    plan.set(variable.name.toLowerCase(), variable);
    visible.set(variable.name, variable.value);
  }
  return { plan: [...plan.values()], visible };
}

interface Found {
  readonly variable: VariablePlan;
  readonly place: Place;
}

function* fromMapping(open: Open): Generator<Found> {
  for (const { key, value } of entriesOf(open))
    yield {
      variable: { name: key.text, value: readText(value) ?? '', isReadOnly: false },
      place: value.node.place,
    };
}

/** A template may hold its variables in either form. */
async function* allFrom(open: Open, level: Level): AsyncGenerator<Found> {
  const isList = open.node.kind === 'sequence';
  if (!isList) yield* fromMapping(open);
  for (const item of isList ? itemsOf(open) : []) {
    if (firstKey(item)?.text !== 'template') yield fromItem(item);
    else {
      const { fields, inner } = await openTemplate(item, { keys: ['parameters', 'variables'] }, level);
      const part = fields.get('variables');
      if (part !== undefined) yield* allFrom(opened(part), inner);
    }
  }
}

function fromItem(item: Open): Found {
  const { get, place } = readFields(item, { keys: ['name', 'value', 'readonly', 'group'] });
  const group = get('group');
  if (group !== undefined) unsupported(place, `variable groups: '${readText(group) ?? ''}'`);
  const name = readName(get('name')) ?? refuse(place, "Unexpected value ''");
  const value = readText(get('value')) ?? '';
  const isReadOnly = readBoolean(get('readonly'), false);
  return { variable: { name, value, isReadOnly }, place: get('value')?.node.place ?? place };
}

import { PipelineInvalid, type CompileInput } from '../plan.ts';
import type { Budget } from '../expressions/budget.ts';
import { foldedTexts, type FoldedMap } from '../expressions/folded-map.ts';
import { bindParameters } from './bind.ts';
import { readDeclarations, type Declaration } from './declarations.ts';
import { emptyScope, parametersOf } from './include.ts';
import { textNode, type MappingNode, type YamlNode } from './node.ts';
import { entriesOf } from './open.ts';
import { parseJson, queuedArguments } from './queued-parameters.ts';
import { readFields, type Fields, type Shape } from './read.ts';
import { readResources } from './resources.ts';
import type { Scope } from './scope.ts';

/** What a pipeline's own file may hold. */
const ROOT_SHAPE: Shape = {
  keys: [
    'name',
    'appendCommitMessageToRunName',
    'trigger',
    'pr',
    'schedules',
    'resources',
    'parameters',
    'variables',
    'lockBehavior',
    'pool',
    'extends',
    'stages',
    'jobs',
    'steps',
    'strategy',
    'continueOnError',
    'workspace',
  ],
  missing: ['phases', 'queue', 'server', 'container', 'services'],
};

/** The pipeline's file with its parameters bound; incoming webhooks are parameters too. Throws PipelineInvalid. */
export function openRoot(
  node: YamlNode,
  input: Pick<CompileInput, 'parameters' | 'variables'>,
  budget: Budget,
): { fields: Fields; scope: Scope } {
  const plain = emptyScope({ budget });
  const declared = readDeclarations(parametersOf(node, plain), 'root', budget);
  const webhooks = webhooksIn(node, plain);
  const isWebhook = ([name]: [string, string]) => webhooks.includes(name.toLowerCase());
  const given = Object.entries(input.parameters);
  const queued = queuedArguments(Object.fromEntries(given.filter((one) => !isWebhook(one))), declared, budget);
  const parameters = bindParameters(declared, queued, { place: node.place, budget });
  for (const name of webhooks) {
    const [, text = '{}'] = given.find(([one]) => one.toLowerCase() === name) ?? [];
    const payload = parseJson(text, { place: node.place, budget });
    if (payload === undefined) throw new PipelineInvalid(`The payload of the webhook '${name}' is not valid JSON.`);
    parameters.set(name, payload);
  }
  const scope = { ...plain, parameters, variables: foldedTexts(input.variables) };
  return { fields: readFields({ node, scope }, ROOT_SHAPE), scope };
}

/** The same without a run: each parameter has its default, or the emptiest value of its type. */
export function openUnqueued(node: YamlNode, budget: Budget): { fields: Fields; declared: readonly Declaration[] } {
  const plain = emptyScope({ budget });
  const declared = readDeclarations(parametersOf(node, plain), 'root', budget);
  const all = declared.all.map((one) => ({ ...one, standard: one.standard ?? emptiest(one) }));
  const parameters: FoldedMap = bindParameters({ all, isClosed: true }, [], { place: node.place, budget });
  for (const name of webhooksIn(node, plain)) parameters.set(name, new Map());
  return { fields: readFields({ node, scope: { ...plain, parameters } }, ROOT_SHAPE), declared: declared.all };
}

function emptiest({ form, values, place }: Declaration): YamlNode {
  const list = { kind: 'sequence', place, items: [], isFinal: true } as const;
  const mapping: MappingNode = { kind: 'mapping', place, entries: [], isFinal: true };
  if (form === 'list' || form === 'texts') return list;
  if (form === 'mapping') return mapping;
  const plain = { number: '0', boolean: 'false' }[form as string] ?? '';
  return textNode(place, values?.[0] ?? plain);
}

/** In lower case. They must be known before any expression is resolved. */
function webhooksIn(node: YamlNode, scope: Scope): readonly string[] {
  const resources = node.kind === 'mapping' ? node.entries.find(({ key }) => key.text === 'resources') : undefined;
  if (resources?.value.kind !== 'mapping') return [];
  const webhooks = resources.value.entries.filter(({ key }) => key.text === 'webhooks');
  const alone: MappingNode = { ...resources.value, entries: webhooks };
  if ([...entriesOf({ node: alone, scope })].length === 0) return [];
  return readResources({ node: alone, scope }).webhooks.map((name) => name.toLowerCase());
}

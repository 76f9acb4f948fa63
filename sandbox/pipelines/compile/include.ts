import { FoldedMap } from '../expressions/folded-map.ts';
import { PipelineInvalid, type TemplateFile } from '../plan.ts';
import { bindParameters, type Argument } from './bind.ts';
import { readDeclarations } from './declarations.ts';
import { entriesOf, isEmpty, itemsOf, opened, type Open } from './open.ts';
import { refuse, type YamlNode } from './node.ts';
import { firstKey, readFields, readName, type Fields, type Shape } from './read.ts';
import { resolveAll } from './resolve.ts';
import type { Scope } from './scope.ts';
import type { Session } from './session.ts';
import { findTemplate } from './template-path.ts';

/** The session, and how many templates deep it is. */
export interface Level {
  readonly session: Session;
  readonly depth: number;
}

const MAX_DEPTH = 100;

/** Lists that templates may hold parts of. */
type ListKind = 'stages' | 'jobs' | 'steps';

/** The items of a list with those of its templates in their place. An item comes with the level it was found at. */
export async function* listItems(
  list: Open,
  kind: ListKind,
  level: Level,
): AsyncGenerator<{ item: Open; level: Level }> {
  for (const item of itemsOf(list)) {
    const isMapping = item.node.kind === 'mapping' || item.node.kind === 'merged';
    if (!isMapping || firstKey(item)?.text !== 'template') yield { item, level };
    else {
      const { fields, inner } = await openTemplate(item, { keys: ['parameters', kind] }, level);
      const part = fields.get(kind);
      if (part !== undefined) yield* listItems(part, kind, inner);
    }
  }
}

/** Opens the file that `template:` names, its parameters bound to those given. `shape`: what the file may hold. */
export async function openTemplate(
  reference: Open,
  shape: Shape,
  { session, depth }: Level,
): Promise<{ fields: Fields; inner: Level; file: TemplateFile }> {
  const { get, place } = readFields(reference, { keys: ['template', 'parameters'] });
  const name = readName(get('template')) ?? refuse(place, "Unexpected value ''");
  const asked = get('template')?.node.place ?? place;
  const file = findTemplate(name, asked.file, (alias) => session.findAlias(alias));
  if (depth >= MAX_DEPTH) throw new PipelineInvalid(`${file.path}: Maximum object depth exceeded`);
  const node = await session.read(file, asked.file);
  const { variables, budget } = reference.scope;
  const given = [...argumentsOf(get('parameters'))];
  const root: Open = { node, scope: { ...emptyScope(reference.scope), variables } };
  const declared = readDeclarations(parametersOf(node, root.scope), 'template', budget);
  const parameters = bindParameters(declared, given, { place: asked, budget });
  const fields = readFields({ node, scope: { ...root.scope, parameters } }, shape);
  return { fields, inner: { session, depth: depth + 1 }, file };
}

/** `parameters:` of a file, before anything of it is resolved. */
export function parametersOf(node: YamlNode, scope: Scope): Open | undefined {
  if (node.kind !== 'mapping') return refuse(node.place, 'A mapping was expected');
  const entry = node.entries.find(({ key }) => key.text === 'parameters');
  return entry && { node: entry.value, scope };
}

/** Nothing to be seen but variables. */
export const emptyScope = ({ budget }: Pick<Scope, 'budget'>): Scope => ({
  parameters: new FoldedMap([], 'refuse'),
  variables: new FoldedMap(),
  loops: new Map(),
  budget,
});

function* argumentsOf(open: Open | undefined): Generator<Argument> {
  if (open === undefined || isEmpty(opened(open))) return;
  for (const { key, value } of entriesOf(open)) yield { name: key.text, node: resolveAll(value), place: key.place };
}

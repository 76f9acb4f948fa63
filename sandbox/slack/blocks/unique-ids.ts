import { isObject, problemAt, type Check, type Fields } from './shape.ts';

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The interactive parts of a block, each with its place below the block. */
function partsOf({ elements, accessory, element }: Fields): readonly (readonly [string, Fields])[] {
  const inside = Array.isArray(elements) ? elements.map((part, index) => [`elements/${index}`, part] as const) : [];
  const all: readonly (readonly [string, unknown])[] = [...inside, ['accessory', accessory], ['element', element]];
  return all.flatMap(([place, part]) => (isObject(part) ? [[place, part] as const] : []));
}

/** No block id twice in a message, no action id twice in a block. */
export const uniqueIds: Check = (blocks, pointer, problems) => {
  const blockIds = new Set<string>();
  for (const [index, block] of (Array.isArray(blocks) ? blocks : []).entries()) {
    if (!isObject(block)) continue;
    const blockId = textOf(block['block_id']);
    if (blockId !== undefined && blockIds.has(blockId))
      problems.push(problemAt(`${pointer}/${index}/block_id`, `\`block_id\` ${blockId} already exists`));
    if (blockId !== undefined) blockIds.add(blockId);
    const actionIds = new Set<string>();
    for (const [place, part] of partsOf(block)) {
      const actionId = textOf(part['action_id']);
      if (actionId === undefined) continue;
      if (actionIds.has(actionId)) {
        const text = `\`action_id\` ${actionId} already exists for block ID ${blockId ?? ''}`.trim();
        problems.push(problemAt(`${pointer}/${index}/${place}/action_id`, text));
      }
      actionIds.add(actionId);
    }
  }
};

/** At most one element takes the focus when it is shown. */
export const oneFocus: Check = (blocks, pointer, problems) => {
  const focused = (Array.isArray(blocks) ? blocks : [])
    .filter(isObject)
    .flatMap(partsOf)
    .filter(([, part]) => part['focus_on_load'] === true);
  if (focused.length > 1) problems.push(problemAt(pointer, 'only one element can be set to `focus_on_load`'));
};

import { isObject, type Fields } from '../blocks/shape.ts';
import { validateView } from '../blocks/validate-view.ts';
import type { JsonObject } from '../documents.ts';
import { appNamed, userNamed, type World } from '../world.ts';
import { completeView, newHash, presentView } from './open-view.ts';
import { commonPayload, issueTrigger, sendInteraction } from './send-interaction.ts';
import type { Interaction, OpenView } from './state.ts';

/** The modal that a user looks at; the newest when there are more. */
export function findOpenView(world: World, userId: string): OpenView | undefined {
  return [...world.interactions.views.values()].filter((view) => view.userId === userId).at(-1);
}

function requireOpenView(world: World, user: string): OpenView {
  const { id, name } = userNamed(world, user);
  const open = findOpenView(world, id);
  if (!open) throw new Error(`${name} has no modal open.`);
  return open;
}

export interface TextInput {
  readonly blockId: string;
  readonly actionId: string;
  readonly label: string;
  readonly isRequired: boolean;
  readonly element: Fields;
}

/** The fields of a modal where text is typed. */
export function inputsOf({ view }: OpenView): readonly TextInput[] {
  return (view['blocks'] as readonly JsonObject[]).flatMap((block) => {
    const { element, label, block_id: blockId, type, optional } = block;
    if (type !== 'input' || !isObject(element) || element['type'] !== 'plain_text_input') return [];
    return [
      {
        blockId: String(blockId),
        actionId: String(element['action_id']),
        label: isObject(label) ? String(label['text']) : '',
        isRequired: optional !== true,
        element,
      },
    ];
  });
}

/** What Slack itself says about a text, before the app sees it. */
function findFault({ isRequired, element }: TextInput, text: string): string | undefined {
  const { min_length: least, max_length: most } = element;
  if (text === '') return isRequired ? 'This is a required field' : undefined;
  if (typeof least === 'number' && text.length < least) return `Enter at least ${least} characters`;
  if (typeof most === 'number' && text.length > most) return `Enter at most ${most} characters`;
  return undefined;
}

/** Undefined when Slack keeps the modal open without asking the app; what is wrong stands in the view then. */
export async function submitView(
  world: World,
  user: string,
  texts: Readonly<Record<string, string>>,
): Promise<Interaction | undefined> {
  const open = requireOpenView(world, user);
  const inputs = inputsOf(open);
  const faults = inputs.flatMap((input) => {
    const fault = findFault(input, texts[input.blockId] ?? '');
    return fault === undefined ? [] : [[input.blockId, fault] as const];
  });
  open.errors = Object.fromEntries(faults);
  world.changes.note();
  if (faults.length > 0) return undefined;
  const values = Object.fromEntries(
    inputs.map(({ blockId, actionId }) => [
      blockId,
      { [actionId]: { type: 'plain_text_input', value: texts[blockId] === '' ? null : (texts[blockId] ?? null) } },
    ]),
  );
  const { interaction, delivered } = await sendInteraction(
    world,
    { kind: 'view_submission', appId: open.appId, userId: open.userId },
    payloadOf(world, open, 'view_submission', values),
  );
  if (delivered.status === 'acknowledged') applyResponse(world, open, delivered.response);
  world.changes.note();
  return interaction;
}

function payloadOf(world: World, open: OpenView, type: 'view_submission' | 'view_closed', values: JsonObject) {
  const app = appNamed(world, open.appId);
  return {
    type,
    ...commonPayload(world, app, userNamed(world, open.userId)),
    view: presentView(world, open, values),
    ...(type === 'view_submission'
      ? { trigger_id: issueTrigger(world, app.id, open.userId), response_urls: [] }
      : { is_cleared: false }),
  };
}

/** What the app answered: errors, another view, or nothing, which closes it. A view that Slack refuses stays as it was. */
function applyResponse(world: World, open: OpenView, response: unknown): void {
  const { response_action: action, errors, view } = isObject(response) ? response : {};
  if (action === 'errors' && isObject(errors)) {
    open.errors = Object.fromEntries(Object.entries(errors).map(([id, text]) => [id, String(text)]));
    return;
  }
  if (action === 'update' && isObject(view)) {
    if (validateView(view).length > 0) return;
    open.view = completeView(view);
    open.hash = newHash(world);
    return;
  }
  world.interactions.views.delete(open.id);
}

/** The user closes the modal; the app is told when it asked to be. */
export async function closeView(world: World, user: string): Promise<void> {
  const open = requireOpenView(world, user);
  world.interactions.views.delete(open.id);
  world.changes.note();
  if (open.view['notify_on_close'] !== true) return;
  const about = { kind: 'view_closed' as const, appId: open.appId, userId: open.userId };
  await sendInteraction(world, about, payloadOf(world, open, 'view_closed', {}));
}

import { isObject } from '../blocks/shape.ts';
import { validateView } from '../blocks/validate-view.ts';
import { refuse } from '../errors.ts';
import { openView } from '../interactions/open-view.ts';
import { requiredText, type Method } from '../rest/call.ts';

/** Opens a modal for who clicked, with the trigger of the click. */
export const viewsOpen: Method = {
  name: 'views.open',
  token: 'bot',
  scopes: [],
  isWrite: true,
  args: { trigger_id: 'text!', view: 'json!' },
  handler(call) {
    const { world, caller, args } = call;
    const { view } = args;
    if (!isObject(view))
      throw refuse('invalid_arguments', { problems: ['must provide an object [json-pointer:/view]'] });
    const problems = validateView(view);
    if (problems.length > 0) throw refuse('invalid_arguments', { problems });
    return { view: openView(world, caller, requiredText(call, 'trigger_id'), view) };
  },
};

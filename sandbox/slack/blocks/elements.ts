import { also, boolean, byType, integer, list, matching, object, oneOf, rule, text, url, type Check } from './shape.ts';
import { anyText, confirm, identifier, option, placeholder, plainText, style } from './texts.ts';

const type = (name: string): Readonly<Record<string, Check>> => ({ type: oneOf(name) });

const acting = { action_id: identifier };
const confirmed = { ...acting, confirm };
const focused = { focus_on_load: boolean };
const menu = { ...confirmed, ...focused, placeholder };
const input = { ...acting, ...focused, placeholder };
const many = { max_selected_items: integer(1) };

const dispatch = object(
  {},
  { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { most: 2 }) },
);
const typed = { ...input, dispatch_action_config: dispatch };

const id = text(255);
const ids = list(id, { most: 100 });
const menuOption = option(plainText);
const choice = option(anyText);
const options = list(menuOption, { most: 100 });
const groups = list(object({ label: plainText(75), options }), { most: 100 });
const filter = object(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { most: 4 }),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);

const eitherOptions = rule(({ options: one, option_groups: other }) =>
  (one === undefined) === (other === undefined) ? 'must define either `options` or `option_groups`' : undefined,
);
const staticMenu = (name: string, more: Readonly<Record<string, Check>>): Check =>
  also(object(type(name), { ...menu, options, option_groups: groups, ...more }), eitherOptions);

const date = matching(/^\d{4}-\d{2}-\d{2}$/, 'must be a valid date');
const time = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a valid time');

export const button: Check = object(
  { ...type('button'), text: plainText(75) },
  { ...confirmed, value: text(2000), url: url(3000), style, accessibility_label: text(75) },
);

const image = also(
  object(
    { ...type('image'), alt_text: text(2000) },
    { image_url: url(3000), slack_file: object({}, { id, url: url(3000) }) },
  ),
  rule(({ image_url: one, slack_file: other }) =>
    (one === undefined) === (other === undefined) ? 'must define either `image_url` or `slack_file`' : undefined,
  ),
);

/** What may stand in an actions block, and beside a section. */
const ACTIONS: Readonly<Record<string, Check>> = {
  button,
  checkboxes: object(
    { ...type('checkboxes'), options: list(choice, { most: 10 }) },
    { ...confirmed, ...focused, initial_options: list(choice, { most: 10 }) },
  ),
  radio_buttons: object(
    { ...type('radio_buttons'), options: list(choice, { most: 10 }) },
    { ...confirmed, ...focused, initial_option: choice },
  ),
  datepicker: object(type('datepicker'), { ...menu, initial_date: date }),
  datetimepicker: object(type('datetimepicker'), {
    ...confirmed,
    ...focused,
    initial_date_time: integer(1_000_000_000, 9_999_999_999),
  }),
  timepicker: object(type('timepicker'), { ...menu, initial_time: time, timezone: text(100) }),
  overflow: object({ ...type('overflow'), options: list(menuOption, { most: 5 }) }, confirmed),
  static_select: staticMenu('static_select', { initial_option: menuOption }),
  external_select: object(type('external_select'), {
    ...menu,
    initial_option: menuOption,
    min_query_length: integer(0),
  }),
  users_select: object(type('users_select'), { ...menu, initial_user: id }),
  conversations_select: object(type('conversations_select'), {
    ...menu,
    initial_conversation: id,
    default_to_current_conversation: boolean,
    response_url_enabled: boolean,
    filter,
  }),
  channels_select: object(type('channels_select'), { ...menu, initial_channel: id, response_url_enabled: boolean }),
  multi_static_select: staticMenu('multi_static_select', { initial_options: options, ...many }),
  multi_external_select: object(type('multi_external_select'), {
    ...menu,
    ...many,
    initial_options: options,
    min_query_length: integer(0),
  }),
  multi_users_select: object(type('multi_users_select'), { ...menu, ...many, initial_users: ids }),
  multi_conversations_select: object(type('multi_conversations_select'), {
    ...menu,
    ...many,
    initial_conversations: ids,
    default_to_current_conversation: boolean,
    filter,
  }),
  multi_channels_select: object(type('multi_channels_select'), { ...menu, ...many, initial_channels: ids }),
};

const lengths = rule(({ min_length: least, max_length: most }) =>
  typeof least === 'number' && typeof most === 'number' && least > most
    ? '`min_length` must be at most `max_length`'
    : undefined,
);

/** What may stand in an input block. */
const { button: _button, overflow: _overflow, ...menus } = ACTIONS;
const INPUTS: Readonly<Record<string, Check>> = {
  ...menus,
  plain_text_input: also(
    object(type('plain_text_input'), {
      ...typed,
      initial_value: text(3000),
      multiline: boolean,
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
    }),
    lengths,
  ),
  number_input: object(
    { ...type('number_input'), is_decimal_allowed: boolean },
    { ...typed, initial_value: text(100), min_value: text(100), max_value: text(100) },
  ),
  email_text_input: object(type('email_text_input'), { ...typed, initial_value: text(3000) }),
  url_text_input: object(type('url_text_input'), { ...typed, initial_value: url(3000) }),
  file_input: object(type('file_input'), {
    ...acting,
    filetypes: list(text(20), { most: 100 }),
    max_files: integer(1, 10),
  }),
};

export const actionElement: Check = byType(ACTIONS);
export const inputElement: Check = byType(INPUTS);
export const accessory: Check = byType({ ...ACTIONS, image });
export const contextElement: Check = byType({ image, plain_text: anyText(), mrkdwn: anyText() });

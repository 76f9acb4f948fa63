import { accessory, actionElement, contextElement, inputElement } from './elements.ts';
import { richTextElement } from './rich-text.ts';
import { also, boolean, byType, integer, list, object, oneOf, rule, text, url, type Check } from './shape.ts';
import { anyText, identifier, plainText } from './texts.ts';

const block = (name: string, required: Readonly<Record<string, Check>>, optional = {}): Check =>
  object({ type: oneOf(name), ...required }, { block_id: identifier, ...optional });

const section = also(
  block('section', {}, { text: anyText(3000), fields: list(anyText(2000), { most: 10 }), accessory, expand: boolean }),
  rule(({ text: words, fields }) =>
    words === undefined && fields === undefined ? 'must define either `fields` or `text`' : undefined,
  ),
);

const image = also(
  block(
    'image',
    { alt_text: text(2000) },
    {
      image_url: url(3000),
      slack_file: object({}, { id: text(255), url: url(3000) }),
      title: plainText(2000),
    },
  ),
  rule(({ image_url: one, slack_file: other }) =>
    (one === undefined) === (other === undefined) ? 'must define either `image_url` or `slack_file`' : undefined,
  ),
);

const cell = byType({
  raw_text: object({ type: oneOf('raw_text'), text: text(3000) }),
  rich_text: object(
    { type: oneOf('rich_text'), elements: list(richTextElement, { most: 1000 }) },
    { block_id: identifier },
  ),
});

const everywhere: Readonly<Record<string, Check>> = {
  actions: block('actions', { elements: list(actionElement, { most: 25 }) }),
  context: block('context', { elements: list(contextElement, { most: 10 }) }),
  divider: block('divider', {}),
  header: block('header', { text: plainText(150) }, { level: integer(1, 4) }),
  image,
  rich_text: block('rich_text', { elements: list(richTextElement, { most: 1000 }) }),
  section,
  video: block(
    'video',
    { alt_text: text(2000), title: plainText(199), thumbnail_url: url(3000), video_url: url(3000) },
    {
      author_name: text(49),
      description: plainText(200),
      provider_icon_url: url(3000),
      provider_name: text(100),
      title_url: url(3000),
    },
  ),
  input: block(
    'input',
    { label: plainText(2000), element: inputElement },
    { dispatch_action: boolean, hint: plainText(2000), optional: boolean },
  ),
};

/** The blocks that messages are made of. */
export const messageBlock: Check = byType({
  ...everywhere,
  markdown: block('markdown', { text: text(12_000) }),
  table: block(
    'table',
    { rows: list(list(cell, { most: 20 }), { most: 100 }) },
    {
      column_settings: list(object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean }), { most: 20 }),
    },
  ),
});

/** The blocks that modals are made of. */
export const viewBlock: Check = byType(everywhere);

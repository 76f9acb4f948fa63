import { boolean, byType, integer, list, object, oneOf, text, url, type Check } from './shape.ts';

const styled = {
  style: object(
    {},
    { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean, highlight: boolean },
  ),
};
const id = text(255);
const named = (name: string, required: Readonly<Record<string, Check>>, optional = {}): Check =>
  object({ type: oneOf(name), ...required }, { ...styled, ...optional });

const inline: Check = byType({
  text: named('text', { text: text(3000) }),
  link: named('link', { url: url(3000) }, { text: text(3000), unsafe: boolean }),
  emoji: named('emoji', { name: text(100) }, { unicode: text(100), url: url(3000) }),
  user: named('user', { user_id: id }),
  usergroup: named('usergroup', { usergroup_id: id }),
  channel: named('channel', { channel_id: id }),
  broadcast: named('broadcast', { range: oneOf('here', 'channel', 'everyone') }),
  color: named('color', { value: text(20) }),
  team: named('team', { team_id: id }),
  date: named('date', { timestamp: integer(), format: text(255) }, { url: url(3000), fallback: text(255) }),
});

const elements = list(inline, { least: 0, most: 1000 });
const border = { border: oneOf(0, 1) };
const section = object({ type: oneOf('rich_text_section'), elements });

/** What a rich_text block is made of. */
export const richTextElement: Check = byType({
  rich_text_section: section,
  rich_text_preformatted: object(
    { type: oneOf('rich_text_preformatted'), elements },
    { ...border, language: text(50) },
  ),
  rich_text_quote: object({ type: oneOf('rich_text_quote'), elements }, border),
  rich_text_list: object(
    {
      type: oneOf('rich_text_list'),
      style: oneOf('bullet', 'ordered'),
      elements: list(byType({ rich_text_section: section }), { least: 0, most: 1000 }),
    },
    { ...border, indent: integer(0, 8), offset: integer(0) },
  ),
});

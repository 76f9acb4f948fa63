import { cleanLine } from './clean-text.ts';
import { breakJoinedCalls, codeSpan, escapeText, link } from './mrkdwn.ts';

const ZERO_WIDTH = '\u200b';

/** Longer than any emphasis and link that people write; it bounds what a hostile line costs. */
const SPAN = '{1,1000}?';

/** What has a meaning inside of a line, tried in this order at each place. */
const SPANS = new RegExp(
  [
    String.raw`\\(?<literal>[!-/:-@[-\x60{-~])`,
    String.raw`(?<!\x60)(?<ticks>\x60{1,3})(?!\x60)(?<code>[^\n]${SPAN})(?<!\x60)\k<ticks>(?!\x60)`,
    String.raw`!?\[(?<label>[^\]\n]{0,1000})\]\((?<target>[^\s()<>]{1,1500})(?:\s+"[^"\n]{0,300}")?\)`,
    String.raw`<(?<auto>https?://[^\s<>]{1,1500})>`,
    String.raw`(?<bare>\bhttps?://[^\s<>\x60*|]{1,1500})`,
    String.raw`\*\*\*(?=[^\s*])(?<both>[^*\n]${SPAN})(?<!\s)\*\*\*`,
    String.raw`(?<bold>\*\*|__)(?=[^\s*_])(?<strong>[^\n]${SPAN})(?<![\s*_\\])\k<bold>`,
    String.raw`~~(?=\S)(?<strike>[^\n]${SPAN})(?<!\s)~~`,
    String.raw`(?<![\p{L}\p{N}_])_(?=[^\s_])(?<emphasis>[^\n]${SPAN})(?<![\s_\\])_(?![\p{L}\p{N}_])`,
    String.raw`\*(?=[^\s*])(?<italic>[^*\n]${SPAN})(?<!\s)\*(?!\*)`,
  ].join('|'),
  'gu',
);

/** How deep emphasis may lie in emphasis: bold, italic, struck. */
const MAX_DEPTH = 3;

/**
 * One line of Markdown as mrkdwn: bold, italic, struck, code, links and addresses; all else is text. `open` are the marks
 * that it stands in already, which are not opened again.
 */
export function convertSpans(markdown: string, open = ''): string {
  let converted = '';
  let position = 0;
  for (const match of markdown.matchAll(SPANS)) {
    const end = match.index + match[0].length;
    const rendered = renderSpan(match.groups ?? {}, open) ?? escapeText(match[0]);
    converted += escapeText(markdown.slice(position, match.index));
    converted += setApart(rendered, markdown[match.index - 1], markdown[end]);
    position = end;
  }
  return breakJoinedCalls(converted + escapeText(markdown.slice(position)));
}

type Groups = Readonly<Record<string, string | undefined>>;

function renderSpan(groups: Groups, open: string): string | undefined {
  const { literal, code, label, target, auto, bare } = groups;
  if (literal !== undefined) return escapeText(literal);
  if (code !== undefined) return codeSpan(code, 1_000);
  if (target !== undefined) return link(target, withoutMarks(label ?? '') || target);
  if (auto !== undefined) return link(auto, '') || escapeText(auto);
  if (bare !== undefined) return renderBare(bare);
  return renderEmphasis(groups, open);
}

/** What ends a sentence does not belong to the address. */
function renderBare(address: string): string {
  const tail = /[.,;:!?'")\]}]*$/.exec(address)?.[0] ?? '';
  const url = address.slice(0, address.length - tail.length);
  return (link(url, '') || escapeText(url)) + escapeText(tail);
}

function renderEmphasis({ both, strong, strike, emphasis, italic }: Groups, open: string): string | undefined {
  if (both !== undefined) return renderEmphasis({ strong: `*${both}*` }, open);
  const [mark, inner] =
    strong !== undefined ? ['*', strong] : strike !== undefined ? ['~', strike] : ['_', emphasis ?? italic];
  if (inner === undefined || cleanLine(inner) === '') return undefined;
  if (open.includes(mark) || open.length >= MAX_DEPTH) return convertSpans(inner, open);
  return `${mark}${convertSpans(inner, open + mark)}${mark}`;
}

/** Slack sees a mark only where a word begins or ends, as if all languages put spaces between words. */
function setApart(rendered: string, before: string | undefined, after: string | undefined): string {
  if (!/^[*_~`]/.test(rendered)) return rendered;
  const isWord = (character: string | undefined) => character !== undefined && /[^\s!-/:-@[-`{-~]/.test(character);
  return `${isWord(before) ? ZERO_WIDTH : ''}${rendered}${isWord(after) ? ZERO_WIDTH : ''}`;
}

/** The label of a link is text. */
const withoutMarks = (label: string): string => label.replace(/(\*\*|__|~~|[*`])([^*`~]{1,500})\1/g, '$2');

/** One line of Markdown as plain text, for notifications. */
export const plainOf = (markdown: string): string =>
  cleanLine(
    withoutMarks(
      markdown
        .replace(/!?\[([^\]\n]{0,1000})\]\([^\s()]{1,1500}\)/g, '$1')
        .replace(/^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+)/, ''),
    ),
  );

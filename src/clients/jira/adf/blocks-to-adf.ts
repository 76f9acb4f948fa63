import type { MarkedToken, Tokens } from 'marked';
import { decodeEntities, innerTokens } from '../markdown-tokens.ts';
import { paragraph, textNode, type AdfNode } from './adf.ts';
import { inlineToAdf } from './inline-to-adf.ts';

/** What a block stands in decides what it may be: a list item takes no heading, a quote no table. */
type Place = 'document' | 'listItem' | 'quote';

/** Lists and quotes nested deeper than this are shown as text. */
const MAX_DEPTH = 12;

interface Context {
  readonly place: Place;
  readonly depth: number;
  /** Ids that task lists need; the same document has the same ones each time. */
  readonly nextId: () => string;
}

/** Block tokens as nodes that the schema allows at the top of a document. */
export function blocksToAdf(tokens: readonly MarkedToken[]): readonly AdfNode[] {
  let count = 0;
  const nextId = () => `slipway-${(count += 1)}`;
  return blocksOf(tokens, { place: 'document', depth: 0, nextId });
}

function blocksOf(tokens: readonly MarkedToken[], context: Context): readonly AdfNode[] {
  return tokens.flatMap((token) => blockOf(token, context));
}

function blockOf(token: MarkedToken, context: Context): readonly AdfNode[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'hr':
      return context.place === 'document' ? [{ type: 'rule' }] : [];
    case 'heading':
      return heading(token, context);
    case 'code':
      return [codeBlock(token)];
    case 'blockquote':
      return quote(token, context);
    case 'list':
      return list(token, context);
    case 'table':
      return context.place === 'document' ? [table(token)] : tableAsParagraphs(token);
    default:
      return filled(textOf(token));
  }
}

function textOf(token: MarkedToken): readonly AdfNode[] {
  if (token.type === 'paragraph') return inlineToAdf(innerTokens(token));
  return token.type === 'html' ? some(textNode(token.text.trim())) : inlineToAdf([token]);
}

const some = (node: AdfNode | undefined): readonly AdfNode[] => (node === undefined ? [] : [node]);
const filled = (content: readonly AdfNode[]): readonly AdfNode[] => (content.length === 0 ? [] : [paragraph(content)]);

function heading(token: Tokens.Heading, { place }: Context): readonly AdfNode[] {
  const level = Math.min(6, Math.max(1, token.depth));
  if (place !== 'document') return filled(inlineToAdf(innerTokens(token), [{ type: 'strong' }]));
  return [{ type: 'heading', attrs: { level }, content: inlineToAdf(innerTokens(token)) }];
}

function codeBlock({ text, lang }: Tokens.Code): AdfNode {
  const language = /^[\w+#.-]{1,40}/.exec(lang ?? '')?.[0];
  return {
    type: 'codeBlock',
    ...(language === undefined ? {} : { attrs: { language: language.toLowerCase() } }),
    content: some(textNode(text)),
  };
}

/** A quote stands at the top only; elsewhere its blocks stand without it. */
function quote(token: Tokens.Blockquote, context: Context): readonly AdfNode[] {
  const { place, depth } = context;
  if (depth >= MAX_DEPTH) return asText(token.text);
  const inner: Context = { ...context, place: place === 'document' ? 'quote' : place, depth: depth + 1 };
  const content = blocksOf(innerTokens(token), inner);
  if (place !== 'document' || content.length === 0) return content;
  // Task lists are not allowed in a quote.
  return [{ type: 'blockquote', content }];
}

function list(token: Tokens.List, context: Context): readonly AdfNode[] {
  if (context.depth >= MAX_DEPTH) return asText(token.raw);
  if (context.place !== 'quote' && isTaskList(token)) return [taskList(token, context)];
  const inner: Context = { ...context, place: 'listItem', depth: context.depth + 1 };
  const content = token.items.map((item): AdfNode => ({ type: 'listItem', content: itemBlocks(item, inner, context) }));
  if (!token.ordered) return [{ type: 'bulletList', content }];
  const order = token.start === '' ? 1 : token.start;
  return [{ type: 'orderedList', ...(order === 1 ? {} : { attrs: { order } }), content }];
}

/** An item begins with a paragraph or code, which older editors insist on. */
function itemBlocks(item: Tokens.ListItem, inner: Context, outer: Context): readonly AdfNode[] {
  const inQuote = outer.place === 'quote';
  const blocks = blocksOf(withBoxInside(innerTokens(item)), inQuote ? { ...inner, place: 'quote' } : inner).flatMap(
    (node) => (node.type === 'blockquote' ? (node.content ?? []) : [node]),
  );
  const first = blocks[0]?.type;
  return first === 'paragraph' || first === 'codeBlock' ? blocks : [paragraph([]), ...blocks];
}

/** Marked puts the box of a tight list beside its text, that of a loose one into it. */
function withBoxInside(tokens: readonly MarkedToken[]): readonly MarkedToken[] {
  const [box, text, ...rest] = tokens;
  if (box?.type !== 'checkbox' || (text !== undefined && text.type !== 'text')) return tokens;
  const inner = text === undefined ? [] : [text];
  return [{ type: 'text', raw: '', text: '', tokens: [box, ...inner] }, ...rest];
}

/** Every item a task of one text, with lists of tasks below it at most. */
function isTaskList({ items }: Tokens.List): boolean {
  return (
    items.length > 0 &&
    items.every((item) => {
      if (!item.task) return false;
      const [text, ...below] = innerTokens(item).filter(({ type }) => type !== 'space' && type !== 'checkbox');
      const isText = text === undefined || text.type === 'text' || text.type === 'paragraph';
      return isText && below.every((token) => token.type === 'list' && isTaskList(token));
    })
  );
}

function taskList(token: Tokens.List, context: Context): AdfNode {
  if (context.depth >= MAX_DEPTH)
    return { type: 'taskList', attrs: { localId: context.nextId() }, content: [taskItem(token.raw, false, context)] };
  const localId = context.nextId();
  const content = token.items.flatMap((item): AdfNode[] => {
    const tokens = innerTokens(item).filter(({ type }) => type !== 'space' && type !== 'checkbox');
    const below = tokens.filter((one) => one.type === 'list');
    const inline = tokens.flatMap((one) => {
      if (one.type === 'list') return [];
      return one.type === 'paragraph' ? withoutCheckbox(innerTokens(one)) : [one];
    });
    return [
      {
        type: 'taskItem',
        attrs: { localId: context.nextId(), state: item.checked ? 'DONE' : 'TODO' },
        content: inlineToAdf(inline),
      },
      ...below.map((one) => taskList(one, { ...context, depth: context.depth + 1 })),
    ];
  });
  return { type: 'taskList', attrs: { localId }, content };
}

const withoutCheckbox = (tokens: readonly MarkedToken[]): readonly MarkedToken[] =>
  tokens.filter(({ type }) => type !== 'checkbox');

const taskItem = (text: string, done: boolean, { nextId }: Context): AdfNode => ({
  type: 'taskItem',
  attrs: { localId: nextId(), state: done ? 'DONE' : 'TODO' },
  content: some(textNode(text.trim())),
});

function table({ header, rows }: Tokens.Table): AdfNode {
  const row = (type: 'tableHeader' | 'tableCell', cells: readonly Tokens.TableCell[]): AdfNode => ({
    type: 'tableRow',
    content: cells.map((cell) => ({ type, attrs: {}, content: [paragraph(inlineToAdf(innerTokens(cell)))] })),
  });
  return { type: 'table', content: [row('tableHeader', header), ...rows.map((cells) => row('tableCell', cells))] };
}

/** A row a line, where no table may stand. */
const tableAsParagraphs = ({ header, rows }: Tokens.Table): readonly AdfNode[] =>
  [header, ...rows].flatMap((cells) =>
    filled(
      cells.flatMap((cell, index) => [
        ...(index === 0 ? [] : some(textNode(' | '))),
        ...inlineToAdf(innerTokens(cell)),
      ]),
    ),
  );

const asText = (raw: string): readonly AdfNode[] => filled(some(textNode(decodeEntities(raw).trim())));

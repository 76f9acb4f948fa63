import type { MarkedToken } from 'marked';
import { decodeEntities, innerTokens, safeHref } from '../markdown-tokens.ts';
import { textNode, type AdfMark, type AdfNode } from './adf.ts';

/** Inline tokens as nodes, the marks of what they stand in added to each. */
export function inlineToAdf(tokens: readonly MarkedToken[], marks: readonly AdfMark[] = []): readonly AdfNode[] {
  return tokens.flatMap((token) => nodesOf(token, marks));
}

const MARKS = { strong: 'strong', em: 'em', del: 'strike' } as const;

function nodesOf(token: MarkedToken, marks: readonly AdfMark[]): readonly AdfNode[] {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return inlineToAdf(innerTokens(token), withMark(marks, { type: MARKS[token.type] }));
    case 'codespan':
      // Code goes with a link, with nothing else.
      return some(textNode(token.text, [...marks.filter(({ type }) => type === 'link'), { type: 'code' }]));
    case 'link':
      return inlineToAdf(innerTokens(token), withLink(marks, token.href));
    case 'image':
      // Pictures cannot be uploaded here.
      return some(textNode(decodeEntities(token.text) || token.href, withLink(marks, token.href)));
    case 'br':
      return [{ type: 'hardBreak' }];
    default:
      return textOf(token, marks);
  }
}

function textOf(token: MarkedToken, marks: readonly AdfMark[]): readonly AdfNode[] {
  switch (token.type) {
    case 'text':
      return token.tokens ? inlineToAdf(innerTokens(token), marks) : textNodes(token.text, marks);
    case 'escape':
      return some(textNode(token.text, marks));
    case 'checkbox':
      return some(textNode(token.checked ? '[x] ' : '[ ] ', marks));
    default:
      // HTML is shown as it was written.
      return textNodes('text' in token ? token.text : token.raw, marks);
  }
}

/** A line break in a paragraph is a space in Markdown. */
const textNodes = (text: string, marks: readonly AdfMark[]): readonly AdfNode[] =>
  some(textNode(decodeEntities(text).replace(/\s*\n\s*/g, ' '), marks));

const some = (node: AdfNode | undefined): readonly AdfNode[] => (node === undefined ? [] : [node]);

const withMark = (marks: readonly AdfMark[], mark: AdfMark): readonly AdfMark[] =>
  marks.some(({ type }) => type === mark.type) ? marks : [...marks, mark];

function withLink(marks: readonly AdfMark[], address: string): readonly AdfMark[] {
  const href = safeHref(address);
  return href === undefined ? marks : withMark(marks, { type: 'link', attrs: { href } });
}

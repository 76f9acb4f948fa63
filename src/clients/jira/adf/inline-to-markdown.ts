import { stripInvisible } from '../../../neutralise.ts';
import { safeHref } from '../markdown-tokens.ts';
import { attribute, wrapCode, type LooseNode } from './loose-node.ts';

/** Inline nodes as Markdown that says the same; text of people cannot become a mark, a mention or HTML. */
export const inlineToMarkdown = (nodes: readonly LooseNode[]): string => nodes.map(inline).join('').trim();

function inline(node: LooseNode): string {
  switch (node.type) {
    case 'text':
      return marked(node, node.text ?? '');
    case 'hardBreak':
      return '\\\n';
    case 'inlineCard':
      return safeHref(attribute(node, 'url')) ?? '';
    case 'date':
      return day(attribute(node, 'timestamp'));
    default:
      // Mentions, emojis, statuses and placeholders have their text as an attribute.
      return escape(attribute(node, 'text') || attribute(node, 'shortName') || (node.text ?? ''));
  }
}

function day(timestamp: string): string {
  const date = new Date(Number(timestamp));
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

function marked({ marks }: LooseNode, text: string): string {
  const has = (type: string) => marks?.some((mark) => mark.type === type) ?? false;
  const href = safeHref(attribute(marks?.find(({ type }) => type === 'link') ?? {}, 'href'));
  const said = has('code') ? codeSpan(text) : emphasised(text, has);
  return href === undefined ? said : `[${said}](<${href.replace(/[<>\s]/g, encodeURIComponent)}>)`;
}

/** Marks close to their text: Markdown takes none that stand beside a space. */
function emphasised(text: string, has: (type: string) => boolean): string {
  const [, before = '', core = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  if (core === '') return text;
  const wraps = [has('strike') ? '~~' : '', has('strong') ? '**' : '', has('em') ? '_' : ''];
  return `${before}${wraps.join('')}${escape(core)}${wraps.toReversed().join('')}${after}`;
}

function codeSpan(text: string): string {
  const line = stripInvisible(text).replace(/\n/g, ' ');
  const padding = /^`|`$|^ .* $/.test(line) ? ' ' : '';
  return wrapCode(line, (fence) => `${fence}${padding}${line}${padding}${fence}`, 1);
}

const escape = (text: string): string =>
  stripInvisible(text)
    .replace(/[\\`*_{}[\]#|~!]/g, String.raw`\$&`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '&#64;')
    .replace(/^(\s*)([-+=]|\d+[.)])(?=\s|$)/gm, (_, space: string, mark: string) =>
      /^\d/.test(mark) ? `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}` : `${space}\\${mark}`,
    );

import * as z from 'zod';
import { stripInvisible } from '../../../neutralise.ts';
import { safeHref } from '../markdown-tokens.ts';
import { inlineToMarkdown } from './inline-to-markdown.ts';
import { attribute, LooseNode, wrapCode } from './loose-node.ts';

/** Deeper than this a document is not read. */
const MAX_DEPTH = 100;

/** A document of Jira as Markdown. Nodes that we do not know are shown by their content or text; never throws. */
export function adfToMarkdown(document: unknown): string {
  return blocks(childrenOf(document), 0).trim();
}

function childrenOf(value: unknown): readonly LooseNode[] {
  const parsed = z.object({ content: z.array(z.unknown()) }).safeParse(value);
  if (!parsed.success) return [];
  return parsed.data.content.flatMap((child) => LooseNode.safeParse(child).data ?? []);
}

const blocks = (nodes: readonly LooseNode[], depth: number): string =>
  groupInline(nodes)
    .map((group) => (Array.isArray(group) ? inlineToMarkdown(group) : block(group, depth)))
    .filter((text) => text !== '')
    .join('\n\n');

const INLINE = new Set(['text', 'hardBreak', 'mention', 'emoji', 'date', 'status', 'inlineCard', 'placeholder']);

/** Inline nodes that stand among blocks, together. */
function groupInline(nodes: readonly LooseNode[]): (LooseNode | LooseNode[])[] {
  const groups: (LooseNode | LooseNode[])[] = [];
  for (const node of nodes) {
    const last = groups.at(-1);
    if (!INLINE.has(node.type)) groups.push(node);
    else if (Array.isArray(last)) last.push(node);
    else groups.push([node]);
  }
  return groups;
}

type Render = (node: LooseNode, children: readonly LooseNode[], depth: number) => string;

const quote: Render = (_, children, depth) => prefixed(blocks(children, depth + 1), '> ', '> ');
const tasks: Render = (_, children, depth) => taskList(children, depth);
const card: Render = (node) => address(node);

const renderers: ReadonlyMap<string, Render> = new Map<string, Render>([
  ['paragraph', (_, children) => inlineToMarkdown(children)],
  ['heading', (node, children) => `${'#'.repeat(levelOf(node))} ${inlineToMarkdown(children).replace(/\n/g, ' ')}`],
  ['codeBlock', (node, children) => codeBlock(node, children)],
  ['blockquote', quote],
  ['panel', quote],
  ['bulletList', (node, children, depth) => list(node, children, depth)],
  ['orderedList', (node, children, depth) => list(node, children, depth)],
  ['taskList', tasks],
  ['decisionList', tasks],
  ['table', (_, children, depth) => table(children, depth)],
  ['rule', () => '---'],
  ['blockCard', card],
  ['embedCard', card],
]);

function block(node: LooseNode, depth: number): string {
  if (depth > MAX_DEPTH) return '';
  const children = childrenOf(node);
  return renderers.get(node.type)?.(node, children, depth) ?? blocks(children, depth + 1);
}

const levelOf = ({ attrs }: LooseNode): number => {
  const level = Number(attrs?.['level']);
  return Number.isInteger(level) && level >= 1 && level <= 6 ? level : 1;
};

const address = (node: LooseNode): string => safeHref(attribute(node, 'url')) ?? '';

function codeBlock(node: LooseNode, children: readonly LooseNode[]): string {
  const text = stripInvisible(children.map((child) => child.text ?? '').join(''));
  const language = /^[\w+#.-]{1,40}$/.exec(attribute(node, 'language'))?.[0] ?? '';
  return wrapCode(text, (fence) => `${fence}${language}\n${text}\n${fence}`, 3);
}

function list(node: LooseNode, items: readonly LooseNode[], depth: number): string {
  const first = Number(node.attrs?.['order'] ?? 1);
  const start = Number.isInteger(first) && first >= 0 ? first : 1;
  const marks = items.map((_, index) => (node.type === 'orderedList' ? `${start + index}. ` : '- '));
  return items.map((item, index) => listItem(blocks(childrenOf(item), depth + 1), marks[index] ?? '- ')).join('\n');
}

const listItem = (text: string, mark: string): string => prefixed(text, mark, ' '.repeat(mark.length));

/** Lists of tasks stand beside their item in the format, and below it in Markdown. */
function taskList(items: readonly LooseNode[], depth: number): string {
  return items
    .map((item) => {
      if (item.type === 'taskList') return prefixed(block(item, depth + 1), '  ', '  ');
      const state = attribute(item, 'state');
      const text = blocks(childrenOf(item), depth + 1);
      return listItem(text, item.type === 'decisionItem' ? '- ' : `- [${state === 'DONE' ? 'x' : ' '}] `);
    })
    .join('\n');
}

function table(rows: readonly LooseNode[], depth: number): string {
  const lines = rows.map((row) =>
    childrenOf(row).map((cell) =>
      blocks(childrenOf(cell), depth + 1)
        .replace(/\s*\n\s*/g, ' ')
        .replace(/(?<!\\)\|/g, '\\|'),
    ),
  );
  const [header = [], ...rest] = lines;
  const width = Math.max(1, ...lines.map(({ length }) => length));
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, index) => cells[index] ?? '').join(' | ')} |`;
  return [line(header), line(Array<string>(width).fill('---')), ...rest.map(line)].join('\n');
}

const prefixed = (text: string, first: string, others: string): string =>
  text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : others}${line}`.trimEnd())
    .join('\n');

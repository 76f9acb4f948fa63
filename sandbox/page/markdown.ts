import { html, join, nothing, type Html } from './html.ts';
import { renderInline } from './markdown-inline.ts';
import { isTableHead, renderTable } from './markdown-table.ts';

/** Deeper lists, quotes and disclosures are shown as the text they are. */
const DEEPEST = 8;

interface Block {
  readonly html: Html;
  /** The line after the block. */
  readonly next: number;
}

interface Context {
  /** How many lists, quotes and disclosures are around. */
  readonly depth: number;
  readonly headingLevel: number;
}

type BlockReader = (lines: readonly string[], at: number, context: Context) => Block | undefined;

const FENCE = /^ {0,3}(`{3,}|~{3,}) *([^`\n]*)$/;
const ITEM = /^( {0,9})([-*+]|\d{1,9}[.)])(?: +(.*))?$/;
const RULE = /^ {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$/;
const HEADING = /^ {0,3}(#{1,6}) +(.*)$/;
const OPEN_DETAILS = /^ {0,3}<details(?: open)?>(.*)$/i;
const CLOSE_DETAILS = /<\/details>\s*$/i;

/**
 * Markdown of anyone as HTML: everything is escaped, links lead to http and https only, no HTML but disclosures. All
 * its headings are of one level, that of the place on the page, so that they never break the page's outline.
 */
export function renderMarkdown(markdown: string, headingLevel: number): Html {
  return renderBlocks(markdown.replace(/\r\n?/g, '\n').split('\n'), { depth: 0, headingLevel });
}

const deeper = (context: Context): Context => ({ ...context, depth: context.depth + 1 });

function renderBlocks(lines: readonly string[], context: Context): Html {
  if (context.depth > DEEPEST) return html`<p>${lines.join('\n')}</p>`;
  const blocks: Html[] = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at]?.trim() === '') {
      at += 1;
      continue;
    }
    const block = readBlock(lines, at, context) ?? paragraph(lines, at);
    if (block.html !== nothing) blocks.push(block.html);
    at = block.next;
  }
  return join(blocks, '\n');
}

const readBlock: BlockReader = (lines, at, context) => {
  for (const reader of READERS) {
    const block = reader(lines, at, context);
    if (block) return block;
  }
  return undefined;
};

const fence: BlockReader = (lines, at) => {
  const [, marks = '', info = ''] = FENCE.exec(lines[at] ?? '') ?? [];
  if (marks === '') return undefined;
  const close = new RegExp(`^ {0,3}\\${marks.charAt(0)}{${marks.length},} *$`);
  const end = endOf(lines, at + 1, (line) => close.test(line));
  const code = lines.slice(at + 1, end).join('\n');
  const block =
    info.trim().toLowerCase() === 'suggestion'
      ? html`<figure class="suggestion">
          <figcaption>Suggested change</figcaption>
          <pre tabindex="0"><code>${code === '' ? html`<i>Remove the marked text.</i>` : code}</code></pre>
        </figure>`
      : html`<pre tabindex="0"><code>${code}</code></pre>`;
  return { html: block, next: end + 1 };
};

const heading: BlockReader = (lines, at, { headingLevel }) => {
  const [, marks = '', text = ''] = HEADING.exec(lines[at] ?? '') ?? [];
  if (marks === '') return undefined;
  const words = renderInline(text.replace(/ #+ *$/, ''));
  return {
    html: html`<div class="heading level-${marks.length}" role="heading" aria-level="${headingLevel}">${words}</div>`,
    next: at + 1,
  };
};

const rule: BlockReader = (lines, at) =>
  RULE.test(lines[at] ?? '') ? { html: html`<hr />`, next: at + 1 } : undefined;

const comment: BlockReader = (lines, at) => {
  if (!/^ {0,3}<!--/.test(lines[at] ?? '')) return undefined;
  const end = endOf(lines, at, (line) => line.includes('-->'));
  const rest = (lines[end] ?? '').replace(/^[^\n]*?-->/, '');
  return { html: rest.trim() === '' ? nothing : html`<p>${renderInline(rest)}</p>`, next: end + 1 };
};

const quote: BlockReader = (lines, at, context) => {
  if (!/^ {0,3}>/.test(lines[at] ?? '')) return undefined;
  const end = endOf(lines, at, (line) => !/^ {0,3}>/.test(line));
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ''));
  return { html: html`<blockquote>${renderBlocks(inner, deeper(context))}</blockquote>`, next: end };
};

const table: BlockReader = (lines, at) => {
  if (!isTableHead(lines[at] ?? '', lines[at + 1])) return undefined;
  const end = endOf(lines, at + 2, (line) => !line.includes('|') || line.trim() === '');
  return { html: renderTable(lines.slice(at, end)), next: end };
};

const details: BlockReader = (lines, at, context) => {
  const [, first] = OPEN_DETAILS.exec(lines[at] ?? '') ?? [];
  if (first === undefined) return undefined;
  let open = 0;
  const end = endOf(lines, at, (line) => {
    if (OPEN_DETAILS.test(line)) open += 1;
    if (CLOSE_DETAILS.test(line)) open -= 1;
    return open <= 0;
  });
  const inner = [first, ...lines.slice(at + 1, end + 1)].join('\n').replace(CLOSE_DETAILS, '');
  const [whole = '', summary = 'Details'] = /^\s*<summary>([^\n]{0,500}?)<\/summary>/i.exec(inner) ?? [];
  const body = renderBlocks(inner.slice(whole.length).split('\n'), deeper(context));
  return {
    html: html`<details>
      <summary>${renderInline(summary.replace(/<\/?(?:b|strong)>/gi, ''))}</summary>
      ${body}
    </details>`,
    next: end + 1,
  };
};

interface Item {
  readonly indent: number;
  readonly mark: string;
  readonly isOrdered: boolean;
  readonly text: string;
}

function itemOf(line: string | undefined): Item | undefined {
  const found = ITEM.exec(line ?? '');
  if (!found) return undefined;
  const [, indent = '', mark = '', text = ''] = found;
  return { indent: indent.length, mark, isOrdered: /\d/.test(mark), text };
}

const list: BlockReader = (lines, at, context) => {
  const first = itemOf(lines[at]);
  if (!first) return undefined;
  const items: Html[] = [];
  let next = at;
  for (let item = itemOf(lines[at]); item; item = itemOf(lines[next])) {
    if (item.indent !== first.indent || item.isOrdered !== first.isOrdered) break;
    const { indent, mark, text } = item;
    const end = endOf(lines, next + 1, (line) => line.trim() !== '' && line.search(/\S/) <= indent);
    const rest = lines.slice(next + 1, end).map((line) => outdent(line, indent + mark.length + 1));
    items.push(html`<li>${renderItem([text, ...rest], context)}</li>`);
    next = end;
  }
  return {
    html: first.isOrdered
      ? html`<ol start="${first.mark.slice(0, -1)}">
          ${items}
        </ol>`
      : html`<ul>
          ${items}
        </ul>`,
    next,
  };
};

/** Takes at most `width` spaces off the start of a line. */
const outdent = (line: string, width: number) => line.slice(Math.min(width, Math.max(line.search(/\S/), 0)));

/** An item of one paragraph is set tight. */
function renderItem(lines: readonly string[], context: Context): Html {
  const [first = '', ...rest] = lines;
  const box = /^\[([ xX])\] (.*)$/.exec(first);
  const text = box ? html`${box[1] === ' ' ? '☐' : '☑'} ${renderInline(box[2] ?? '')}` : renderInline(first);
  return html`${text}${rest.some((line) => line.trim() !== '') && renderBlocks(rest, deeper(context))}`;
}

/** Readers of everything that is no paragraph. */
const READERS: readonly BlockReader[] = [fence, heading, rule, comment, quote, details, list, table];

const STARTS = [FENCE, HEADING, RULE, ITEM, OPEN_DETAILS, /^ {0,3}>/, /^ {0,3}<!--/];

function paragraph(lines: readonly string[], at: number): Block {
  const isOver = (line: string, index: number) =>
    line.trim() === '' || STARTS.some((start) => start.test(line)) || isTableHead(line, lines[index + 1]);
  const end = endOf(lines, at + 1, isOver);
  const text = lines.slice(at, end).map((line) => line.trim());
  return { html: html`<p>${renderInline(text.join('\n'))}</p>`, next: end };
}

/** The first line from `at` on that `isEnd`, or the end of all. */
function endOf(lines: readonly string[], at: number, isEnd: (line: string, index: number) => boolean): number {
  for (let index = at; index < lines.length; index += 1) if (isEnd(lines[index] ?? '', index)) return index;
  return lines.length;
}

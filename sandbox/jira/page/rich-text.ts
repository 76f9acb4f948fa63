import { html, join, type Html } from '../../page/html.ts';
import { textOf } from '../adf/document-text.ts';

interface Mark {
  readonly type?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
}

interface Node {
  readonly type?: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly marks?: readonly Mark[];
  readonly content?: readonly Node[];
}

/**
 * A document of the Atlassian format, or wiki text as it was written. Headings are of one level, that of the place on the
 * page, so that they never break the page's outline.
 */
export function renderRichText(body: unknown, level: number): Html {
  if (typeof body === 'string') return html`<pre>${body}</pre>`;
  return renderNode(body as Node, level);
}

const inside = ({ content = [] }: Node, level: number): Html => join(content.map((node) => renderNode(node, level)));

/** A node that is not known here is shown by what is in it, or by its text. */
function renderNode(node: Node, level: number): Html {
  const render = node.type === undefined ? undefined : RENDERERS[node.type];
  if (render) return render(node, level);
  return node.content ? inside(node, level) : html`${textOf(node)}`;
}

const wrapInMark = (content: Html, { type, attrs = {} }: Mark): Html => {
  const href = attrs['href'];
  if (type === 'strong') return html`<strong>${content}</strong>`;
  if (type === 'em') return html`<em>${content}</em>`;
  if (type === 'code') return html`<code>${content}</code>`;
  if (type === 'strike') return html`<del>${content}</del>`;
  if (type === 'link' && typeof href === 'string' && /^https?:\/\//i.test(href))
    return html`<a href="${href}" rel="noreferrer">${content}</a>`;
  return content;
};

function renderHeading(node: Node, level: number): Html {
  const own = Number(node.attrs?.['level'] ?? 1);
  return html`<div class="heading level-${own}" role="heading" aria-level="${level}">${inside(node, level)}</div>`;
}

const RENDERERS: Readonly<Record<string, (node: Node, level: number) => Html>> = {
  text: ({ text = '', marks = [] }) => marks.reduce(wrapInMark, html`${text}`),
  hardBreak: () => html`<br />`,
  rule: () => html`<hr />`,
  paragraph: (node, level) => html`<p>${inside(node, level)}</p>`,
  heading: renderHeading,
  bulletList: (node, level) =>
    html`<ul>
      ${inside(node, level)}
    </ul>`,
  orderedList: (node, level) =>
    html`<ol>
      ${inside(node, level)}
    </ol>`,
  listItem: (node, level) => html`<li>${inside(node, level)}</li>`,
  blockquote: (node, level) => html`<blockquote>${inside(node, level)}</blockquote>`,
  panel: (node, level) => html`<blockquote>${inside(node, level)}</blockquote>`,
  codeBlock: (node, level) => html`<pre><code>${inside(node, level)}</code></pre>`,
  table: (node, level) =>
    html`<div class="scroll" role="region" aria-label="Table" tabindex="0">
      <table>
        <tbody>
          ${inside(node, level)}
        </tbody>
      </table>
    </div>`,
  tableRow: (node, level) =>
    html`<tr>
      ${inside(node, level)}
    </tr>`,
  tableHeader: (node, level) => html`<th>${inside(node, level)}</th>`,
  tableCell: (node, level) => html`<td>${inside(node, level)}</td>`,
};

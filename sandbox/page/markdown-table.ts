import { html, type Html } from './html.ts';
import { renderInline } from './markdown-inline.ts';

const MOST_COLUMNS = 50;

/** Whether two lines are the head of a table and its rule. */
export function isTableHead(line: string, next: string | undefined): boolean {
  if (next === undefined || !line.includes('|') || !next.includes('-')) return false;
  return /^[\s|:-]{3,2000}$/.test(next) && cellsOf(next).length === cellsOf(line).length;
}

function cellsOf(line: string): readonly string[] {
  const bare = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return bare.split(/(?<!\\)\|/, MOST_COLUMNS).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** A table of Markdown lines: the head, its rule, the rows. It scrolls by itself when it is too wide. */
export function renderTable([head = '', , ...rows]: readonly string[]): Html {
  const columns = cellsOf(head);
  const body = rows.map((row) => {
    const cells = cellsOf(row);
    return html`<tr>
      ${columns.map((_, index) => html`<td>${renderInline(cells[index] ?? '')}</td>`)}
    </tr>`;
  });
  return html`<div class="scroll" role="group" aria-label="Table" tabindex="0">
    <table>
      <thead>
        <tr>
          ${columns.map((cell) => html`<th scope="col">${renderInline(cell)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

import type { ChangeKind } from '../../src/review/change.ts';
import { count, html, join, type Html } from './html.ts';
import type { FilePlan, GapRow, HunkPlan, LineRow, Mark } from './plan-file.ts';
import { renderThread } from './render-thread.ts';

/** Longer lines are cut: generated files have lines of megabytes. */
const LONGEST_LINE = 2_000;

export const KIND_WORDS: Readonly<Record<ChangeKind, string>> = {
  added: 'added',
  modified: 'changed',
  deleted: 'deleted',
  renamed: 'moved',
  copied: 'copied',
  typeChanged: 'changed in kind',
};

const SIGNS = { context: ' ', added: '+', removed: '−' } as const;

function renderCode(text: string, marks: readonly Mark[]): Html {
  const shown = text.slice(0, LONGEST_LINE);
  const pieces: Html[] = [];
  let at = 0;
  for (const { from, to } of marks) {
    if (from >= shown.length) break;
    pieces.push(html`${shown.slice(at, from)}<mark>${shown.slice(from, to)}</mark>`);
    at = to;
  }
  const rest = text.length - shown.length;
  const cut = rest > 0 && html`<span class="cut"> … ${count(rest, 'more character')}</span>`;
  return html`${join(pieces)}${shown.slice(at)}${cut}`;
}

function renderRow(row: LineRow | GapRow): Html {
  if (row.kind === 'gap') {
    return html`<tr class="gap">
      <td colspan="4">${count(row.count, 'line')} not shown here</td>
    </tr> `;
  }
  const { line, marks, isInRange, threads } = row;
  const end = line.noNewline && html`<span class="cut"> no line end</span>`;
  const boxes =
    threads.length > 0 &&
    html`<tr class="threads">
      <td colspan="4">${threads.map((thread) => renderThread(thread, 4))}</td>
    </tr> `;
  return html`<tr class="${line.kind}${isInRange ? ' in-range' : ''}">
      <td class="number">${line.oldLine}</td>
      <td class="number">${line.newLine}</td>
      <td class="sign">${SIGNS[line.kind]}</td>
      <td class="code">${renderCode(line.text, marks)}${end}</td>
    </tr>
    ${boxes}`;
}

function renderHunk({ hunk, rows }: HunkPlan): Html {
  const place = `@@ −${hunk.oldStart},${hunk.oldCount} +${hunk.newStart},${hunk.newCount} @@`;
  return html`<tr class="hunk">
      <td colspan="4">${place} <span dir="auto">${hunk.section}</span></td>
    </tr>
    ${rows.map(renderRow)}`;
}

/** Why a file has no lines to show; undefined when it has. */
function withoutLines({ diff: { file, binary, hunks } }: FilePlan): string | undefined {
  if (hunks.length > 0) return undefined;
  if (binary) return 'A binary file: there are no lines to show.';
  if (file.newMode === '160000' || file.oldMode === '160000') return 'A submodule: it points to another commit now.';
  if (file.kind === 'renamed') return 'Moved as it is, no line changed.';
  if (file.oldMode !== file.newMode && file.kind === 'modified') return 'Only its mode changed.';
  return 'No lines changed.';
}

/** `path`, or `oldPath → path`. A line may break after each slash. */
export function renderPath({ diff: { file } }: FilePlan): Html {
  const breakable = (path: string) =>
    join(
      path.split('/').map((part) => html`${part}`),
      '/<wbr>',
    );
  const old = file.oldPath !== undefined && html`<span class="old-path">${breakable(file.oldPath)} → </span>`;
  return html`<bdi>${old}${breakable(file.path)}</bdi>`;
}

export function renderCounts({ added, removed }: FilePlan): Html {
  return html`<span class="counts"><span class="plus">+${added}</span> <span class="minus">−${removed}</span></span>`;
}

/** A file with its diff and threads; `anchor` is its id on the page. */
export function renderFile(plan: FilePlan, anchor: string, isOpen: boolean): Html {
  const { diff, hunks, otherThreads, threadCount } = plan;
  const reason = withoutLines(plan);
  const talk = threadCount > 0 && html`<span class="talk">${count(threadCount, 'thread')}</span>`;
  const others =
    otherThreads.length > 0 &&
    html`<div class="threads">
      <p class="quiet">Not on a line of this change:</p>
      ${otherThreads.map((thread) => renderThread(thread, 4))}
    </div>`;
  const table = html`<table class="diff">
    <caption class="unseen">
      Changes of ${diff.file.path}
    </caption>
    <colgroup>
      <col class="number" />
      <col class="number" />
      <col class="sign" />
      <col />
    </colgroup>
    <thead class="unseen">
      <tr>
        <th scope="col">Old line</th>
        <th scope="col">New line</th>
        <th scope="col">Change</th>
        <th scope="col">Text</th>
      </tr>
    </thead>
    <tbody>
      ${hunks.map(renderHunk)}
    </tbody>
  </table>`;
  return html`<details class="file" data-path="${diff.file.path}" ${isOpen && html` open`}>
    <summary>
      <h3>${renderPath(plan)}</h3>
      <span class="kind">${KIND_WORDS[diff.file.kind]}</span> ${renderCounts(plan)} ${talk}
    </summary>
    <div id="${anchor}" class="target"></div>
    ${others}${reason === undefined ? table : html`<p class="quiet note">${reason}</p>`}
  </details>`;
}

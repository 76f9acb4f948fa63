import type { ThreadStatus } from '../../src/pull-request.ts';
import { html, type Html } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import type { CommentView, ThreadView } from './page-data.ts';

const STATUS_WORDS: Readonly<Record<ThreadStatus, string>> = {
  active: 'Active',
  pending: 'Pending',
  fixed: 'Resolved',
  wontFix: "Won't fix",
  closed: 'Closed',
  byDesign: 'By design',
  unknown: 'Comment',
};

const OPEN: readonly ThreadStatus[] = ['active', 'pending'];

export const isOpen = ({ status }: ThreadView): boolean => OPEN.includes(status);

/** A moment for people, in UTC, with the exact one for machines. */
export function renderTime(at: Date): Html {
  const iso = at.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}

/** `lines 3–5`, `line 7 (before the change)`. */
function placeWords({ place }: ThreadView): string {
  if (!place) return 'on the pull request';
  if (!place.range) return 'on the file';
  const { side, start, end } = place.range;
  const lines = end.line > start.line ? `lines ${start.line}–${end.line}` : `line ${start.line}`;
  return side === 'old' ? `${lines} before the change` : lines;
}

function renderComment({ author, at, content, isDeleted }: CommentView, headingLevel: number): Html {
  return html`<div class="comment">
    <p class="byline"><b dir="auto">${author}</b> ${renderTime(at)}</p>
    ${isDeleted ? html`<p class="quiet">This comment was deleted.</p>` : html`<div class="markdown" dir="auto">${renderMarkdown(content, headingLevel)}</div>`}
  </div>`;
}

/** The first words of a thread, as plain text, for its fold. */
function firstWords({ comments }: ThreadView): string {
  const line = comments[0]?.content.split('\n', 20).find((text) => /\p{L}/u.test(text) && !text.startsWith('<')) ?? '';
  const plain = line.replace(/[*_`#>]/g, '').trim();
  return plain.length > 120 ? `${plain.slice(0, 119)}…` : plain;
}

/** A thread as a box; one that is done is folded. Headings in comments are of `headingLevel`. */
export function renderThread(thread: ThreadView, headingLevel: number): Html {
  const { id, status, comments } = thread;
  const isDone = !isOpen(thread) && thread.place !== undefined;
  const words = placeWords(thread);
  const head = html`<span class="badge thread-${isOpen(thread) ? 'open' : 'done'}">${STATUS_WORDS[status]}</span>
    <span class="quiet">${words}</span>`;
  const body = comments.map((comment) => renderComment(comment, headingLevel));
  return html`<article
    class="thread"
    id="thread-${id}"
    data-thread-id="${id}"
    data-status="${status}"
    aria-label="Thread ${id}, ${words}"
  >
    ${
      isDone
        ? html`<details>
            <summary class="thread-head">${head} <span dir="auto">${firstWords(thread)}</span></summary>
            ${body}
          </details>`
        : html`<p class="thread-head">${head}</p>
            ${body}`
    }
  </article>`;
}

import { count, html, join, nothing, type Html } from './html.ts';
import { pathOf, renderBranches, renderLife, renderPage, renderStatus } from './layout.ts';
import { renderMarkdown } from './markdown.ts';
import type { PullRequestView, ThreadView } from './page-data.ts';
import { planFile, type FilePlan } from './plan-file.ts';
import { KIND_WORDS, renderCounts, renderFile, renderPath } from './render-file.ts';
import { isOpen, renderThread, renderTime } from './render-thread.ts';

/** Lines besides those around threads: per file, and per page. */
const LINES_PER_FILE = 400;
const LINES_PER_PAGE = 20_000;

/** With more files than this, those without threads are folded. */
const MANY_FILES = 20;

const VOTES = new Map([
  [10, 'approved'],
  [5, 'approved with suggestions'],
  [0, 'no vote'],
  [-5, 'waits for the author'],
  [-10, 'rejected'],
]);

/** The page of one pull request: what it says, what was said about it, what it changes. */
export function renderPullRequestPage(view: PullRequestView): string {
  const { address, title, threads } = view;
  const plans = planFiles(view);
  const paths = new Set(plans.map(({ diff }) => diff.file.path));
  const general = threads.filter(({ place }) => !place);
  const strays = threads.filter(({ place }) => place && !paths.has(place.path));
  const main = html`<div class="title">
      <p class="quiet">
        <bdi>${address.organization}</bdi> / <bdi>${address.project}</bdi> / <bdi>${address.repository}</bdi>
      </p>
      <h1><span class="number">!${address.id}</span> <bdi>${title}</bdi></h1>
      <p class="meta">${renderLife(view)} <b dir="auto">${view.author}</b> ${renderBranches(view)}</p>
    </div>
    <div class="columns">
      <aside class="side">${renderFacts(view)} ${renderFileList(plans)}</aside>
      <div class="content">
        <section class="card" aria-labelledby="description">
          <h2 id="description">Description</h2>
          <div class="markdown" dir="auto">
            ${view.description.trim() === '' ? html`<p class="quiet">No description.</p>` : renderMarkdown(view.description, 3)}
          </div>
        </section>
        ${renderTalk(general, strays)} ${renderFiles(plans)}
      </div>
    </div>`;
  const trail = html`<nav aria-label="Breadcrumb">
    <a href="/">Pull requests</a> <span aria-hidden="true">/</span>
    <a href="${pathOf(address)}" aria-current="page">!${address.id}</a>
  </nav>`;
  return renderPage(`!${address.id} ${title.slice(0, 200)} – Slipway sandbox`, trail, main);
}

function planFiles({ files, threads }: PullRequestView): readonly FilePlan[] {
  const byPath = new Map<string, ThreadView[]>();
  for (const thread of threads) {
    if (!thread.place) continue;
    const known = byPath.get(thread.place.path);
    if (known) known.push(thread);
    else byPath.set(thread.place.path, [thread]);
  }
  let left = LINES_PER_PAGE;
  return files.map((diff) => {
    const plan = planFile(diff, byPath.get(diff.file.path) ?? [], Math.min(LINES_PER_FILE, left));
    left = Math.max(left - plan.shown, 0);
    return plan;
  });
}

function renderFacts({ statuses, votes, iterations, mergeStatus }: PullRequestView): Html {
  const newest = iterations.at(-1);
  const merge =
    mergeStatus === 'conflicts'
      ? html`<p class="warning">Conflicts with the target branch: there is no merge preview.</p>`
      : nothing;
  const reviewers = votes.map(
    ({ name, vote }) =>
      html`<li>
        <b dir="auto">${name}</b> <span class="vote vote${vote}">${VOTES.get(vote) ?? `vote ${vote}`}</span>
      </li>`,
  );
  return html`<section class="card facts" aria-labelledby="checks">
    <h2 id="checks">Checks</h2>
    ${statuses.length > 0 ? join(statuses.map(renderStatus), '\n') : html`<p class="quiet">No status was posted yet.</p>`}${merge}
    ${
      reviewers.length > 0 &&
      html`<h3>Reviewers</h3>
        <ul class="plain">
          ${reviewers}
        </ul>`
    }
    ${
      newest &&
      html`<h3>${count(iterations.length, 'iteration')}</h3>
        <p class="quiet">
          The newest is ${newest.id} (${newest.reason}), ${renderTime(newest.at)}:<br /><code
            >${newest.commonCommit.slice(0, 8)}..${newest.sourceCommit.slice(0, 8)}</code
          >
        </p>`
    }
  </section>`;
}

function renderFileList(plans: readonly FilePlan[]): Html {
  const items = plans.map((plan, index) => {
    const talk =
      plan.threadCount > 0 &&
      html`<span class="talk" title="threads">${plan.threadCount}<span class="unseen"> threads</span></span>`;
    const { kind } = plan.diff.file;
    return html`<li>
      <a href="#file-${index + 1}" class="kind-${kind}" title="${plan.diff.file.path}"
        ><span class="path">${renderPath(plan)}</span> <span class="unseen">${KIND_WORDS[kind]}</span> ${talk}
        ${renderCounts(plan)}</a
      >
    </li> `;
  });
  return html`<nav class="card files" aria-labelledby="file-list">
    <h2 id="file-list">${count(plans.length, 'file')}</h2>
    <ol class="plain">
      ${items}
    </ol>
  </nav>`;
}

function renderTalk(general: readonly ThreadView[], strays: readonly ThreadView[]): Html {
  const elsewhere =
    strays.length > 0 &&
    html`<h3>On files that are no longer part of the change</h3>
      ${strays.map(
        (thread) =>
          html`<p class="quiet"><code>${thread.place?.path}</code></p>
            ${renderThread(thread, 4)}`,
      )}`;
  if (general.length + strays.length === 0) return nothing;
  return html`<section aria-labelledby="conversation">
    <h2 id="conversation">Conversation</h2>
    ${general.map((thread) => renderThread(thread, 3))}${elsewhere}
  </section>`;
}

function renderFiles(plans: readonly FilePlan[]): Html {
  const lines = (plan: FilePlan) => plan.diff.hunks.reduce((sum, { lines: { length } }) => sum + length, 0);
  const hidden = plans.reduce((sum, plan) => sum + lines(plan) - plan.shown, 0);
  const areMany = plans.length > MANY_FILES;
  const open = plans.reduce(
    (sum, { hunks, otherThreads }) =>
      sum +
      [
        ...otherThreads,
        ...hunks.flatMap(({ rows }) => rows.flatMap((row) => (row.kind === 'line' ? row.threads : []))),
      ].filter(isOpen).length,
    0,
  );
  return html`<section aria-labelledby="changes">
    <h2 id="changes">Changes</h2>
    <p class="quiet">
      ${count(plans.length, 'file')},
      ${count(open, 'active thread')}.${areMany && ' Files without threads are folded.'}${
        hidden > 0 &&
        ` ${count(hidden, 'line')} are not shown, so that the page stays readable; lines with threads always are.`
      }
    </p>
    ${join(
      plans.map((plan, index) => renderFile(plan, `file-${index + 1}`, !areMany || plan.threadCount > 0)),
      '\n',
    )}
  </section>`;
}

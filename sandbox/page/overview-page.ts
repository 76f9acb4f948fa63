import { count, html, join, type Html } from './html.ts';
import { pathOf, renderBranches, renderLife, renderPage, renderStatus } from './layout.ts';
import type { PullRequestSummary } from './page-data.ts';

/** The page of all organisations, projects, repositories and their pull requests. */
export function renderOverviewPage(pullRequests: readonly PullRequestSummary[]): string {
  const groups = new Map<string, PullRequestSummary[]>();
  for (const summary of pullRequests) {
    const { organization, project, repository } = summary.address;
    const name = JSON.stringify([organization, project, repository]);
    groups.set(name, [...(groups.get(name) ?? []), summary]);
  }
  const sections = [...groups.values()].map(renderRepository);
  const empty = html`<p class="card empty">There are no pull requests yet. Push a branch and open one.</p>`;
  const main = html`<div class="title"><h1>Pull requests</h1></div>
    ${sections.length > 0 ? join(sections, '\n') : empty}`;
  return renderPage('Pull requests – Slipway sandbox', html``, main);
}

function renderRepository(summaries: readonly PullRequestSummary[]): Html {
  const [first] = summaries;
  const { organization, project, repository } = first?.address ?? { organization: '', project: '', repository: '' };
  return html`<section class="repository">
    <h2>
      <span class="quiet"><bdi>${organization}</bdi> / <bdi>${project}</bdi> /</span> <bdi>${repository}</bdi>
    </h2>
    <ul class="cards">
      ${[...summaries].sort((a, b) => b.address.id - a.address.id).map(renderSummary)}
    </ul>
  </section>`;
}

function renderSummary(summary: PullRequestSummary): Html {
  const { address, title, author, statuses, threadCount, activeThreadCount } = summary;
  const talk =
    threadCount > 0 && html`<span class="talk">${count(threadCount, 'thread')}, ${activeThreadCount} active</span>`;
  return html`<li class="card" data-pull-request="${address.id}">
    <h3>
      <a href="${pathOf(address)}"><span class="number">!${address.id}</span> <bdi>${title}</bdi></a>
    </h3>
    <p class="meta">${renderLife(summary)} <b dir="auto">${author}</b> ${renderBranches(summary)} ${talk}</p>
    ${statuses.map(renderStatus)}
  </li>`;
}

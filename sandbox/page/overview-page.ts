import { count, html, join, type Html } from './html.ts';
import { pathOf, releasesPathOf, renderBranches, renderLife, renderPage, renderStatus } from './layout.ts';
import type { LedgerSummary, PullRequestSummary, RepositoryAddress } from './page-data.ts';
import { renderMatrix } from './render-ledger.ts';
import { environmentsPathOf, runsPathOf } from './runs/addresses.ts';
import type { ProjectAddress } from './runs/run-data.ts';

interface Repository {
  readonly address: RepositoryAddress;
  readonly pullRequests: readonly PullRequestSummary[];
  readonly ledger: LedgerSummary | undefined;
}

/** The page of all organisations, projects, repositories, their releases and their pull requests. */
export function renderOverviewPage(
  pullRequests: readonly PullRequestSummary[],
  ledgers: readonly LedgerSummary[],
  projects: readonly ProjectAddress[] = [],
): string {
  const keyOf = ({ organization, project, repository }: RepositoryAddress) =>
    JSON.stringify([organization, project, repository]);
  const addresses = [...ledgers, ...pullRequests].map(({ address }) => address);
  const repositories = new Map(addresses.map((address) => [keyOf(address), address]));
  const sections = [...repositories].map(([key, address]) =>
    renderRepository({
      address,
      pullRequests: pullRequests.filter((one) => keyOf(one.address) === key),
      ledger: ledgers.find((one) => keyOf(one.address) === key),
    }),
  );
  const empty = html`<p class="card empty">There are no pull requests yet. Push a branch and open one.</p>`;
  const main = html`<div class="title">
      <h1>Pull requests</h1>
      ${projects.length > 0 && html`<nav class="meta" aria-label="Pipelines">${projects.map(renderProjectLinks)}</nav>`}
    </div>
    ${sections.length > 0 ? join(sections, '\n') : empty}`;
  return renderPage('Pull requests – Slipway sandbox', html``, main);
}

const renderProjectLinks = (address: ProjectAddress): Html =>
  html`<a href="${runsPathOf(address)}">Runs of <bdi>${address.project}</bdi></a>
    <a href="${environmentsPathOf(address)}">Environments of <bdi>${address.project}</bdi></a> `;

function renderRepository({ address, pullRequests, ledger }: Repository): Html {
  const { organization, project, repository } = address;
  return html`<section class="repository">
    <h2>
      <span class="quiet"><bdi>${organization}</bdi> / <bdi>${project}</bdi> /</span> <bdi>${repository}</bdi>
    </h2>
    ${ledger && renderLedger(ledger)}
    <ul class="cards">
      ${[...pullRequests].sort((a, b) => b.address.id - a.address.id).map(renderSummary)}
    </ul>
  </section>`;
}

const renderLedger = ({ address, components }: LedgerSummary): Html =>
  html`<div class="card ledger">
    <h3><a href="${releasesPathOf(address)}">Releases</a></h3>
    ${renderMatrix(components, `Releases of ${address.repository}`)}
  </div>`;

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

import type { ReleaseDocument } from '../../src/release/ledger/ledger-documents.ts';
import { count, html, join, nothing, type Html } from './html.ts';
import { releasesPathOf, renderPage } from './layout.ts';
import { renderMarkdown } from './markdown.ts';
import type { LedgerStep, ReleasesView, RepositoryAddress, RunView, TagView } from './page-data.ts';
import { renderChanges, renderMatrix, renderStaging, renderState, renderTable } from './render-ledger.ts';
import { renderTime } from './render-thread.ts';

/** The page of a repository's releases: what is staged, what was released, and the ledger, tags and runs below it. */
export function renderReleasesPage(view: ReleasesView): string {
  const { address, components, staging, releases, unreadable } = view;
  const boards = findBoards(view).map(
    ({ project, url }) => html`<a href="${url}" rel="noreferrer">Board of <bdi>${project}</bdi></a> `,
  );
  const warning =
    unreadable.length > 0 &&
    html`<p class="warning">Not a document of the ledger: <bdi>${unreadable.join(', ')}</bdi></p>`;
  const main = html`<div class="title">
      <p class="quiet">
        <bdi>${address.organization}</bdi> / <bdi>${address.project}</bdi> / <bdi>${address.repository}</bdi>
      </p>
      <h1>Releases</h1>
      <nav class="meta" aria-label="On this page">
        <a href="#staged">Staged</a> <a href="#released">Released</a> <a href="#tags">Tags</a>
        <a href="#ledger">Ledger</a> <a href="#runs">Runs</a> ${boards}
      </nav>
      ${warning}
    </div>
    <div class="content">
      ${section('components', 'Components', components.length === 0 ? nothingOf('There is no ledger yet.') : html`<div class="card ledger">${renderMatrix(components, 'Table of components')}</div>`)}
      ${section('staged', 'Staged', join(staging.map((one) => renderStaging(address, one)).concat(staging.length === 0 ? [nothingOf('Nothing is staged.')] : []), '\n'))}
      ${section('released', 'Released', join(releases.map((one, index) => renderRelease(address, one, index === 0)).concat(releases.length === 0 ? [nothingOf('Nothing was released yet.')] : []), '\n'))}
      ${section('tags', 'Tags', renderTags(view.tags))} ${section('ledger', 'Ledger', renderSteps(view.steps))}
      ${section('runs', 'Runs of pipelines', renderRuns(view.runs))}
    </div>`;
  const trail = html`<nav aria-label="Breadcrumb">
    <a href="/">Pull requests</a> <span aria-hidden="true">/</span>
    <a href="${releasesPathOf(address)}" aria-current="page">Releases</a>
  </nav>`;
  return renderPage(`Releases of ${address.repository} – Slipway sandbox`, trail, main);
}

/** The boards of the projects whose tickets the ledger has, found from the tickets' own addresses. */
function findBoards({
  staging,
  releases,
}: ReleasesView): readonly { readonly project: string; readonly url: string }[] {
  const tickets = [...staging, ...releases].flatMap(({ changes }) => changes.flatMap((change) => change.tickets));
  const boards = tickets.flatMap(({ url }) => {
    const [, site, project] = /^(https?:\/\/[^?#]+)\/browse\/([A-Z][A-Z0-9_]+)-\d+$/.exec(url ?? '') ?? [];
    return site === undefined || project === undefined ? [] : [[`${site}/projects/${project}/board`, project] as const];
  });
  return [...new Map(boards)].map(([url, project]) => ({ url, project }));
}

const nothingOf = (text: string): Html => html`<p class="card quiet">${text}</p>`;

const section = (id: string, title: string, body: Html): Html =>
  html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${body}
  </section>`;

function renderRelease(address: RepositoryAddress, release: ReleaseDocument, isOpen: boolean): Html {
  const { component, version, state, tag, commit, releasedAt, run, changes, deployments, notes } = release;
  const tickets = new Set(changes.flatMap((change) => change.tickets.map(({ key }) => key)));
  return html`<details class="card release-card" data-release="${version}" ${isOpen && html`open`}>
    <summary>
      <b><bdi>${component}</bdi> <bdi>${version}</bdi></b> ${renderState(state)}
      <span class="quiet"
        >${renderTime(new Date(releasedAt))}, ${count(changes.length, 'change')}, ${count(tickets.size, 'ticket')}</span
      >
    </summary>
    <p class="meta">
      <span>Tag <code>${tag}</code></span>
      ${commit !== null && html`<span>Commit <code>${commit.slice(0, 8)}</code></span>`}
      ${run !== null && html`<span>Run ${run}</span>`}
      ${deployments.map(({ environment, result }) => html`<span class="badge"><bdi>${environment}</bdi>: <bdi>${result}</bdi></span> `)}
    </p>
    ${renderChanges(address, changes, `Changes of ${component} ${version}`)}
    ${
      notes.trim() === ''
        ? nothing
        : html`<h3>Notes</h3>
            <div class="markdown" dir="auto">${renderMarkdown(notes, 4)}</div>`
    }
  </details>`;
}

function renderTags(tags: readonly TagView[]): Html {
  if (tags.length === 0) return nothingOf('There are no tags.');
  const rows = tags.map(
    ({ name, commit, annotation }) =>
      html`<tr data-tag="${name}">
        <th scope="row"><bdi>${name}</bdi></th>
        <td><code>${commit.slice(0, 8)}</code></td>
        <td>${annotation ? html`<bdi>${annotation.message}</bdi>` : html`<span class="quiet">not annotated</span>`}</td>
        <td>${annotation?.at && renderTime(annotation.at)}</td>
      </tr>`,
  );
  return html`<div class="card">${renderTable('Table of tags', ['Tag', 'Commit', 'Message', 'Made'], rows)}</div>`;
}

function renderSteps(steps: readonly LedgerStep[]): Html {
  if (steps.length === 0) return nothingOf('The branch slipway/ledger is not there yet.');
  const rows = steps.map(
    ({ commit, message, author, at }) =>
      html`<tr data-step="${commit.slice(0, 8)}">
        <td><code>${commit.slice(0, 8)}</code></td>
        <th scope="row"><bdi>${message}</bdi></th>
        <td><bdi>${author}</bdi></td>
        <td>${renderTime(at)}</td>
      </tr>`,
  );
  const header = ['Commit', 'What happened', 'By', 'When'];
  return html`<div class="card">${renderTable('History of the ledger, the newest first', header, rows)}</div>`;
}

function renderRuns(runs: readonly RunView[]): Html {
  if (runs.length === 0) return nothingOf('No pipeline has run.');
  const rows = runs.map(({ id, number, pipeline, state, branch, commit, at, parameters }) => {
    const given = Object.entries(parameters).map(([name, value]) => `${name}: ${value}`);
    return html`<tr data-run="${id}">
      <th scope="row"><bdi>${pipeline}</bdi> <span class="quiet">${number}</span></th>
      <td>${state}</td>
      <td><code>${branch}</code> <code>${commit.slice(0, 8)}</code></td>
      <td><bdi>${given.join(', ')}</bdi></td>
      <td>${renderTime(at)}</td>
    </tr>`;
  });
  const header = ['Pipeline', 'State', 'Of', 'Parameters', 'Queued'];
  return html`<div class="card">${renderTable('Table of runs', header, rows)}</div>`;
}

import type { IndexedComponent, LedgerChange, StagingDocument } from '../../src/release/ledger/ledger-documents.ts';
import { count, html, join, nothing, type Html } from './html.ts';
import { pathOf } from './layout.ts';
import type { RepositoryAddress } from './page-data.ts';
import { renderTime } from './render-thread.ts';

/** Columns of the matrix after the one of what is staged. */
const SHOWN_RELEASES = 5;

/** A table that scrolls in itself where the screen is narrow. */
export function renderTable(label: string, header: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${header.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${join(rows, '\n')}
      </tbody>
    </table>
  </div>`;
}

/** Each component with what it stages and its newest releases. */
export function renderMatrix(components: readonly IndexedComponent[], label: string): Html {
  const rows = components.map(
    ({ component, staging, releases }) =>
      html`<tr data-component="${component}">
        <th scope="row"><bdi>${component}</bdi></th>
        <td>
          ${staging ? html`<bdi>${staging.version}</bdi> ${renderState(staging.state)}` : html`<span class="quiet">nothing</span>`}
        </td>
        <td>
          ${join(
            releases
              .slice(0, SHOWN_RELEASES)
              .map(
                ({ version, state }) => html`<span class="release"><bdi>${version}</bdi> ${renderState(state)}</span>`,
              ),
            ' ',
          )}
          ${releases.length > SHOWN_RELEASES && html`<span class="quiet">and ${releases.length - SHOWN_RELEASES} more</span>`}
        </td>
      </tr>`,
  );
  return renderTable(label, ['Component', 'Staged', 'Released'], rows);
}

const STATE_WORDS = {
  staging: 'staging',
  opened: 'open',
  released: 'released',
  rolledBack: 'rolled back',
} as const;

export const renderState = (state: keyof typeof STATE_WORDS): Html =>
  html`<span class="badge release-${state}">${STATE_WORDS[state]}</span>`;

/** The changes of a release, each with its tickets and why it moves the version. */
export function renderChanges(address: RepositoryAddress, changes: readonly LedgerChange[], label: string): Html {
  if (changes.length === 0) return html`<p class="quiet">No changes yet.</p>`;
  const rows = changes.map(
    ({ commit, pullRequest, title, author, tickets, bump, because }) =>
      html`<tr>
        <td>
          ${pullRequest === null ? html`<code>${commit?.slice(0, 8) ?? 'imported'}</code>` : html`<a href="${pathOf({ ...address, id: pullRequest })}">!${pullRequest}</a>`}
        </td>
        <th scope="row"><bdi>${title}</bdi><br /><span class="quiet" dir="auto">${author}</span></th>
        <td>${tickets.length === 0 ? html`<span class="quiet">none</span>` : join(tickets.map(renderTicket), '\n')}</td>
        <td>${bump}</td>
        <td><bdi>${reasonOf(bump, because)}</bdi></td>
      </tr>`,
  );
  return renderTable(label, ['Change', 'Title', 'Tickets', 'Bump', 'Because'], rows);
}

/** A reason begins with its bump, which has a column of its own. */
const reasonOf = (bump: string, because: string): string =>
  because.startsWith(`${bump}: `) ? because.slice(bump.length + 2) : because;

type Ticket = LedgerChange['tickets'][number];

/** A link leads somewhere only when it is of the web. */
function renderTicket({ key, title, type, url, status, statusAt }: Ticket): Html {
  const isWeb = url !== null && /^https?:\/\//i.test(url);
  const words = [type, status].filter((word) => word !== null).join(', ');
  const read = statusAt === null ? nothing : html` <span class="unseen">read ${renderTime(new Date(statusAt))}</span>`;
  return html`<p class="ticket" title="${title ?? ''}">
    ${isWeb ? html`<a href="${url}" rel="noreferrer">${key}</a>` : html`<bdi>${key}</bdi>`}
    <span class="quiet"><bdi>${words}</bdi></span
    >${read}
  </p>`;
}

/** The card of what is staged: version, changes, and whether it may be released. */
export function renderStaging(address: RepositoryAddress, document: StagingDocument): Html {
  const { component, version, previousVersion, state, changes, ready, notReady, releasePullRequest, next } = document;
  const waiting = next?.changes ?? [];
  return html`<article class="card release-card" data-staging="${component}">
    <h3><bdi>${component}</bdi> <bdi>${version}</bdi> ${renderState(state)}</h3>
    <p class="meta">
      ${
        ready
          ? html`<span class="badge release-released">ready</span>`
          : html`<span class="badge not-ready">not ready</span>`
      }
      ${previousVersion !== null && html`<span class="quiet">after <bdi>${previousVersion}</bdi></span>`}
      <span class="quiet">updated ${renderTime(new Date(document.updatedAt))}</span>
      ${releasePullRequest && html`<a href="${pathOf({ ...address, id: releasePullRequest.id })}">Release pull request !${releasePullRequest.id}</a>`}
    </p>
    ${
      notReady.length > 0 &&
      html`<ul class="reasons">
        ${notReady.map((reason) => html`<li><bdi>${reason}</bdi></li>`)}
      </ul>`
    }
    ${renderChanges(address, changes, `Changes of ${component} ${version}`)}
    ${waiting.length > 0 && html`<p class="quiet">${count(waiting.length, 'change waits', 'changes wait')} for the release after this one.</p>`}
  </article>`;
}

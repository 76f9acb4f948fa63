import type { PullRequestStatus, StatusState } from '../../src/review/ports.ts';
import { renderFrame } from './frame.ts';
import { html, type Html } from './html.ts';
import type { PullRequestAddress, PullRequestSummary, RepositoryAddress } from './page-data.ts';

export const STYLE_PATH = '/_page/page.css';

/** The address of a pull request's page, from the root of the service. */
export function pathOf({ organization, project, repository, id }: PullRequestAddress): string {
  const [first, second, third] = [organization, project, repository].map(encodeURIComponent);
  return `/${first}/${second}/_git/${third}/pullrequest/${id}`;
}

/** The address of the page of a repository's releases. */
export function releasesPathOf({ organization, project, repository }: RepositoryAddress): string {
  const [first, second, third] = [organization, project, repository].map(encodeURIComponent);
  return `/${first}/${second}/_git/${third}/releases`;
}

/** A whole page. */
export const renderPage = (title: string, trail: Html, main: Html): string =>
  renderFrame({
    title,
    styles: [STYLE_PATH],
    home: { path: '/', name: 'Slipway sandbox' },
    trail,
    content: html`<main id="main">${main}</main>`,
    footer: html`A stand-in for Azure DevOps on this machine. Nothing here leaves it.`,
  });

const STATE_WORDS: Readonly<Record<StatusState | 'other', string>> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  error: 'Error',
  pending: 'Pending',
  notApplicable: 'Not applicable',
  other: 'Unknown',
};

/** A status as one chip: its context, its state, what it says. */
export function renderStatus({ genre, name, state, description, iteration }: PullRequestStatus): Html {
  const context = genre === '' ? name : `${genre}/${name}`;
  const update = iteration !== undefined && html` <span class="quiet">iteration ${iteration}</span>`;
  return html`<div class="status state-${state}" data-context="${context}" data-state="${state}">
    <span class="dot" aria-hidden="true"></span
    ><span
      ><b>${context}</b> <span class="state">${STATE_WORDS[state]}</span>${update}<br /><span class="words" dir="auto"
        >${description}</span
      ></span
    >
  </div>`;
}

/** Active, draft, completed or abandoned. */
export function renderLife({ status, isDraft }: PullRequestSummary): Html {
  const word = isDraft && status === 'active' ? 'draft' : status;
  return html`<span class="badge life-${word}">${word.charAt(0).toUpperCase() + word.slice(1)}</span>`;
}

export const renderBranches = ({ sourceBranch, targetBranch }: PullRequestSummary): Html =>
  html`<span class="branches"
    ><code>${sourceBranch}</code> <span class="quiet">into</span> <code>${targetBranch}</code></span
  >`;

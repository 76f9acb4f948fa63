import { count, html, join, nothing, type Html } from '../../page/html.ts';
import { renderTime } from '../../page/render-thread.ts';
import type { Issue } from '../documents.ts';
import { readIssueState, type IssueState, type LinkState } from '../setup/issue-state.ts';
import type { World } from '../world.ts';
import { boardPath, issuePath, renderPage } from './layout.ts';
import { renderRichText } from './rich-text.ts';

/** The page of one issue: what it says, where it stands, what was said and linked. */
export function renderIssuePage(world: World, issue: Issue): string {
  const state = readIssueState(world, issue);
  const { key, project, summary, type, status, category } = state;
  const main = html`<div class="title">
      <p class="quiet">${key} · ${type}</p>
      <h1><bdi>${summary}</bdi></h1>
      <p class="meta">
        <span class="badge category-${category}" data-status="${status}"><bdi>${status}</bdi></span>
      </p>
    </div>
    <div class="columns">
      <aside class="side">${renderFacts(state)}</aside>
      <div class="content">
        <section class="card" aria-labelledby="description">
          <h2 id="description">Description</h2>
          <div class="markdown" dir="auto">
            ${state.description === '' ? html`<p class="quiet">No description.</p>` : renderRichText(issue.fields['description'], 3)}
          </div>
        </section>
        ${renderLinks(state.links)} ${renderComments(state)} ${renderHistory(state)}
      </div>
    </div>`;
  const trail = html`<nav aria-label="Breadcrumb">
    <a href="${boardPath(world, project)}">${project}</a> <span aria-hidden="true">/</span>
    <a href="${issuePath(world, key)}" aria-current="page">${key}</a>
  </nav>`;
  return renderPage(world, `${key} ${summary.slice(0, 200)} – sandbox Jira`, trail, main);
}

function renderFacts(state: IssueState): Html {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Fix versions', state.fixVersions.join(', ')],
    ['Labels', state.labels.join(', ')],
    ['Priority', state.priority],
    ['Resolution', state.resolution ?? 'Unresolved'],
    ['Assignee', state.assignee ?? 'Unassigned'],
    ['Reporter', state.reporter],
  ];
  const rows = facts.flatMap(([name, text]) =>
    text === undefined || text === ''
      ? []
      : [
          html`<dt>${name}</dt>
            <dd><bdi>${text}</bdi></dd>`,
        ],
  );
  return html`<section class="card facts" aria-labelledby="facts">
    <h2 id="facts">Details</h2>
    <dl>${join(rows, '\n')}</dl>
    <p class="quiet">Updated ${renderTime(new Date(state.updated))}</p>
  </section>`;
}

/** A link leads somewhere only when it is of the web. */
function renderLinks(links: readonly LinkState[]): Html {
  if (links.length === 0) return nothing;
  const items = links.map(({ title, url, relationship }) => {
    const text = html`<bdi>${title}</bdi>`;
    const target = /^https?:\/\//i.test(url) ? html`<a href="${url}" rel="noreferrer">${text}</a>` : text;
    return html`<li>
      ${target} ${relationship !== undefined && html`<span class="quiet"><bdi>${relationship}</bdi></span>`}
    </li> `;
  });
  return html`<section class="card" aria-labelledby="links">
    <h2 id="links">Links</h2>
    <ul class="plain">
      ${join(items)}
    </ul>
  </section>`;
}

function renderComments({ comments }: IssueState): Html {
  const boxes = comments.map(
    ({ id, author, at, body }) =>
      html`<article class="comment" id="comment-${id}">
        <p class="byline"><b dir="auto">${author}</b> ${renderTime(new Date(at))}</p>
        <div class="markdown" dir="auto">${renderRichText(body, 3)}</div>
      </article>`,
  );
  return html`<section class="card" aria-labelledby="comments">
    <h2 id="comments">${count(comments.length, 'comment')}</h2>
    ${join(boxes, '\n')}
  </section>`;
}

function renderHistory({ history }: IssueState): Html {
  if (history.length === 0) return nothing;
  const items = history.map(
    ({ at, by, from, to }) =>
      html`<li>
        ${renderTime(new Date(at))} <b dir="auto">${by}</b> moved it from <bdi>${from}</bdi> to <bdi>${to}</bdi>
      </li> `,
  );
  return html`<section class="card" aria-labelledby="history">
    <h2 id="history">History</h2>
    <ol class="plain">
      ${join(items)}
    </ol>
  </section>`;
}

import { count, html, join, type Html } from '../../page/html.ts';
import type { Project, Status, Version } from '../documents.ts';
import { readIssueState, type IssueState } from '../setup/issue-state.ts';
import type { World } from '../world.ts';
import { boardPath, issuePath, renderPage } from './layout.ts';

/** Cards of one column; a board of thousands would help nobody. */
const CARDS_PER_COLUMN = 200;

const ORDER = { new: 0, indeterminate: 1, done: 2 } as const;

/** The statuses of a project from left to right, each name once. */
function columnsOf({ workflows }: Project): readonly Status[] {
  const statuses = Object.values(workflows).flatMap((workflow) => workflow.statuses);
  const unique = [...new Map(statuses.map((status) => [status.name, status])).values()];
  return unique.sort((one, other) => ORDER[one.category] - ORDER[other.category]);
}

/** The board of a project: a column for each status, a card for each issue. */
export function renderBoardPage(world: World, project: Project): string {
  const issues = world.store.issues
    .filter(({ projectId }) => projectId === project.id)
    .map((issue) => readIssueState(world, issue));
  const columns = columnsOf(project).map((status, index) => {
    const here = issues.filter((issue) => issue.status === status.name);
    return renderColumn(world, status, here, `column-${index + 1}`);
  });
  const main = html`<div class="title">
      <p class="quiet">Project ${project.key}</p>
      <h1><bdi>${project.name}</bdi></h1>
      <p class="meta">${count(issues.length, 'issue')}</p>
    </div>
    <div class="board" role="region" aria-label="Board" tabindex="0">${join(columns, '\n')}</div>
    ${renderVersions(project, issues)}`;
  const trail = html`<nav aria-label="Breadcrumb">
    <a href="${boardPath(world, project.key)}" aria-current="page">${project.key}</a>
  </nav>`;
  return renderPage(world, `${project.key} board – sandbox Jira`, trail, main);
}

function renderColumn(world: World, { name, category }: Status, issues: readonly IssueState[], anchor: string): Html {
  const newest = [...issues].sort((one, other) => (one.updated < other.updated ? 1 : -1));
  const hidden = issues.length - CARDS_PER_COLUMN;
  return html`<section class="column category-${category}" data-status="${name}" aria-labelledby="${anchor}">
    <h2 id="${anchor}"><bdi>${name}</bdi> <span class="badge">${issues.length}</span></h2>
    <ul class="cards">
      ${join(
        newest.slice(0, CARDS_PER_COLUMN).map((issue) => renderCard(world, issue)),
        '\n',
      )}
    </ul>
    ${hidden > 0 && html`<p class="quiet">${count(hidden, 'more issue')}</p>`}
  </section>`;
}

function renderCard(world: World, issue: IssueState): Html {
  const { key, type, summary, fixVersions, links, comments, assignee } = issue;
  return html`<li class="card" data-key="${key}">
    <p class="meta"><a href="${issuePath(world, key)}">${key}</a> <span class="kind">${type}</span></p>
    <h3><bdi>${summary}</bdi></h3>
    <p class="meta quiet">
      ${fixVersions.map((name) => html`<span class="badge version"><span class="unseen">Fix version </span><bdi>${name}</bdi></span> `)}
      ${links.length > 0 && html`<span>${count(links.length, 'link')}</span>`}
      ${comments.length > 0 && html`<span>${count(comments.length, 'comment')}</span>`}
      ${assignee !== undefined && html`<bdi>${assignee}</bdi>`}
    </p>
  </li> `;
}

function stateOf({ archived, released }: Version): string {
  if (archived) return 'archived';
  return released ? 'released' : 'unreleased';
}

function renderVersions({ versions }: Project, issues: readonly IssueState[]): Html {
  if (versions.length === 0) return html``;
  const rows = [...versions].reverse().map((version) => {
    const inside = issues.filter(({ fixVersions }) => fixVersions.includes(version.name));
    const done = inside.filter(({ category }) => category === 'done').length;
    return html`<tr>
      <th scope="row"><bdi>${version.name}</bdi></th>
      <td><span class="badge version-${stateOf(version)}">${stateOf(version)}</span></td>
      <td>${version.releaseDate ?? ''}</td>
      <td>${done} of ${inside.length}</td>
    </tr> `;
  });
  return html`<section class="card versions" aria-labelledby="versions">
    <h2 id="versions">Versions</h2>
    <div class="scroll" role="region" aria-label="Table of versions" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">State</th>
            <th scope="col">Released on</th>
            <th scope="col">Done</th>
          </tr>
        </thead>
        <tbody>
          ${join(rows)}
        </tbody>
      </table>
    </div>
  </section>`;
}

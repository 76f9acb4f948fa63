import { count, html, join } from '../../page/html.ts';
import type { World } from '../world.ts';
import { boardPath, renderPage } from './layout.ts';

/** The page of all projects. */
export function renderProjectsPage(world: World): string {
  const { store } = world;
  const cards = store.projects.map((project) => {
    const issues = store.issues.filter(({ projectId }) => projectId === project.id).length;
    return html`<li class="card">
      <h2>
        <a href="${boardPath(world, project.key)}"
          ><span class="number">${project.key}</span> <bdi>${project.name}</bdi></a
        >
      </h2>
      <p class="quiet">
        ${count(issues, 'issue')}, ${count(project.versions.length, 'version')}, ${project.style}-managed
      </p>
    </li> `;
  });
  const list = html`<ul class="cards">
    ${join(cards, '\n')}
  </ul>`;
  const main = html`<div class="title"><h1>Projects</h1></div>
    ${cards.length > 0 ? list : html`<p class="card">There are no projects yet.</p>`}`;
  return renderPage(world, 'Projects – sandbox Jira', html``, main);
}

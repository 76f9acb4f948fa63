import { html, join, nothing, type Html } from '../html.ts';
import { renderPage } from '../layout.ts';
import { renderTime } from '../render-thread.ts';
import { environmentsPathOf, runPathOf, runsPathOf } from './addresses.ts';
import { renderApproval } from './render-approval.ts';
import { renderRunState } from './render-state.ts';
import type { EnvironmentView, ProjectAddress, ProjectView, RunSummary } from './run-data.ts';

const trail = (address: ProjectAddress, page: 'runs' | 'environments'): Html =>
  html`<nav aria-label="Pipelines">
    <a href="/">Pull requests</a> <span aria-hidden="true">/</span>
    <a href="${runsPathOf(address)}" ${page === 'runs' && html`aria-current="page"`}>Runs</a>
    <span aria-hidden="true">/</span>
    <a href="${environmentsPathOf(address)}" ${page === 'environments' && html`aria-current="page"`}>Environments</a>
  </nav>`;

const title = ({ organization, project }: ProjectAddress, text: string): Html =>
  html`<div class="title">
    <p class="quiet"><bdi>${organization}</bdi> / <bdi>${project}</bdi></p>
    <h1>${text}</h1>
  </div>`;

/** The page of a project's runs; what waits for a person comes first. */
export function renderProjectPage({ address, runs, pending }: ProjectView, formToken: string): string {
  const waiting =
    pending.length === 0
      ? html`<p class="card quiet">Nothing waits for a person.</p>`
      : join(
          pending.map((approval) => renderApproval(approval, formToken)),
          '\n',
        );
  const list =
    runs.length === 0
      ? html`<p class="card quiet">There are no runs yet.</p>`
      : html`<ul class="cards">
          ${runs.map(renderSummary)}
        </ul>`;
  const main = html`${title(address, 'Runs of pipelines')}
    <div class="content">
      <section aria-labelledby="waiting">
        <h2 id="waiting">Waiting for approval</h2>
        ${waiting}
      </section>
      <section aria-labelledby="runs">
        <h2 id="runs">Runs</h2>
        ${list}
      </section>
    </div>`;
  return renderPage(`Runs of ${address.project} – Slipway sandbox`, trail(address, 'runs'), main);
}

const renderSummary = ({
  address,
  pipeline,
  number,
  state,
  branch,
  reason,
  requestedFor,
  queuedAt,
}: RunSummary): Html =>
  html`<li class="card" data-run="${address.id}">
    <h3>
      <a href="${runPathOf(address)}"><bdi>${pipeline}</bdi> <span class="number">${number}</span></a>
    </h3>
    <p class="meta">
      ${renderRunState(state)} <code>${branch}</code> <span>${reason}, for <b dir="auto">${requestedFor}</b></span>
      <span class="quiet">${renderTime(queuedAt)}</span>
    </p>
  </li> `;

/** The page of a project's environments, with what guards them and what was deployed. */
export function renderEnvironmentsPage(address: ProjectAddress, environments: readonly EnvironmentView[]): string {
  const list =
    environments.length === 0
      ? html`<p class="card quiet">There are no environments yet.</p>`
      : join(environments.map(renderEnvironment), '\n');
  const main = html`${title(address, 'Environments')}
    <div class="content">${list}</div>`;
  return renderPage(`Environments of ${address.project} – Slipway sandbox`, trail(address, 'environments'), main);
}

function renderEnvironment({ id, name, description, checks, deployments }: EnvironmentView): Html {
  const guards =
    checks.length === 0
      ? html`<p class="quiet">No checks: whatever deploys here is not held back.</p>`
      : html`<ul>
          ${checks.map(({ type, text }) => html`<li><b>${type}</b>: <bdi>${text}</bdi></li> `)}
        </ul>`;
  return html`<section class="card stage" data-environment="${name}" aria-labelledby="environment-${id}">
    <h2 id="environment-${id}"><bdi>${name}</bdi></h2>
    ${description === '' ? nothing : html`<p dir="auto">${description}</p>`}
    <h3>Checks</h3>
    ${guards}
    <h3>Deployments</h3>
    ${deployments.length === 0 ? html`<p class="quiet">Nothing was deployed yet.</p>` : renderDeployments(deployments)}
  </section>`;
}

const renderDeployments = (deployments: EnvironmentView['deployments']): Html =>
  html`<ul class="plain records">
    ${deployments.map(
      ({ run, runNumber, stage, job, state, at }) =>
        html`<li>
          <span class="meta"
            ><a href="${runPathOf(run)}">${runNumber}</a> <bdi>${stage}</bdi> /
            <bdi>${job}</bdi> ${renderRunState(state)} <span class="quiet">${renderTime(at)}</span></span
          >
        </li> `,
    )}
  </ul>`;

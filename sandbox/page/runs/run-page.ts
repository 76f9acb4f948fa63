import { html, join, nothing, type Html } from '../html.ts';
import { renderPage } from '../layout.ts';
import { renderTime } from '../render-thread.ts';
import { environmentsPathOf, logPathOf, runPathOf, runsPathOf } from './addresses.ts';
import { renderApproval } from './render-approval.ts';
import { renderRunState } from './render-state.ts';
import { renderStageForm } from './render-stage-form.ts';
import type { ApprovalView, RecordView, RunAddress, RunView } from './run-data.ts';

/** The way to a run: its project's runs and environments. */
const runTrail = (address: RunAddress, label: string): Html =>
  html`<nav aria-label="Breadcrumb">
    <a href="${runsPathOf(address)}">Runs of <bdi>${address.project}</bdi></a> <span aria-hidden="true">/</span>
    <a href="${environmentsPathOf(address)}">Environments</a> <span aria-hidden="true">/</span>
    <a href="${runPathOf(address)}" aria-current="page">${label}</a>
  </nav>`;

/** The page of a run: its stages with gates, jobs and steps. */
export function renderRunPage(view: RunView, formToken: string): string {
  const { address, number, pipeline, branch, reason, requestedFor, queuedAt, state, stages, approvals, people } = view;
  const main = html`<div class="title">
      <p class="quiet"><bdi>${address.organization}</bdi> / <bdi>${address.project}</bdi></p>
      <h1><bdi>${pipeline}</bdi> <span class="number">${number}</span></h1>
      <p class="meta">
        ${renderRunState(state)} <code>${branch}</code> <span>${reason}, for <b dir="auto">${requestedFor}</b></span>
        <span class="quiet">${renderTime(queuedAt)}</span> <a href="${runPathOf(address)}">Look again</a>
      </p>
    </div>
    <div class="content">
      ${
        stages.length === 0
          ? html`<p class="card quiet">The run has no stages yet.</p>`
          : join(
              stages.map((stage) => renderStage(address, stage, { approvals, people, formToken })),
              '\n',
            )
      }
    </div>`;
  return renderPage(`${pipeline} ${number} – Slipway sandbox`, runTrail(address, `Run ${number}`), main);
}

interface Gates {
  readonly approvals: readonly ApprovalView[];
  readonly formToken: string;
}

interface Forms extends Gates {
  readonly people: RunView['people'];
}

const isCheck = ({ type }: RecordView) => type.startsWith('Checkpoint');

/** A stage whose checks are open waits for them. */
const waits = ({ state, children }: RecordView) =>
  state === 'pending' && children.some((child) => child.type === 'Checkpoint' && child.state === 'inProgress');

function renderStage(address: RunAddress, stage: RecordView, { approvals, people, formToken }: Forms): Html {
  const { id, name, state, attempt, issues, children } = stage;
  const checks = children.filter(({ type }) => type === 'Checkpoint').flatMap((checkpoint) => checkpoint.children);
  const work = children.filter((child) => !isCheck(child));
  return html`<section class="card stage" data-stage="${name}" aria-labelledby="stage-${id}">
    <h2 id="stage-${id}">
      <bdi>${name}</bdi> ${waits(stage) ? renderRunState('inProgress', 'Waiting') : renderRunState(state)}
    </h2>
    ${attempt > 1 && html`<p class="quiet">Attempt ${attempt}</p>`} ${renderIssues(issues)}
    ${checks.map((check) => renderCheck(check, { approvals, formToken }))}
    ${
      work.length === 0
        ? nothing
        : html`<ul class="plain records">
            ${work.map((record) => renderRecord(address, record))}
          </ul>`
    }
    ${renderStageForm(stage, waits(stage), { address, people, formToken })}
  </section>`;
}

const CHECKS: Readonly<Record<string, string>> = {
  'Checkpoint.TaskCheck': 'Invoke REST API',
  'Checkpoint.ExclusiveLock': 'Exclusive lock',
  'Checkpoint.ExtendsCheck': 'Required template',
  'Checkpoint.Authorization': 'This pipeline needs permission to use an environment',
};

function renderCheck(check: RecordView, { approvals, formToken }: Gates): Html {
  const approval = approvals.find(({ id }) => id === check.id);
  if (approval) return renderApproval(approval, formToken);
  const word = check.state === 'inProgress' ? renderRunState('inProgress', 'Waiting') : renderRunState(check.state);
  return html`<div class="gate">
    <p>${CHECKS[check.type] ?? check.name} ${word}</p>
    ${renderIssues(check.issues)}
  </div>`;
}

const renderIssues = (issues: RecordView['issues']): Html =>
  join(
    issues.map(
      ({ type, message }) => html`<p class="${type === 'error' ? 'warning' : 'quiet'}" dir="auto">${message}</p>`,
    ),
  );

/** A phase that has one job says nothing that its job does not. */
function renderRecord(address: RunAddress, record: RecordView): Html {
  const [only, ...others] = record.children;
  if (record.type === 'Phase' && only?.type === 'Job' && others.length === 0) return renderRecord(address, only);
  const { name, state, issues, log, children, type } = record;
  const link =
    log === undefined
      ? nothing
      : html` <a href="${logPathOf(address, log)}">Log <span class="unseen">of ${name}</span></a>`;
  const below = html`<ul class="plain records">
    ${children.map((child) => renderRecord(address, child))}
  </ul>`;
  return html`<li data-type="${type}">
    <span class="meta"><bdi>${name}</bdi> ${renderRunState(state)}${link}</span>
    ${renderIssues(issues)} ${children.length === 0 ? nothing : below}
  </li>`;
}

const LONGEST_LOG = 400_000;

/** The page of a log; of a very long one its end. */
export function renderLogPage(address: RunAddress, log: number, text: string): string {
  const cut = text.length > LONGEST_LOG;
  const main = html`<div class="title">
      <h1>Log ${log}</h1>
      ${cut && html`<p class="quiet">Only the end of it: the log has ${text.length.toLocaleString('en-US')} characters.</p>`}
    </div>
    <div class="log-scroll" tabindex="0" role="region" aria-label="Lines of the log">
      <pre class="log card">${cut ? text.slice(-LONGEST_LOG) : text}</pre>
    </div>`;
  return renderPage(`Log ${log} – Slipway sandbox`, runTrail(address, `Run ${address.id}`), main);
}

import { html, join, nothing, type Html } from '../html.ts';
import { approvalPathOf, runPathOf } from './addresses.ts';
import type { ApprovalView } from './run-data.ts';

const STATUSES: Readonly<Record<string, string>> = {
  pending: 'waiting',
  deferred: 'deferred',
  approved: 'approved',
  rejected: 'rejected',
  canceled: 'cancelled',
  timedOut: 'timed out',
  skipped: 'not needed',
};

const wordOf = (status: string) => STATUSES[status] ?? status;

/**
 * An approval with who is asked and, while it waits, the form that decides it. `formToken` proves that the form came from
 * this process.
 */
export function renderApproval(approval: ApprovalView, formToken: string): Html {
  const { id, run, runNumber, stage, environment, pipeline, status, instructions, steps, minRequiredApprovers } =
    approval;
  const isOpen = status === 'pending' || status === 'deferred';
  return html`<article class="card gate" data-approval="${id}" aria-labelledby="gate-${id}">
    <h3 id="gate-${id}">Approval of <bdi>${stage}</bdi> on <bdi>${environment}</bdi></h3>
    <p class="meta">
      <span class="badge gate-${status}">${wordOf(status)}</span>
      <a href="${runPathOf(run)}"><bdi>${pipeline}</bdi> <bdi>${runNumber}</bdi></a>
      <span class="quiet">${minRequiredApprovers} of ${steps.length} must approve</span>
    </p>
    ${instructions === '' ? nothing : html`<p dir="auto">${instructions}</p>`}
    <ul class="plain">
      ${steps.map(
        (step) =>
          html`<li>
            <b dir="auto">${step.approver}</b>:
            ${wordOf(step.status)}${step.by !== undefined && step.by !== step.approver && html` by <bdi>${step.by}</bdi>`}${step.comment !== '' && html`, <q dir="auto">${step.comment}</q>`}
          </li> `,
      )}
    </ul>
    ${isOpen ? renderForm(approval, formToken) : nothing}
  </article>`;
}

function renderForm({ id, run, stage, deciders }: ApprovalView, formToken: string): Html {
  if (deciders.length === 0) return html`<p class="quiet">Nobody may decide this now.</p>`;
  return html`<form class="decide" method="post" action="${approvalPathOf(run, id)}">
    <input type="hidden" name="token" value="${formToken}" />
    <label>
      Decide as
      <select name="person" required>
        ${join(deciders.map(({ id: person, name }) => html`<option value="${person}">${name}</option>`))}
      </select>
    </label>
    <label class="wide">Comment <input name="comment" maxlength="2000" autocomplete="off" dir="auto" /></label>
    <button name="decision" value="approved">Approve <span class="unseen">${stage}</span></button>
    <button name="decision" value="rejected" class="refuse">Reject <span class="unseen">${stage}</span></button>
  </form>`;
}

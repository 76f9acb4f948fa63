import type { DecisionDocument } from './decision-document.ts';
import type { Refusal } from './judge-click.ts';
import { nameOf } from './person.ts';
import type { GateApproval } from './ports.ts';
import { cleanLine } from './render/clean-text.ts';
import { renderMoment } from './render/moment.ts';
import { escapeLine, link } from './render/mrkdwn.ts';

/** What the person who clicked is told, as mrkdwn. `runLink` is where the run is found. */
export function describeRefusal(refusal: Refusal, runLink: string | undefined): string {
  const there = runLink === undefined ? '' : ` Decide there: ${link(runLink, 'the run in Azure DevOps')}.`;
  switch (refusal.kind) {
    case 'forged':
      return `Nothing was done: this button was not sealed with the key of the project whose job got your click, so it cannot act here.${there}`;
    case 'elsewhere':
      return `Nothing was done: this job cannot act here, the button belongs to another project. Decide there: ${link(refusal.link, 'the run in Azure DevOps')}.`;
    case 'cannotAct':
      return `Nothing was done: this job cannot act here, because ${escapeLine(refusal.why, 500)}.${there}`;
    case 'decided':
      return describeDecided(refusal.decision);
    case 'approvalEnded':
      return describeEnded(refusal.approval);
    case 'closed':
      return 'Nothing was done: this question is no longer open.';
    case 'replaced':
      return 'Nothing was done: the question was asked anew since. Use the buttons of the newer message.';
    case 'expired':
      return `Nothing was done: this question could be answered until ${renderMoment(new Date(refusal.at))}.`;
    case 'unknownChoice':
      return 'Nothing was done: that is not one of the answers to this question.';
    case 'bot':
      return 'Nothing was done: only people may answer this question.';
    case 'deactivated':
      return 'Nothing was done: your account is deactivated.';
    case 'requester':
      return 'Nothing was done: you started this run, so somebody else has to answer.';
    case 'noEmail':
      return 'Nothing was done: Slack does not tell your e-mail, and without it nobody knows whether you may answer. Ask whoever installed the Slack app to add the scope users:read.email.';
    case 'notListed':
      return 'Nothing was done: you are not among those who may answer this question.';
  }
}

/** The same for the log, without marks of Slack. */
export const logRefusal = (refusal: Refusal, who: string): string => {
  const because = refusal.kind === 'cannotAct' ? `cannotAct, ${refusal.why}` : refusal.kind;
  return `Click of ${cleanLine(who)} refused (${because}).`;
};

function describeDecided({ decision, name, decidedBy, at, via }: DecisionDocument): string {
  const choice = `*${escapeLine(decision, 75)}*`;
  const when = renderMoment(new Date(at));
  if (via === 'timeout')
    return `Nothing was done: nobody answered in time, and at ${when} ${choice} was taken instead.`;
  return `Nothing was done: already decided by ${escapeLine(name ?? decidedBy, 100)} at ${when}: ${choice}.`;
}

function describeEnded({ status, steps }: GateApproval): string {
  const last = steps.findLast((step) => step.status === status) ?? steps.at(-1);
  const by = last === undefined ? '' : ` by ${escapeLine(nameOf(last.by), 100)}`;
  const at = last?.at === undefined ? '' : ` at ${renderMoment(new Date(last.at))}`;
  const said = last === undefined || last.comment === '' ? '' : ` (“${escapeLine(last.comment, 300)}”)`;
  return `Nothing was done: already ${describeStatus(status)}${by}${at}${said}.`;
}

/** How an approval stands, for people. */
export function describeStatus(status: GateApproval['status']): string {
  switch (status) {
    case 'timedOut':
      return 'timed out';
    case 'canceled':
      return 'cancelled';
    case 'pending':
    case 'approved':
    case 'rejected':
    case 'skipped':
    case 'failed':
      return status;
  }
}

import type { DecisionDocument } from './decision-document.ts';
import type { Refusal } from './judge-click.ts';
import { describeDecider, nameOf } from './person.ts';
import type { GateApproval } from './ports.ts';
import { cleanLine } from './render/clean-text.ts';
import { renderMoment } from './render/moment.ts';
import { escapeLine, link } from './render/mrkdwn.ts';

/** What the person who clicked is told, as mrkdwn. `runLink` is where the run is found. */
export function describeRefusal(refusal: Refusal, runLink: string | undefined): string {
  return `Nothing was done: ${explain(refusal)}${wayOut(refusal, runLink)}`;
}

function explain(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'cannotAct':
      return `this job cannot act here, because ${escapeLine(refusal.why, 500)}.`;
    case 'decided':
      return describeDecided(refusal.decision);
    case 'approvalEnded':
      return describeEnded(refusal.approval);
    case 'expired':
      return `this question could be answered until ${renderMoment(new Date(refusal.at))}.`;
    default:
      return SENTENCES[refusal.kind];
  }
}

type Plain = Exclude<Refusal['kind'], 'cannotAct' | 'decided' | 'approvalEnded' | 'expired'>;

const SENTENCES: Readonly<Record<Plain, string>> = {
  forged:
    'this button was not sealed with the key of the project whose job got your click, so that job cannot act here.',
  elsewhere: 'the job that got your click cannot act here, because the button belongs to another project.',
  closed: 'this question is no longer open.',
  replaced: 'the question was asked anew since. Use the buttons of the newer message.',
  changed: 'what the ledger says of this question is not what was asked. Somebody changed it.',
  moved: 'this button was copied from another message. Use the one that asked.',
  unknownChoice: 'that is not one of the answers to this question.',
  bot: 'only people may answer this question.',
  deactivated: 'your account is deactivated.',
  outsider:
    'your account is of another workspace, so nobody here vouches for your e-mail. Only a Slack user id among the approvers lets you answer.',
  requester: 'you started this run, so somebody else has to answer.',
  noEmail:
    'Slack does not tell your e-mail, and without it nobody knows whether you may answer. Ask whoever installed the Slack app to add the scope users:read.email.',
  notListed: 'you are not among those who may answer this question.',
};

/** Where it can be done instead. */
function wayOut(refusal: Refusal, runLink: string | undefined): string {
  const isMisled = refusal.kind === 'forged' || refusal.kind === 'cannotAct';
  const url = refusal.kind === 'elsewhere' ? refusal.link : isMisled ? runLink : undefined;
  return url === undefined ? '' : ` Decide there: ${link(url, 'the run in Azure DevOps')}.`;
}

/** The same for the log, without marks of Slack. */
export const logRefusal = (refusal: Refusal, who: string): string => {
  const because = refusal.kind === 'cannotAct' ? `cannotAct, ${refusal.why}` : refusal.kind;
  return `Click of ${cleanLine(who)} refused (${because}).`;
};

function describeDecided({ decision, at, via, ...by }: DecisionDocument): string {
  const choice = `*${escapeLine(decision, 75)}*`;
  const when = renderMoment(new Date(at));
  if (via === 'timeout') return `nobody answered in time, and at ${when} ${choice} was taken instead.`;
  return `already decided by ${escapeLine(describeDecider(by), 300)} at ${when}: ${choice}.`;
}

function describeEnded({ status, steps }: GateApproval): string {
  const last = steps.findLast((step) => step.status === status) ?? steps.at(-1);
  const by = last === undefined ? '' : ` by ${escapeLine(nameOf(last.by), 100)}`;
  const at = last?.at === undefined ? '' : ` at ${renderMoment(new Date(last.at))}`;
  const said = last === undefined || last.comment === '' ? '' : ` (“${escapeLine(last.comment, 300)}”)`;
  return `already ${describeStatus(status)}${by}${at}${said}.`;
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

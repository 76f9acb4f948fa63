import { readPage } from './decision-book.ts';
import { askReason, placedBy, reasonOf } from './click-question.ts';
import { describeStatus } from './click-answer.ts';
import { wantsReason, type ClickEnd, type ClickServices, type OurClick } from './click-services.ts';
import { judgePerson, judgeQuestion } from './judge-click.ts';
import type { MessageRecord } from './message-record.ts';
import { cutLine, describePerson } from './person.ts';
import type { ApprovalDecider, GateApproval } from './ports.ts';
import { maskApproval, renderApproval } from './approval-card.ts';
import { commentOf } from './approval-comment.ts';
import { settleCard } from './settle-card.ts';

const refused = (why: string): ClickEnd => ({ kind: 'refused', refusal: { kind: 'cannotAct', why } });

/** Decides the approval of a click as the identity of `approvalToken`, if it is still open, and makes the card say so. */
export async function clickApproval(services: ClickServices, ours: OurClick): Promise<ClickEnd> {
  const { value, user, click } = ours;
  const { ledger, decider, seal, now } = services;
  const { record } = await readPage(services, value, await ledger.readHead());
  const opened = judgeQuestion(value, { record, decision: undefined, click, seal, now: now() });
  if (opened.kind === 'refused') return opened;
  const refusal = judgePerson(opened.question, user);
  if (refusal) return { kind: 'refused', refusal };
  if (decider === undefined) return refused('it has no token to approve with');
  if (record === undefined) return refused('its record is gone');
  return decideOpen({ ...services, decider }, ours, record);
}

async function decideOpen(
  services: ClickServices & { readonly decider: ApprovalDecider },
  ours: OurClick,
  record: MessageRecord,
): Promise<ClickEnd> {
  const { decider, log } = services;
  const { value, user } = ours;
  const id = value.approval ?? '';
  const before = await decider.readApproval(id);
  if (before === undefined) return refused('the identity of its token does not see this approval');
  if (before.status !== 'pending') return tellEnded(services, ours, record, before);
  if (!before.mayDecide) return refused('the identity of its token may not decide this approval, or did so already');
  if (wantsReason(ours)) {
    await askReason(services, ours);
    return { kind: 'asked' };
  }
  const status = statusOf(value.choice);
  const comment = commentOf(status, describePerson(user), reasonOf(ours));
  const { approval: after, refused: why } = await decider.decide(id, status, comment);
  if (why !== undefined) {
    if (after !== undefined && after.status !== 'pending') return tellEnded(services, ours, record, after);
    log.info(`Azure DevOps would not let ${describePerson(user)} decide approval ${id}: ${why}`);
    return refused(`Azure DevOps said: ${cutLine(why, 300).replace(/\.$/, '')}`);
  }
  log.info(`Approval ${id} of run ${value.run}: ${status} for ${describePerson(user)}.`);
  if (after !== undefined && (await showApproval(services, ours, record, after))) return { kind: 'decided' };
  const how = after === undefined ? status : describeStatus(after.status);
  return {
    kind: 'told',
    text: `Done: the approval is ${how} in Azure DevOps.`,
  };
}

const statusOf = (choice: string): 'approved' | 'rejected' => (choice === 'Approve' ? 'approved' : 'rejected');

/** Who comes too late is told, and the card no longer offers what is over. */
async function tellEnded(
  services: ClickServices,
  ours: OurClick,
  record: MessageRecord,
  approval: GateApproval,
): Promise<ClickEnd> {
  await showApproval(services, ours, record, approval);
  return { kind: 'refused', refusal: { kind: 'approvalEnded', approval } };
}

async function showApproval(
  services: ClickServices,
  { value, click }: OurClick,
  record: MessageRecord,
  approval: GateApproval,
): Promise<boolean> {
  const { question } = record;
  if (question === undefined) return false;
  const { home, seal, redact } = services;
  const asked = { home, run: value.run, subject: value.subject, question };
  return settleCard(services, placedBy(click, record), renderApproval(asked, maskApproval(approval, redact), seal));
}

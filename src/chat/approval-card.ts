import { readComment } from './approval-comment.ts';
import type { ChatMessage } from './blocks.ts';
import type { ApprovalStep, Approver, GateApproval, Seal } from './ports.ts';
import { type Asked, buttonsOf, cardOf } from './question-card.ts';
import { cutLine, nameOf } from './person.ts';
import type { CardEnd } from './render/card.ts';
import { renderCard, renderEndedCard } from './render/render-card.ts';

const MOST_NAMES = 5;

/** Without secrets, before it is shown. */
export const maskApproval = (approval: GateApproval, redact: (text: string) => string): GateApproval => ({
  ...approval,
  instructions: redact(approval.instructions),
  steps: approval.steps.map((step) => ({ ...step, comment: redact(step.comment) })),
});

/**
 * The card of an approval as it stands now. With a seal there are buttons that decide, and always one that leads to Azure
 * DevOps while it is open.
 */
export function renderApproval(asked: Asked, approval: GateApproval, seal: Seal | undefined): ChatMessage {
  const card = cardOf(asked);
  const facts = [...(card.facts ?? []), ...progressOf(approval)];
  const details = approval.instructions;
  const end = endOfApproval(approval, new Date(asked.question.expiresAt));
  if (end) return renderEndedCard({ ...card, details, buttons: [] }, end).message;
  const open = { actionId: 'slipway_open', label: 'Open in Azure DevOps', url: card.run?.url };
  // Without buttons it is Azure DevOps that asks, and that knows who may and for how long.
  if (seal === undefined) {
    const { deadline: _deadline, deciders: _deciders, ...linked } = card;
    return renderCard({ ...linked, details, facts, buttons: [open] }).message;
  }
  return renderCard({ ...card, details, facts, buttons: [...buttonsOf(asked, seal), open] }).message;
}

/** The relay no longer watches: whoever may decides in Azure DevOps. */
export function renderUnwatched(asked: Asked, { instructions }: GateApproval, end: CardEnd): ChatMessage {
  return renderEndedCard({ ...cardOf(asked), details: instructions, buttons: [] }, end).message;
}

function progressOf({ steps, waitsFor, minRequired }: GateApproval): readonly string[] {
  const done = steps.map(({ by, status }) => `${status} by ${nameOf(by)}`);
  const names = listNames(waitsFor);
  const needed = minRequired === undefined || minRequired <= 1 ? '' : ` (${minRequired} needed)`;
  return [...done.slice(0, MOST_NAMES), ...(names === '' ? [] : [`asked in Azure DevOps: ${names}${needed}`])];
}

function listNames(people: readonly Approver[]): string {
  const more = people.length - MOST_NAMES;
  const names = people.slice(0, MOST_NAMES).map(nameOf).join(', ');
  return more > 0 ? `${names} and ${more} more` : names;
}

function endOfApproval({ status, steps, changedAt }: GateApproval, fallback: Date): CardEnd | undefined {
  const at = changedAt === undefined ? fallback : new Date(changedAt);
  switch (status) {
    case 'pending':
      return undefined;
    case 'approved':
    case 'rejected': {
      const step = steps.findLast((one) => one.status === status);
      return {
        kind: 'decided',
        choice: status === 'approved' ? 'Approve' : 'Reject',
        ...whoOf(step),
        at: timeOf(step, at),
      };
    }
    case 'timedOut':
      return { kind: 'timedOut', at };
    case 'canceled':
      return { kind: 'cancelled', at };
    case 'skipped':
    case 'failed':
      return { kind: 'closed', at, why: `Azure DevOps says that the approval is ${status}` };
  }
}

const timeOf = (step: ApprovalStep | undefined, otherwise: Date): Date =>
  step?.at === undefined ? otherwise : new Date(step.at);

function whoOf(step: ApprovalStep | undefined): Pick<Extract<CardEnd, { kind: 'decided' }>, 'by' | 'reason' | 'place'> {
  if (step === undefined) return { by: 'somebody', place: 'Azure DevOps' };
  const ours = readComment(step.comment);
  const by = nameOf(step.by);
  if (ours) return { by: `${cutLine(ours.person, 300)} (through ${cutLine(by, 25)})`, reason: ours.reason };
  return { by, reason: step.comment, place: 'Azure DevOps' };
}

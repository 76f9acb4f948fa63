import { fetchDocument } from '../release/ledger/update-document.ts';
import { maskApproval, renderApproval, renderUnwatched } from './approval-card.ts';
import type { RelayInput, RelayServices } from './chat-services.ts';
import { keepMessage } from './keep-message.ts';
import { type MessageRecord, type QuestionRecord, recordPlace } from './message-record.ts';
import { cutLine } from './person.ts';
import type { Gate, GateApproval } from './ports.ts';
import { newQuestion } from './question.ts';
import type { Asked } from './question-card.ts';
import type { CardEnd } from './render/card.ts';
import { findRunThread } from './run-thread.ts';
import { settleCard } from './settle-card.ts';
import { runSubject } from './subject.ts';
import { withdrawQuestion } from './withdraw-question.ts';

/** A card of an approval, with what it said last. */
export interface ApprovalCard {
  readonly gate: Gate;
  readonly environments: readonly string[];
  readonly asked: Asked;
  readonly record: MessageRecord;
  readonly approval: GateApproval;
  /** JSON of the message. */
  readonly shown: string;
  /** How often it could not be made to say something else. */
  readonly failures: number;
}

/** An approval that has been looked at: whose it is, and how it stands. */
export interface SeenApproval {
  readonly gate: Gate;
  /** Of the stage; its own name where the service does not tell. */
  readonly environments: readonly string[];
  readonly approval: GateApproval;
}

/** A message that cannot be changed so often is left alone. */
const MOST_FAILURES = 5;

/** Does not say how its approval ended: that is still to come, or Slack did not take it. */
export const isUnsettled = ({ approval, failures }: ApprovalCard): boolean =>
  approval.status === 'pending' || failures > 0;

export const isLeftAlone = ({ failures }: ApprovalCard): boolean => failures >= MOST_FAILURES;

export const approvalSubject = (run: number, approvalId: string): string =>
  `${runSubject(run)}-approval-${approvalId.toLowerCase().slice(0, 8)}`;

/**
 * The card of an approval that has none yet. Undefined when it needs none: it ended before anybody was asked. One that an
 * earlier attempt of this job posted is gone on with.
 */
export async function openCard(
  services: RelayServices,
  input: RelayInput,
  seen: SeenApproval,
): Promise<ApprovalCard | undefined> {
  const { run, hash } = services;
  const subject = approvalSubject(run.id, seen.approval.id);
  if (seen.approval.status === 'pending') return postCard(services, input, subject, seen);
  const record = await fetchDocument(services, recordPlace(subject, hash));
  if (record === undefined) return undefined;
  // Closed by a relay that ended or died: its card may still say otherwise.
  const question = record.question ?? questionOf(services, input, subject, seen);
  const asked = { home: services.home, run: run.id, subject, question };
  return showCard(services, { ...seen, asked, record, shown: '', failures: 0 }, seen.approval);
}

const questionOf = (services: RelayServices, input: RelayInput, subject: string, seen: SeenApproval): QuestionRecord =>
  newQuestion(services, subject, {
    ...input,
    text: describeGate(seen),
    choices: ['Approve', 'Reject'],
    approval: seen.approval.id,
  });

async function postCard(
  services: RelayServices,
  input: RelayInput,
  subject: string,
  seen: SeenApproval,
): Promise<ApprovalCard> {
  const { channel } = input;
  const question = questionOf(services, input, subject, seen);
  const asked = { home: services.home, run: services.run.id, subject, question };
  const message = render(services, asked, seen.approval);
  const thread = await findRunThread(services, channel);
  const rendered = { message, thread: [] };
  const broadcast = thread !== undefined;
  const kept = await keepMessage(services, { subject, channel, thread, broadcast, question, rendered }).catch(
    async (error: unknown) => {
      // It may stand there already, and nobody will look after it.
      if (services.isCancelled()) await closeCard(services, { asked, approval: seen.approval });
      throw error;
    },
  );
  const { channel: id, ts } = kept.place;
  const record = { ...kept.record, question, place: { channel: id, ts } };
  services.log.info(`Approval ${seen.approval.id} of stage ${seen.gate.stage.name} is shown in ${channel}.`);
  return { ...seen, asked, record, shown: JSON.stringify(message), failures: 0 };
}

/** One line; the environments are what people look for. */
function describeGate({ gate: { stage }, environments }: SeenApproval): string {
  const place = environments.slice(0, 3).join(', ');
  return cutLine(`Approval needed: ${place === stage.name ? 'stage ' : ''}${place}`, 140);
}

/** Buttons that decide are for those whom the service would let decide. */
function render({ seal, redact, decider }: RelayServices, asked: Asked, approval: GateApproval) {
  const hasButtons = decider !== undefined && approval.mayDecide;
  return renderApproval(asked, maskApproval(approval, redact), hasButtons ? seal : undefined);
}

/** The card when the approval stands like this; written only when it says something else. */
export async function showCard(
  services: RelayServices,
  card: ApprovalCard,
  approval: GateApproval,
): Promise<ApprovalCard> {
  const message = render(services, card.asked, approval);
  const shown = JSON.stringify(message);
  if (shown === card.shown || isLeftAlone(card)) return { ...card, approval };
  const isShown = await settleCard(services, card.record, message);
  return isShown ? { ...card, approval, shown, failures: 0 } : { ...card, approval, failures: card.failures + 1 };
}

/** The end of a card that is still open when its relay ends, or its last chance to say how its approval ended. */
export async function closeCard(
  services: RelayServices,
  { asked, approval }: Pick<ApprovalCard, 'asked' | 'approval'>,
): Promise<void> {
  const { hash, log, redact, now, seal } = services;
  const at = new Date(now());
  const isCancelled = services.isCancelled();
  const end: CardEnd = isCancelled
    ? { kind: 'cancelled', at }
    : { kind: 'closed', at, why: 'it is no longer followed here; decide in Azure DevOps' };
  const means = isCancelled ? services.openRescue() : services;
  const message =
    approval.status === 'pending'
      ? renderUnwatched(asked, maskApproval(approval, redact), end)
      : render(services, asked, approval);
  await withdrawQuestion({ ...means, hash, log, seal }, asked, message);
}

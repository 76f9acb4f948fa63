import type { Outcome } from '../outcome.ts';
import { renderAnswer, renderUnanswered, reportOpen, UNDECIDED } from './ask-outcome.ts';
import type { AskInput, ChatServices } from './chat-services.ts';
import { openDesk } from './click-desk.ts';
import { type BookStep, readPage, turnPage } from './decision-book.ts';
import { type DecisionDocument, newDecision } from './decision-document.ts';
import { findPlace } from './find-place.ts';
import { keepMessage } from './keep-message.ts';
import type { MessageRecord } from './message-record.ts';
import type { ClickSource, Seal } from './ports.ts';
import { checkDecision, checkQuestion, type IfTimeout, newQuestion, questionSubject } from './question.ts';
import { type Asked, endOf, renderClosed, renderOpen } from './question-card.ts';
import { noAppToken, noSigningKey } from './question-errors.ts';
import { findRunThread } from './run-thread.ts';
import { settleCard } from './settle-card.ts';
import { createWake } from './wake.ts';
import { watchDecision } from './watch-decision.ts';
import { closeQuestion, withdrawQuestion } from './withdraw-question.ts';

type Means = ChatServices & { readonly seal: Seal; readonly clicks: ClickSource };

/**
 * Asks a question once per run and subject, waits for the decision that a click makes in the ledger, and gives it. Any
 * choice is a success; no answer is what `ifTimeout` says. Whatever keeps it from asking is thrown: SLACK_*, LEDGER_*.
 */
export async function askQuestion(services: ChatServices, input: AskInput): Promise<Outcome> {
  const ifTimeout = checkQuestion(input);
  const { seal, clicks, home, run, ledger, log, keepProgress } = services;
  if (seal === undefined) throw noSigningKey();
  if (clicks === undefined) throw noAppToken();
  keepProgress({ outputs: UNDECIDED });
  const key = { run: run.id, subject: questionSubject(input.subject, run.id) };
  const { record, decision } = await readPage(services, key, await ledger.readHead());
  if (decision !== undefined) {
    checkDecision(decision, input, { ...key, redact: services.redact });
    return answerAgain(services, key, record, decision);
  }
  const question = newQuestion(services, key.subject, { ...input, text: input.question });
  const asked: Asked = { home, ...key, question };
  if (input.dryRun) {
    log.info(`Dry run, nothing is sent. The card:\n${JSON.stringify(renderOpen(asked, UNSEALED), null, 2)}`);
    return { kind: 'succeeded', summary: `Dry run: ${input.channel} would be asked.`, outputs: UNDECIDED };
  }
  return askAndWait({ ...services, seal, clicks }, input, asked, ifTimeout);
}

/** What is printed must decide nothing. */
const UNSEALED: Seal = { mac: () => 'unsealed', isMac: () => false };

/** A run that died between decision and message goes on here; nothing is posted. */
async function answerAgain(
  services: ChatServices,
  key: Pick<Asked, 'run' | 'subject'>,
  record: MessageRecord | undefined,
  decision: DecisionDocument,
): Promise<Outcome> {
  const { home } = services;
  if (record?.question && !services.isCancelled()) {
    const asked = { home, ...key, question: record.question };
    await settleCard(services, await findPlace(services, record), renderClosed(asked, endOf(decision)));
  }
  const question = { text: decision.question, choices: decision.choices };
  return renderAnswer({ subject: key.subject, question, messageTs: record?.place?.ts ?? '' }, decision);
}

async function askAndWait(services: Means, input: AskInput, asked: Asked, ifTimeout: IfTimeout): Promise<Outcome> {
  const wake = createWake(services.pause);
  // Before there is anything to click on.
  const desk = await openDesk(services, services.clicks, () => wake.ring());
  let how: 'finish' | 'now' = 'finish';
  try {
    const record = await postCard(services, input, asked);
    const answered = { subject: asked.subject, question: asked.question, messageTs: record.place?.ts ?? '' };
    services.keepProgress(reportOpen(answered));
    const deadline = Date.parse(asked.question.expiresAt);
    services.log.info(`Asked in ${input.channel}: an answer is waited for until ${asked.question.expiresAt}.`);
    const seen = await watchDecision(services, asked, { deadline, wake });
    const decision = seen ?? (await endUnanswered(services, asked, { ifTimeout, record }));
    if (decision === undefined) {
      return renderUnanswered(answered, ifTimeout.kind === 'warn' ? 'warn' : 'fail', input.timeoutMinutes);
    }
    await settleCard(services, record, renderClosed(asked, endOf(decision)));
    return renderAnswer(answered, decision);
  } catch (error) {
    how = 'now';
    await Promise.all([desk.close('now').catch(() => undefined), withdraw(services, asked)]);
    throw error;
  } finally {
    await desk.close(how).catch(() => undefined);
  }
}

/** The card as it stands: in the thread of the run's message if there is one, shown in the channel too. */
async function postCard(services: Means, { channel }: AskInput, asked: Asked): Promise<MessageRecord> {
  const { subject, question } = asked;
  const thread = await findRunThread(services, channel);
  const rendered = { message: renderOpen(asked, services.seal), thread: [] };
  const broadcast = thread !== undefined;
  const kept = await keepMessage(services, { subject, channel, thread, broadcast, question, rendered });
  const { record, place } = kept;
  return { ...record, question, place: { channel: place.channel, ts: place.ts } };
}

/** What nobody answered in time: the answer that stands for it, one that came at the last moment, or undefined. */
async function endUnanswered(
  services: Means,
  asked: Asked,
  { ifTimeout, record }: { readonly ifTimeout: IfTimeout; readonly record: MessageRecord },
): Promise<DecisionDocument | undefined> {
  const at = new Date(services.now());
  if (ifTimeout.kind === 'choice') {
    const { text, choices } = asked.question;
    const { choice } = ifTimeout;
    const facts = { question: text, choices, decision: choice, decidedBy: '', at: at.toISOString() };
    const taken = newDecision(services.seal, asked, { ...facts, via: 'timeout' });
    return turnPage(services, asked, ({ decision }): BookStep<DecisionDocument> =>
      decision ? { kind: 'keep', value: decision } : { kind: 'decide', decision: taken, value: taken },
    );
  }
  const { decision, isOurs } = await closeQuestion(services, asked);
  if (decision === undefined && isOurs) {
    await settleCard(services, record, renderClosed(asked, { kind: 'timedOut', at }));
  }
  return decision;
}

async function withdraw(services: Means, asked: Asked): Promise<void> {
  const { hash, log, seal } = services;
  const at = new Date(services.now());
  const isCancelled = services.isCancelled();
  const end = isCancelled
    ? ({ kind: 'cancelled', at } as const)
    : ({ kind: 'closed', at, why: 'the job that asked failed' } as const);
  const means = isCancelled ? services.openRescue() : services;
  await withdrawQuestion({ ...means, hash, log, seal }, asked, renderClosed(asked, end));
}

import { type BookStep, turnPage } from './decision-book.ts';
import { type DecisionDocument, newDecision } from './decision-document.ts';
import { wantsReason, type ClickEnd, type ClickServices, type OurClick } from './click-services.ts';
import { judgePerson, judgeQuestion } from './judge-click.ts';
import type { MessageRecord, QuestionRecord } from './message-record.ts';
import { cutLine, identityOf, nameOf } from './person.ts';
import { endOf, renderClosed } from './question-card.ts';
import { escapeLine } from './render/mrkdwn.ts';
import { settleCard } from './settle-card.ts';

const LONGEST_REASON = 1_000;

type Judged =
  | Exclude<ClickEnd, { kind: 'decided' | 'told' }>
  | { readonly kind: 'decided'; readonly record: MessageRecord; readonly decision: DecisionDocument };

/** Creates the decision of the ledger that a click asks for, once, and makes the card say so. */
export async function clickQuestion(services: ClickServices, ours: OurClick): Promise<ClickEnd> {
  const { value, click } = ours;
  const judged = await turnPage(services, value, ({ record, decision }): BookStep<Judged> => {
    const opened = judgeQuestion(value, { record, decision, click, seal: services.seal, now: services.now() });
    if (opened.kind === 'refused') return { kind: 'keep', value: opened };
    const refusal = judgePerson(opened.question, ours.user);
    if (refusal) return { kind: 'keep', value: { kind: 'refused', refusal } };
    if (record === undefined || wantsReason(ours)) return { kind: 'keep', value: { kind: 'asked' } };
    const made = decisionOf(services, ours, opened.question);
    return { kind: 'decide', decision: made, value: { kind: 'decided', record, decision: made } };
  });
  if (judged.kind === 'asked') await askReason(services, ours);
  if (judged.kind !== 'decided') return judged;
  services.log.info(`Question ${value.subject} of run ${value.run}: ${nameOf(ours.user)} chose ${value.choice}.`);
  const shown = await showDecision(services, ours, judged);
  return shown
    ? { kind: 'decided' }
    : {
        kind: 'told',
        text: `Done: *${escapeLine(value.choice, 75)}*. The message in ${placeOf(click)} follows later.`,
      };
}

const placeOf = ({ channel }: OurClick['click']): string => `<#${channel.replace(/[^A-Z0-9]/g, '')}>`;

export const askReason = ({ messages }: Pick<ClickServices, 'messages'>, { click }: OurClick): Promise<void> =>
  messages.askReason({
    trigger: click.trigger ?? '',
    title: 'Reject',
    value: click.value,
    from: { channel: click.channel, ts: click.ts, thread: click.thread },
  });

/** What was given as reason, on one line; undefined when nothing was. */
export const reasonOf = ({ click }: OurClick): string | undefined =>
  cutLine(click.reason ?? '', LONGEST_REASON) || undefined;

function decisionOf(services: ClickServices, ours: OurClick, question: QuestionRecord): DecisionDocument {
  const { user, value } = ours;
  const reason = reasonOf(ours);
  return newDecision(services.seal, value, {
    question: question.text,
    choices: question.choices,
    decision: value.choice,
    decidedBy: identityOf(user),
    name: nameOf(user),
    ...(reason === undefined ? {} : { reason }),
    at: new Date(services.now()).toISOString(),
    via: 'slack',
  });
}

/** A click can come before its message is recorded: it says itself where that stands. */
export const placedBy = ({ channel, ts }: OurClick['click'], record: MessageRecord): MessageRecord =>
  record.place === undefined && ts !== undefined ? { ...record, place: { channel, ts } } : record;

async function showDecision(
  services: ClickServices,
  { value, click }: OurClick,
  { record, decision }: Extract<Judged, { kind: 'decided' }>,
): Promise<boolean> {
  const { question } = record;
  if (question === undefined) return false;
  const { run, subject } = value;
  return settleCard(
    services,
    placedBy(click, record),
    renderClosed({ home: services.home, run, subject, question }, endOf(decision)),
  );
}

import type { ChatMessage } from './blocks.ts';
import type { Home } from './chat-services.ts';
import type { DecisionDocument } from './decision-document.ts';
import { runLinkOf } from './judge-click.ts';
import type { QuestionRecord } from './message-record.ts';
import type { Seal } from './ports.ts';
import { describeDecider } from './person.ts';
import { questionSum } from './question-sum.ts';
import type { CardButton, CardEnd, CardFacts } from './render/card.ts';
import { plainOf } from './render/markdown-spans.ts';
import { renderCard, renderEndedCard } from './render/render-card.ts';
import { type ButtonValue, signValue } from './signed-value.ts';

/** Whose question it is: what, beside the record, its card is made of. */
export interface Asked {
  readonly home: Home;
  readonly run: number;
  readonly subject: string;
  readonly question: QuestionRecord;
}

/** What the buttons carry, one for each choice. */
export const valuesOf = ({ home, run, subject, question }: Asked, seal: Seal): readonly ButtonValue[] =>
  question.choices.map((choice) => ({
    v: 1,
    org: home.organisation,
    project: home.project,
    repo: home.repository,
    run,
    subject,
    choice,
    exp: Date.parse(question.expiresAt),
    nonce: question.nonce,
    sum: questionSum(seal, question),
    ...(question.approval === undefined ? {} : { approval: question.approval }),
  }));

export const buttonsOf = (asked: Asked, seal: Seal): readonly CardButton[] =>
  valuesOf(asked, seal).map((value, index) => ({
    actionId: `slipway_choice_${index + 1}`,
    label: value.choice,
    value: signValue(seal, value),
    ...styleOf(value.choice, index),
  }));

/** What may be said against it is said on it. */
const isRefusal = (choice: string): boolean => /^(reject|cancel|deny|abort)$/i.test(choice.trim());

function styleOf(choice: string, index: number): Pick<CardButton, 'style'> {
  if (isRefusal(choice)) return { style: 'danger' };
  return index === 0 ? { style: 'primary' } : {};
}

/**
 * The card, made of what the ledger holds and nothing else, so that every job that may change it makes the same of it. The
 * first line is the question, which a heading shows without its marks; what follows is Markdown.
 */
export function cardOf({ home, run, question }: Asked): Omit<CardFacts, 'buttons'> {
  const { text, approvers, allowRequester, requester, expiresAt } = question;
  const [first = '', ...others] = text.trim().split(/\r\n|\r|\n/);
  const anyone = allowRequester || requester.email === null ? 'anyone' : `anyone but ${requester.name}`;
  return {
    // The relay's own words hold names, not Markdown.
    question: question.approval === undefined ? plainOf(first) : first,
    details: others.join('\n'),
    run: { number: String(run), url: runLinkOf({ org: home.organisation, project: home.project, run }) },
    facts: requester.name === '' ? [] : [`for ${requester.name}`],
    deciders: approvers.length === 0 ? [anyone] : approvers,
    deadline: new Date(expiresAt),
  };
}

export const renderOpen = (asked: Asked, seal: Seal): ChatMessage =>
  renderCard({ ...cardOf(asked), buttons: buttonsOf(asked, seal) }).message;

export const renderClosed = (asked: Asked, end: CardEnd): ChatMessage =>
  renderEndedCard({ ...cardOf(asked), buttons: [] }, end).message;

export const endOf = ({ via, decision, decidedBy, name, at, reason }: DecisionDocument): CardEnd =>
  via === 'timeout'
    ? { kind: 'timedOut', at: new Date(at), choice: decision }
    : { kind: 'decided', choice: decision, by: describeDecider({ name, decidedBy }), at: new Date(at), reason };

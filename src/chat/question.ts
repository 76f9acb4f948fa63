import { stripInvisible } from '../neutralise.ts';
import type { AskInput, ChatServices } from './chat-services.ts';
import type { DecisionDocument } from './decision-document.ts';
import type { QuestionRecord } from './message-record.ts';
import { valuesOf } from './question-card.ts';
import { badQuestion, otherQuestion } from './question-errors.ts';
import { LONGEST_VALUE, signValue } from './signed-value.ts';
import { runSubject } from './subject.ts';

const MOST_CHOICES = 10;
const LONGEST_CHOICE = 75;
const LONGEST_QUESTION = 3_000;
const MINUTE_MS = 60_000;

/** What is wrong with choices, as a sentence without its subject; undefined when they can be asked. */
export function describeChoices(choices: readonly string[]): string | undefined {
  if (choices.length === 0 || choices.length > MOST_CHOICES) return `give 1 to ${MOST_CHOICES} choices.`;
  const long = choices.find((one) => one.length > LONGEST_CHOICE || stripInvisible(one) !== one);
  if (long !== undefined)
    return `${JSON.stringify(long)} is no label of a button: at most ${LONGEST_CHOICE} characters, all visible.`;
  const lower = choices.map((one) => one.toLowerCase());
  const twice = choices.find((one, index) => lower.indexOf(one.toLowerCase()) !== index);
  return twice === undefined ? undefined : `${JSON.stringify(twice)} is there twice.`;
}

/** What a question becomes when nobody answers. */
export type IfTimeout =
  | { readonly kind: 'fail' }
  | { readonly kind: 'warn' }
  | { readonly kind: 'choice'; readonly choice: string };

/** `ifTimeout` with the choices it may name, in any case; undefined when it is none of them. */
export function parseIfTimeout(text: string, choices: readonly string[]): IfTimeout | undefined {
  const lower = text.trim().toLowerCase();
  if (lower === 'fail' || lower === 'warn') return { kind: lower };
  const choice = choices.find((one) => one.toLowerCase() === lower);
  return choice === undefined ? undefined : { kind: 'choice', choice };
}

/** What is wrong with `ifTimeout`, as a sentence without its subject. */
export function describeIfTimeout(text: string, choices: readonly string[]): string | undefined {
  if (parseIfTimeout(text, choices) === undefined)
    return `write fail, warn or one of the choices: ${choices.join(', ')}.`;
  const word = choices.find((one) => ['fail', 'warn'].includes(one.toLowerCase()));
  return word === undefined ? undefined : `it cannot be told from the choice ${word}: name that choice otherwise.`;
}

/** What is wrong with an approver, as a sentence without its subject. */
export function describeApprovers(approvers: readonly string[]): string | undefined {
  const odd = approvers.find((one) => !/^[^\s@]+@[^\s@]+$/.test(one) && !/^[UW][A-Z0-9]{5,}$/.test(one));
  return odd === undefined ? undefined : `${JSON.stringify(odd)} is neither an e-mail nor a Slack user id (U0123ABCD).`;
}

/** Throws SLACK_QUESTION_INVALID for what must not be asked. */
export function checkQuestion({ question, choices, ifTimeout, approvers }: AskInput): IfTimeout {
  const problem = describeChoices(choices) ?? describeIfTimeout(ifTimeout, choices) ?? describeApprovers(approvers);
  if (problem !== undefined) throw badQuestion(problem);
  if (question.trim() === '') throw badQuestion('there is no "question".');
  if (question.length > LONGEST_QUESTION)
    throw badQuestion(`"question" is longer than ${LONGEST_QUESTION} characters.`);
  return parseIfTimeout(ifTimeout, choices) ?? { kind: 'fail' };
}

/** A run has one question of its own beside its message; what it asks further needs a subject. */
export const questionSubject = (subject: string | undefined, run: number): string =>
  subject === undefined || subject === runSubject(run) ? `${runSubject(run)}-question` : subject;

/** The question as it is kept for those who judge clicks; asked anew it has another nonce and another deadline. */
export function newQuestion(
  { now, nonce, run, redact, seal, home }: ChatServices,
  subject: string,
  asked: {
    readonly text: string;
    readonly choices: readonly string[];
    readonly approvers: readonly string[];
    readonly allowRequester: boolean;
    readonly timeoutMinutes: number;
    readonly approval?: string;
  },
): QuestionRecord {
  const { text, choices, approvers, allowRequester, timeoutMinutes, approval } = asked;
  const question: QuestionRecord = {
    run: run.id,
    text: textOf(text, redact),
    choices,
    approvers,
    allowRequester,
    requester: run.requester,
    expiresAt: new Date(now() + timeoutMinutes * MINUTE_MS).toISOString(),
    nonce: nonce(),
    ...(approval === undefined ? {} : { approval }),
  };
  const values = seal === undefined ? [] : valuesOf({ home, run: run.id, subject, question }, seal);
  if (seal && values.some((value) => signValue(seal, value).length > LONGEST_VALUE)) {
    throw badQuestion('"subject" and the choices are longer than a button of Slack can carry: shorten the subject.');
  }
  return question;
}

const textOf = (text: string, redact: (text: string) => string): string => redact(text).trim();

/** Throws SLACK_QUESTION_CHANGED when a decision answers something else. */
export function checkDecision(
  decision: DecisionDocument,
  { question, choices }: Pick<AskInput, 'question' | 'choices'>,
  {
    subject,
    run,
    redact,
  }: { readonly subject: string; readonly run: number; readonly redact: (text: string) => string },
): void {
  if (decision.choices.join('\n') !== choices.join('\n')) {
    throw otherQuestion(subject, run, `its choices were ${decision.choices.join(', ')}`);
  }
  if (decision.question !== textOf(question, redact)) {
    throw otherQuestion(subject, run, `the question was ${JSON.stringify(decision.question.slice(0, 200))}`);
  }
}

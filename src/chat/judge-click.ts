import type { Home } from './chat-services.ts';
import type { DecisionDocument } from './decision-document.ts';
import type { MessageRecord, QuestionRecord } from './message-record.ts';
import { sameEmail } from './person.ts';
import type { ChatUser, Click, GateApproval, Seal } from './ports.ts';
import { questionSum } from './question-sum.ts';
import type { ButtonValue, OpenedValue } from './signed-value.ts';

/** Why a click changes nothing. */
export type Refusal =
  /** Not sealed with this project's key. `run`: which run of this project it claims to be of. */
  | { readonly kind: 'forged'; readonly run: number | undefined }
  | { readonly kind: 'elsewhere'; readonly link: string }
  /** `why` ends a sentence. */
  | { readonly kind: 'cannotAct'; readonly why: string }
  | { readonly kind: 'decided'; readonly decision: DecisionDocument }
  | { readonly kind: 'approvalEnded'; readonly approval: GateApproval }
  | { readonly kind: 'closed' }
  | { readonly kind: 'replaced' }
  /** What the ledger says of the question is not what was asked. */
  | { readonly kind: 'changed' }
  /** The button stands in another message than the one that asked. */
  | { readonly kind: 'moved' }
  | { readonly kind: 'expired'; readonly at: string }
  | { readonly kind: 'unknownChoice' }
  | { readonly kind: 'bot' }
  | { readonly kind: 'deactivated' }
  | { readonly kind: 'outsider' }
  | { readonly kind: 'requester' }
  | { readonly kind: 'noEmail' }
  | { readonly kind: 'notListed' };

const refuse = (refusal: Refusal) => ({ kind: 'refused', refusal }) as const;

/** The value alone: sealed with our key, and of our project. */
export function judgeValue(
  opened: OpenedValue,
  home: Home,
): { readonly kind: 'ours'; readonly value: ButtonValue } | ReturnType<typeof refuse> {
  const isHere = ({ org, project }: ButtonValue) => org === home.organisation && project === home.project;
  if (opened.kind === 'forged') {
    const { claimed } = opened;
    return refuse({ kind: 'forged', run: claimed && isHere(claimed) ? claimed.run : undefined });
  }
  const { value } = opened;
  return isHere(value) ? { kind: 'ours', value } : refuse({ kind: 'elsewhere', link: runLinkOf(value) });
}

/** Where a person finds the run of a value. For sealed values only. */
export const runLinkOf = ({ org, project, run }: Pick<ButtonValue, 'org' | 'project' | 'run'>): string =>
  `${org}/${encodeURIComponent(project)}/_build/results?buildId=${run}`;

/** What the ledger and the clock say of a value of ours. */
export interface QuestionState {
  readonly record: MessageRecord | undefined;
  readonly decision: DecisionDocument | undefined;
  /** Where the button was clicked. */
  readonly click: Pick<Click, 'ts' | 'thread'>;
  readonly seal: Seal;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Whether the question of a value is still open, and has that answer. */
export function judgeQuestion(
  value: ButtonValue,
  { record, decision, click, seal, now }: QuestionState,
): { readonly kind: 'open'; readonly question: QuestionRecord } | ReturnType<typeof refuse> {
  if (decision) return refuse({ kind: 'decided', decision });
  if (record?.subject !== value.subject) {
    return refuse({ kind: 'cannotAct', why: 'the ledger that this job reads knows nothing of the question' });
  }
  const { question } = record;
  if (question === undefined) return refuse({ kind: 'closed' });
  if (question.nonce !== value.nonce || question.approval !== value.approval) return refuse({ kind: 'replaced' });
  if (question.run !== value.run || questionSum(seal, question) !== value.sum) return refuse({ kind: 'changed' });
  if (isMoved(record, click)) return refuse({ kind: 'moved' });
  const until = Math.min(value.exp, Date.parse(question.expiresAt));
  // Not before: what is no date is over.
  if (!(now < until)) return refuse({ kind: 'expired', at: question.expiresAt });
  return question.choices.includes(value.choice) ? { kind: 'open', question } : refuse({ kind: 'unknownChoice' });
}

/** A message that can no longer be edited goes on in its thread. */
function isMoved({ place, thread }: MessageRecord, click: QuestionState['click']): boolean {
  if (place === undefined || click.ts === undefined || click.ts === place.ts) return false;
  return click.thread === undefined || click.thread !== (thread ?? place.ts);
}

/** Whether somebody may answer a question. Undefined when they may. */
export function judgePerson(question: QuestionRecord, user: ChatUser): Refusal | undefined {
  if (user.isBot) return { kind: 'bot' };
  if (user.isDeleted) return { kind: 'deactivated' };
  // An id is given by Slack, whatever workspace it is of.
  if (user.isOutsider && !question.approvers.includes(user.id)) return { kind: 'outsider' };
  return judgeRequester(question, user) ?? judgeList(question, user);
}

/** A run that no person started, by a schedule for example, has no requester to bar. */
function judgeRequester({ allowRequester, requester }: QuestionRecord, { email }: ChatUser): Refusal | undefined {
  if (allowRequester || requester.email === null) return undefined;
  if (email === undefined) return { kind: 'noEmail' };
  return sameEmail(email, requester.email) ? { kind: 'requester' } : undefined;
}

function judgeList({ approvers }: QuestionRecord, { id, email }: ChatUser): Refusal | undefined {
  if (approvers.length === 0 || approvers.includes(id)) return undefined;
  if (email !== undefined && approvers.some((one) => sameEmail(one, email))) return undefined;
  return email === undefined && approvers.some((one) => one.includes('@'))
    ? { kind: 'noEmail' }
    : { kind: 'notListed' };
}

import type { Outcome } from '../outcome.ts';
import type { DecisionDocument } from './decision-document.ts';
import type { QuestionRecord } from './message-record.ts';
import { cutLine } from './person.ts';

/** The outputs while nothing is decided. */
export const UNDECIDED: Readonly<Record<string, string>> = { messageTs: '', decision: '', decidedBy: '' };

interface Answered {
  readonly subject: string;
  readonly question: Pick<QuestionRecord, 'text' | 'choices'>;
  readonly messageTs: string;
}

const resultOf = ({ subject, question, messageTs }: Answered, decision: DecisionDocument | undefined) => {
  const { name = null, reason = null, ...made } = decision ?? NOTHING;
  const { decision: chosen, decidedBy, at, via } = made;
  const asked = { subject, question: question.text, choices: question.choices, messageTs };
  return { schema: 1, action: 'ask', ...asked, decision: chosen, decidedBy, name, reason, at, via };
};

const NOTHING = { decision: null, decidedBy: null, name: undefined, reason: undefined, at: null, via: null };

const shorten = (text: string): string => JSON.stringify(cutLine(text, 120));

/** Whatever was chosen, the task succeeds: what to make of it is said in the pipeline, by `decision`. */
export function renderAnswer(answered: Answered, decision: DecisionDocument): Outcome {
  const { question, messageTs } = answered;
  const { name, decidedBy, via, at } = decision;
  const who = via === 'timeout' ? 'Nobody answered in time, which counts as' : `${name ?? decidedBy} answered`;
  const reason = decision.reason === undefined ? '' : ` Reason: ${decision.reason}`;
  return {
    kind: 'succeeded',
    summary: `${who} "${decision.decision}" to ${shorten(question.text)} (${at}); read the output "decision".${reason}`,
    outputs: { messageTs, decision: decision.decision, decidedBy },
    result: resultOf(answered, decision),
  };
}

/** A gate that stayed closed. */
export const renderUnanswered = (answered: Answered, kind: 'fail' | 'warn', minutes: number): Outcome => ({
  kind: kind === 'fail' ? 'blocked' : 'warned',
  summary: `Nobody answered ${shorten(answered.question.text)} within ${minutes} min; run the job again to ask anew.`,
  outputs: { ...UNDECIDED, messageTs: answered.messageTs },
  result: resultOf(answered, undefined),
});

/** What is known while the question is open. */
export const reportOpen = (answered: Answered): Pick<Outcome, 'outputs' | 'result'> => ({
  outputs: { ...UNDECIDED, messageTs: answered.messageTs },
  result: resultOf(answered, undefined),
});

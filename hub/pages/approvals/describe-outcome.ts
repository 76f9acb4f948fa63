import type { Decision } from '../../host/approvals.ts';
import { type OutcomeWords, reasonOf } from '../../parts/outcome-words.ts';
import { describeEnd, hasEnded, missingOf, type Outcome } from './judge-decision.ts';

interface Told {
  /** Of the approval, such as "Production of release 20261128.3". */
  readonly label: string;
  readonly decision: Decision['status'];
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a decision came to, for people; never more than is known. */
export function describeOutcome(outcome: Outcome, { label, decision, ...viewer }: Told): OutcomeWords {
  switch (outcome.kind) {
    case 'counted':
      return describeCounted(outcome, { label, decision, ...viewer });
    case 'late':
      return {
        tone: 'warning',
        text: `Too late for ${label}: ${describeEnd(outcome.approval, viewer)}`,
      };
    case 'forbidden':
      return { tone: 'error', text: `No permission to decide ${label}. ${outcome.detail}`.trim() };
    case 'notDone':
      return {
        tone: 'error',
        text: `Not ${decision}: ${reasonOf(outcome.problem.problem, 'approval')} ${outcome.waits ? `${label} still waits.` : ''}`.trim(),
      };
    case 'unknown':
      return {
        tone: 'error',
        text: `It is not known whether ${label} was ${decision}: ${reasonOf(outcome.problem.problem, 'approval')} Nothing is sent again by itself.`,
      };
  }
}

function describeCounted(
  { approval }: Extract<Outcome, { kind: 'counted' }>,
  { label, decision, ...viewer }: Told,
): OutcomeWords {
  const done = `You ${decision} ${label}.`;
  if (approval === undefined || approval.status === decision) return { tone: 'success', text: done };
  if (hasEnded(approval)) return { tone: 'warning', text: `${done} But: ${describeEnd(approval, viewer)}` };
  const missing = missingOf(approval);
  if (decision === 'rejected' || missing === 0) return { tone: 'success', text: done };
  return {
    tone: 'success',
    text: `${done} ${missing} more ${missing === 1 ? 'approval is' : 'approvals are'} needed.`,
  };
}

import { type Approval, type Decision, findApproval, sendDecision } from '../../host/approvals.ts';
import { asProblem } from '../../host/hub-problem.ts';
import type { Rest } from '../../host/rest.ts';
import { judgeDecision, type Outcome, type Reread, type Sent } from './judge-decision.ts';

interface Deciding {
  readonly project: string;
  readonly id: string;
  readonly decision: Decision;
  readonly userId: string;
}

interface Decided {
  readonly outcome: Outcome;
  /** As it was read afterwards; undefined where it was not. */
  readonly approval: Approval | undefined;
}

/** Sends a decision once, then reads what became of it whatever was answered. Never throws. */
export async function decide(rest: Rest, { project, id, decision, userId }: Deciding): Promise<Decided> {
  const sent = await sendDecision(rest, project, { id, ...decision }).then(
    (): Sent => ({ kind: 'taken' }),
    (error: unknown): Sent => ({ kind: 'problem', problem: asProblem(error, 'this approval') }),
  );
  const after = await findApproval(rest, { project }, id).then(
    (approval): Reread => ({ kind: 'read', approval }),
    (): Reread => ({ kind: 'unread' }),
  );
  const outcome = judgeDecision({ decision, sent, after, userId });
  return { outcome, approval: after.kind === 'read' ? after.approval : undefined };
}

import { useCallback, useRef, useState } from 'react';
import { useHub } from '../../hub-context.ts';
import { type Approval, type Decision, findApproval } from '../../host/approvals.ts';
import { decide } from './decide.ts';
import { labelOf } from './describe-approval.ts';
import type { OutcomeWords } from '../../parts/outcome-words.ts';
import { describeOutcome } from './describe-outcome.ts';
import { hasEnded, type Outcome } from './judge-decision.ts';
import type { ApprovalRow } from './plan-approvals.ts';

/** A decision that is being made in the dialog. */
export interface OpenDecision {
  readonly row: ApprovalRow;
  readonly status: Decision['status'];
  readonly isSending: boolean;
  /** Why it was not done the last time; what was written stays. */
  readonly trouble: OutcomeWords | undefined;
}

export interface DecisionDesk {
  readonly open: OpenDecision | undefined;
  /** What the last decision came to. */
  readonly told: OutcomeWords | undefined;
  readonly begin: (row: ApprovalRow, status: Decision['status']) => void;
  readonly cancel: () => void;
  readonly submit: (comment: string) => Promise<void>;
  /** The approval of the dialog no longer waits: says what became of it. */
  readonly overtaken: () => Promise<void>;
}

/** One decision at a time, each sent once; `onKnown` gets the approval as it was read afterwards. */
export function useDecision(onKnown: (approval: Approval) => void): DecisionDesk {
  const { host, rest } = useHub();
  const [open, setOpen] = useState<OpenDecision>();
  const [told, setTold] = useState<OutcomeWords>();
  // The state is a render late: a second click of a double click must see the first.
  const isBusy = useRef(false);
  const isSending = () => isBusy.current;

  const tell = useCallback(
    (outcome: Outcome, { row, status }: Pick<OpenDecision, 'row' | 'status'>) =>
      describeOutcome(outcome, {
        label: labelOf(row),
        decision: status,
        userId: host.user.id,
        now: Date.now(),
      }),
    [host],
  );

  const submit = async (comment: string) => {
    if (open === undefined || isSending()) return;
    isBusy.current = true;
    setOpen({ ...open, isSending: true, trouble: undefined });
    const { row, status } = open;
    const wanted = { project: host.project.name, id: row.approval.id, userId: host.user.id };
    const { outcome, approval } = await decide(rest, { ...wanted, decision: { status, comment } });
    isBusy.current = false;
    const words = tell(outcome, open);
    const isOpen = outcome.kind === 'notDone' || outcome.kind === 'unknown';
    setOpen(isOpen ? { ...open, isSending: false, trouble: words } : undefined);
    if (isOpen) return;
    setTold(words);
    onKnown(approval ?? { ...row.approval, status });
  };

  const overtaken = async () => {
    if (open === undefined || isSending()) return;
    const approval = await findApproval(rest, { project: host.project.name }, open.row.approval.id).catch(
      () => undefined,
    );
    if (approval === undefined || !hasEnded(approval) || isSending()) return;
    setOpen(undefined);
    setTold(tell({ kind: 'late', approval }, open));
    onKnown(approval);
  };

  return {
    open,
    told,
    begin: (row, status) => {
      setTold(undefined);
      setOpen({ row, status, isSending: false, trouble: undefined });
    },
    cancel: () => {
      if (!isSending()) setOpen(undefined);
    },
    submit,
    overtaken,
  };
}

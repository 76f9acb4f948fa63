import { type FormEvent, useState } from 'react';
import { Modal } from '../../parts/modal.tsx';
import { labelOf } from './describe-approval.ts';
import type { ApprovalRow } from './plan-approvals.ts';
import { ReleasedWords } from './released-words.tsx';
import type { DecisionDesk, OpenDecision } from './use-decision.ts';

/** As long as Azure DevOps takes. */
const LONGEST = 2_000;

/** Asks for a comment, of a rejection for its reason, and decides. */
export function DecideDialog({
  open,
  row,
  submit,
  cancel,
}: Pick<DecisionDesk, 'submit' | 'cancel'> & {
  readonly open: OpenDecision;
  /** As it is known by now: what it releases may be read while the dialog is open. */
  readonly row: ApprovalRow;
}) {
  const { status, isSending, trouble } = open;
  const [comment, setComment] = useState('');
  const isRejection = status === 'rejected';
  const send = (event: FormEvent) => {
    event.preventDefault();
    void submit(comment.trim());
  };
  return (
    <Modal
      title={
        <>
          {isRejection ? 'Reject' : 'Approve'} <bdi>{labelOf(row)}</bdi>?
        </>
      }
      cancel={cancel}
    >
      <p>
        <ReleasedWords row={row} />
      </p>
      <form onSubmit={send}>
        <label className="slipway-comment">
          <span>{isRejection ? 'Reason' : 'Comment (optional)'}</span>
          <textarea
            rows={3}
            maxLength={LONGEST}
            required={isRejection}
            readOnly={isSending}
            dir="auto"
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        </label>
        <p className="slipway-quiet">
          {isRejection ? 'The stage ends as failed. ' : ''}Everybody who sees the run can read it.
        </p>
        {trouble !== undefined && (
          <p role="alert" className="slipway-told slipway-told-error" dir="auto">
            {trouble.text}
          </p>
        )}
        <div className="slipway-actions">
          <button
            type="submit"
            className={`slipway-button ${isRejection ? 'slipway-danger' : 'slipway-primary'}`}
            aria-disabled={isSending}
          >
            {wordOf(isRejection, open)}
          </button>
          <button type="button" className="slipway-button" onClick={cancel} aria-disabled={isSending}>
            Cancel
          </button>
        </div>
      </form>
    </Modal>
  );
}

function wordOf(isRejection: boolean, { isSending, trouble }: OpenDecision): string {
  if (isSending) return isRejection ? 'Rejecting…' : 'Approving…';
  const word = isRejection ? 'Reject' : 'Approve';
  return trouble === undefined ? word : `${word} anew`;
}

import { type FormEvent, useLayoutEffect, useRef, useState } from 'react';
import { labelOf } from './describe-approval.ts';
import type { DecisionDesk, OpenDecision } from './use-decision.ts';

/** As long as Azure DevOps takes. */
const LONGEST = 2_000;

/** Asks for a comment, of a rejection for its reason, and decides. */
export function DecideDialog({
  open,
  submit,
  cancel,
}: Pick<DecisionDesk, 'submit' | 'cancel'> & { readonly open: OpenDecision }) {
  const { row, status, isSending, trouble } = open;
  const dialog = useRef<HTMLDialogElement>(null);
  const [comment, setComment] = useState('');
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Closed, not only taken away: then the focus goes back to the button that opened it.
    return () => shown?.close();
  }, []);
  const isRejection = status === 'rejected';
  const send = (event: FormEvent) => {
    event.preventDefault();
    void submit(comment.trim());
  };
  return (
    <dialog
      ref={dialog}
      className="slipway-dialog"
      aria-labelledby="slipway-decide-title"
      onCancel={(event) => {
        event.preventDefault();
        cancel();
      }}
    >
      <form onSubmit={send}>
        <h2 id="slipway-decide-title">
          {isRejection ? 'Reject' : 'Approve'} <bdi>{labelOf(row)}</bdi>?
        </h2>
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
    </dialog>
  );
}

function wordOf(isRejection: boolean, { isSending, trouble }: OpenDecision): string {
  if (isSending) return isRejection ? 'Rejecting…' : 'Approving…';
  const word = isRejection ? 'Reject' : 'Approve';
  return trouble === undefined ? word : `${word} anew`;
}

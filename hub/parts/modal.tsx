import './actions.css';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

/** A question that has to be answered before anything else; Escape cancels it, and the focus goes back to where it was. */
export function Modal({
  title,
  cancel,
  children,
}: {
  readonly title: ReactNode;
  readonly cancel: () => void;
  readonly children: ReactNode;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Closed, not only taken away: then the focus goes back to the button that opened it.
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="slipway-dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        cancel();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

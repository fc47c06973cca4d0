import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { frame } from '../strings/frame.ts';
import { Failure } from './panel.tsx';

/** How far a change is: it is on its way, or was refused. */
export interface ChangeState {
  readonly isPending: boolean;
  readonly error: Error | null;
}

const idle: ChangeState = { isPending: false, error: null };

/** A dialog that says what a change will touch and asks for it, with a reason where one is wanted. */
export function AskDialog({
  title,
  children,
  confirm,
  isReasonWanted = false,
  change = idle,
  dismiss = frame.cancel,
  onConfirm,
  onClose,
}: {
  title: string;
  children?: ReactNode;
  confirm: string;
  isReasonWanted?: boolean;
  /** What `useChange` tells of the change; nothing where none is sent. */
  change?: ChangeState;
  /** What the other button says. */
  dismiss?: string;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const [reason, setReason] = useState('');
  // What takes its place closes it as well: nobody has closed it then.
  const isReplaced = useRef(false);
  useEffect(() => {
    const element = dialog.current;
    isReplaced.current = false;
    element?.showModal();
    return () => {
      isReplaced.current = true;
      element?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={() => isReplaced.current || onClose()}
      className="card w-[min(30rem,calc(100vw-2rem))] p-0 backdrop:bg-black/40"
    >
      <form
        className="grid gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm(reason.trim());
        }}
      >
        <h2 id={heading}>{title}</h2>
        {children}
        {isReasonWanted && (
          <label className="grid gap-1">
            {frame.reason}
            <input
              className="field"
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              maxLength={200}
              required
            />
          </label>
        )}
        {change.error && (
          <Failure error={change.error instanceof ApiError ? change.error : new Error(frame.unexpected)} />
        )}
        <div className="flex justify-end gap-2">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {dismiss}
          </button>
          <button type="submit" className="button button-primary" disabled={change.isPending}>
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}

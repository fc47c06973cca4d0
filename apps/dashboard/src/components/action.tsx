import type { MeView } from '@tickermill/core/contracts';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { frame } from '../strings/frame.ts';
import { useMay } from '../view/me.tsx';
import { Failure } from './panel.tsx';

interface ActionProps {
  readonly children: ReactNode;
  readonly onClick: () => void;
  /** Who may. Anybody else is told, and cannot press it. */
  readonly needs?: MeView['role'];
  readonly isPrimary?: boolean;
  readonly isBusy?: boolean;
  /** Why it cannot be pressed now. */
  readonly because?: string | null | undefined;
}

/** A button that changes something. It stays in the order of the keyboard when it may not be pressed, to say why. */
export function Action({ children, onClick, needs = 'operator', isPrimary, isBusy, because }: ActionProps): ReactNode {
  const may = useMay(needs);
  const reason = may ? because : frame.needsRole(needs);
  const isOff = Boolean(reason) || isBusy === true;
  return (
    <button
      type="button"
      className={`button ${isPrimary && !isOff ? 'button-primary' : ''}`}
      aria-disabled={isOff}
      aria-busy={isBusy}
      title={reason ?? undefined}
      onClick={() => !isOff && onClick()}
    >
      {children}
      {!may && <span className="font-normal text-[12px]">({needs})</span>}
    </button>
  );
}

/** A dialog that says what a change will touch and asks for it, with a reason where one is wanted. */
export function AskDialog({
  title,
  children,
  confirm,
  isReasonWanted = false,
  isBusy,
  error,
  onConfirm,
  onClose,
}: {
  title: string;
  children?: ReactNode;
  confirm: string;
  isReasonWanted?: boolean;
  isBusy: boolean;
  error: Error | null;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const [reason, setReason] = useState('');
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
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
        {error && <Failure error={error instanceof ApiError ? error : new Error(frame.unexpected)} />}
        <div className="flex justify-end gap-2">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {frame.cancel}
          </button>
          <button type="submit" className="button button-primary" disabled={isBusy}>
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}

import type { MeView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { frame } from '../strings/frame.ts';
import { useMay } from '../view/me.tsx';

interface ActionProps {
  readonly children: ReactNode;
  readonly onClick: () => void;
  /** Who may. Anybody else is told, and cannot press it. */
  readonly needs?: MeView['role'] | undefined;
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

import type { MeView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { Action } from './action.tsx';

/** What may be done with a row of a list. */
export interface RowAction<R> {
  readonly label: string;
  readonly needs?: MeView['role'];
  /** Which rows it may be done with; without, any. */
  readonly isFor?: (row: R) => boolean;
  /** Asks before it is done. */
  readonly dialog: (row: R, onClose: () => void) => ReactNode;
}

/** The buttons of a row; a press asks by a dialog. */
export function RowActions<R>({
  row,
  actions,
  onAsk,
}: {
  row: R;
  actions: readonly RowAction<R>[];
  onAsk: (action: RowAction<R>) => void;
}): ReactNode {
  return (
    <span className="flex flex-wrap gap-1.5">
      {actions
        .filter(({ isFor }) => isFor?.(row) ?? true)
        .map((action) => (
          <Action key={action.label} needs={action.needs} onClick={() => onAsk(action)}>
            {action.label}
          </Action>
        ))}
    </span>
  );
}

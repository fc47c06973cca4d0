import { type ReactNode, useState } from 'react';
import { frame } from '../strings/frame.ts';
import { AskDialog, type ChangeState } from './ask-dialog.tsx';
import { Select } from './fields.tsx';

const minuteMs = 60_000;
const { pauses } = frame;
const lengths = ['0', '60', '240', '1440', '10080'] as const;

/** Asks before something is paused: why, and when that ends by itself. `children` say what it touches. */
export function PauseDialog({
  title,
  children,
  change,
  onPause,
  onClose,
}: {
  title: string;
  children: ReactNode;
  change: ChangeState;
  onPause: (pause: { reason: string; until?: string }) => void;
  onClose: () => void;
}): ReactNode {
  const [minutes, setMinutes] = useState<(typeof lengths)[number]>('0');
  return (
    <AskDialog
      title={title}
      confirm={pauses.pause}
      isReasonWanted
      change={change}
      onConfirm={(reason) =>
        onPause(
          minutes === '0'
            ? { reason }
            : { reason, until: new Date(Date.now() + Number(minutes) * minuteMs).toISOString() },
        )
      }
      onClose={onClose}
    >
      {children}
      <Select label={pauses.length} value={minutes} words={lengths} names={pauses.lengths} onChange={setMinutes} />
    </AskDialog>
  );
}

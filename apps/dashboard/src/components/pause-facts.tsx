import type { ReactNode } from 'react';
import { frame } from '../strings/frame.ts';
import { Time } from './time.tsx';

const { pauses } = frame;

/** Who paused something, why, and until when. */
export function PauseFacts({
  by,
  reason,
  until,
}: {
  by: string | null;
  reason: string | null;
  until: string | null;
}): ReactNode {
  return (
    <span className="text-quiet">
      {by && `${pauses.by(by)} `}
      {until && (
        <>
          {pauses.until} <Time at={until} />
        </>
      )}
      {reason && <span className="block whitespace-normal">{reason}</span>}
    </span>
  );
}

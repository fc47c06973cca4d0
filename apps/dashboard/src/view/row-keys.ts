import { useState } from 'react';
import { useKeys } from './keys.ts';

/** `j` and `k` go through the rows of a table, `Enter` opens, `x` selects. Returns the row that is current. */
export function useRowKeys(
  rows: number,
  onOpen: (index: number) => void,
  onMark: ((index: number) => void) | undefined,
): number {
  const [current, setCurrent] = useState(-1);
  const go = (by: number) => {
    const next = Math.max(0, Math.min(rows - 1, current + by));
    setCurrent(next);
    document.querySelector(`[data-row="${next}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({
    j: () => go(1),
    k: () => go(-1),
    ...(current >= 0 && current < rows
      ? { Enter: () => onOpen(current), ...(onMark && { x: () => onMark(current) }) }
      : {}),
  });
  return current;
}

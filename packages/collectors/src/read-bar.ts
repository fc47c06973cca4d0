import type { Day } from '@tickermill/core';
import type { ReadBar } from './collected-bars.ts';
import { type Fault, toPrice, toVolume } from './price-values.ts';

/** The values of a bar as a provider wrote them: texts, or whatever is in their place. */
interface BarCells {
  readonly open: unknown;
  readonly high: unknown;
  readonly low: unknown;
  readonly close: unknown;
  readonly adjClose?: unknown;
  readonly volume: unknown;
}

const noFaults: readonly Fault[] = [];

/** A bar from its cells: invalid values are left out and reported as faults of the bar. */
export function readBar(date: Day, cells: BarCells): ReadBar {
  let faults = noFaults;
  const odd = (fault: Fault) => {
    if (!faults.includes(fault)) faults = [...faults, fault];
  };
  const open = toPrice(cells.open, odd);
  const high = toPrice(cells.high, odd);
  const low = toPrice(cells.low, odd);
  const close = toPrice(cells.close, odd);
  const adjClose = toPrice(cells.adjClose, odd);
  const volume = toVolume(cells.volume, odd);
  return { date, open, high, low, close, adjClose, volume, faults };
}

import type { PriceBarView } from '@tickermill/core/contracts';

/** The lowest low and the highest high, as the texts that they are; compared as numbers. */
export function extremesOf(bars: readonly Pick<PriceBarView, 'low' | 'high'>[]): {
  low: string | null;
  high: string | null;
} {
  let low: string | null = null;
  let high: string | null = null;
  for (const bar of bars) {
    if (bar.low !== null && (low === null || Number(bar.low) < Number(low))) low = bar.low;
    if (bar.high !== null && (high === null || Number(bar.high) > Number(high))) high = bar.high;
  }
  return { low, high };
}

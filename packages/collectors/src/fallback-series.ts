import type { Day, PriceBasis, PriceSeries, SourceId } from '@tickermill/core';
import { collectBars, type ReadBar } from './collected-bars.ts';
import { found, nothing, type Outcome } from './collector.ts';
import type { PriceRequest } from './price-request.ts';

/** The whole file counts as requested, however much longer than the requested range. */
const margin = 36_500;

interface Provider {
  readonly provider: SourceId;
  readonly basis: PriceBasis;
  readonly priceHint: number;
}

/**
 * The series of a provider that gives only bars: no currency, no actions, no first trade day. Missing days are absent
 * only if it is the preferred provider: a fallback proves nothing about what others have.
 */
export function plainSeries(read: readonly ReadBar[], input: PriceRequest, provider: Provider): Outcome<PriceSeries> {
  const { instrument, symbol, from, to, isFallback } = input;
  const oldest = read.map(({ date }) => date).reduce<Day | null>((a, b) => (a === null || b < a ? b : a), null);
  const { bars, absent, late, oddities } = collectBars(read, input, { firstTradeDay: oldest, margin });
  if (bars.length === 0) return nothing(`no bars from ${from} to ${to}`);
  return found({
    records: [
      {
        kind: 'series',
        instrument,
        symbol,
        ...provider,
        isFallback,
        currency: null,
        from,
        to,
        // What does not reach back to the beginning must not take the place of what does.
        isWhole: input.isWhole && oldest !== null && oldest <= from,
        bars: [...bars],
        absent: isFallback ? [] : [...absent],
        late: isFallback ? [] : [...late],
        actions: null,
        firstTradeDay: null,
        oddities: [...oddities],
      },
    ],
  });
}

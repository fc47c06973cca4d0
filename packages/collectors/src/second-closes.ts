import type { DailyPrices, SecondCloses } from '@tickermill/core';
import { found, nothing, type Outcome } from './collector.ts';

/** The closes of an answer about daily prices, to be compared with the stored ones and never stored as prices. */
export function secondClosesOf(outcome: Outcome<DailyPrices>): Outcome<SecondCloses> {
  if (outcome.kind === 'gone') return outcome;
  if (outcome.kind === 'nothing') return nothing(outcome.because);
  const records = (outcome.records ?? []).flatMap((series): SecondCloses[] => {
    if (series.kind !== 'series') return [];
    const { instrument, symbol, provider, basis, bars } = series;
    const closes = bars.flatMap(({ date, close, final }) => (final && close !== null ? [{ date, close }] : []));
    return closes.length === 0 ? [] : [{ instrument, symbol, provider, basis, closes }];
  });
  return records.length === 0 ? nothing('no close of a session that has settled') : found({ records });
}

import { isDay, PipelineError } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import type { ReadBar } from '../collected-bars.ts';
import { readPriceRows } from '../price-rows.ts';
import { toPrice, toVolume } from '../price-values.ts';

const Bar = z.object({
  '1. open': z.string(),
  '2. high': z.string(),
  '3. low': z.string(),
  '4. close': z.string(),
  '5. volume': z.string(),
});
const TimeSeries = z.object({
  'Meta Data': z.object({ '2. Symbol': z.string() }),
  'Time Series (Daily)': z.record(z.string().refine(isDay, { error: 'must be a day' }), Bar),
});

/** The bars of TIME_SERIES_DAILY, as JSON or CSV. All its values are texts. @throws {PipelineError} `UNEXPECTED_ANSWER`. */
export function readTimeSeries(answer: Answer, symbol: string): ReadBar[] {
  if (!answer.text().trimStart().startsWith('{')) return readPriceRows(answer);
  const series = answer.json(TimeSeries);
  const given = series['Meta Data']['2. Symbol'];
  if (given.toUpperCase() !== symbol.toUpperCase()) {
    throw new PipelineError('UNEXPECTED_ANSWER', `${answer.request.url} answered the series of ${given}`);
  }
  return Object.entries(series['Time Series (Daily)']).map(([date, bar]) => ({
    date,
    open: toPrice(bar['1. open']),
    high: toPrice(bar['2. high']),
    low: toPrice(bar['3. low']),
    close: toPrice(bar['4. close']),
    adjClose: null,
    volume: toVolume(bar['5. volume']),
  }));
}

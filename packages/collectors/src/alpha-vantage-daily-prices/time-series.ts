import { isDay } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import { answerOfAnother } from '../answer-of-another.ts';
import type { ReadBar } from '../collected-bars.ts';
import { readPriceRows } from '../price-rows.ts';
import { readBar } from '../read-bar.ts';

/** There, but perhaps no text: such a value costs no more than itself. */
const cell = z.unknown();
const Bar = z.object({
  '1. open': cell,
  '2. high': cell,
  '3. low': cell,
  '4. close': cell,
  '5. volume': cell,
});
const TimeSeries = z.object({
  'Meta Data': z.object({ '2. Symbol': z.string() }),
  'Time Series (Daily)': z.record(z.string().refine(isDay, { error: 'must be a day' }), Bar),
});

/** The bars of TIME_SERIES_DAILY, as JSON or CSV. All its values are texts. @throws {PipelineError} `UNEXPECTED_ANSWER`, `WRONG_ANSWER`. */
export function readTimeSeries(answer: Answer, symbol: string): ReadBar[] {
  if (!answer.text().trimStart().startsWith('{')) return readPriceRows(answer);
  const series = answer.json(TimeSeries);
  const given = series['Meta Data']['2. Symbol'];
  if (given.toUpperCase() !== symbol.toUpperCase()) {
    throw answerOfAnother(answer, symbol, `the series of ${given}`);
  }
  return Object.entries(series['Time Series (Daily)']).map(([date, bar]) =>
    readBar(date, {
      open: bar['1. open'],
      high: bar['2. high'],
      low: bar['3. low'],
      close: bar['4. close'],
      volume: bar['5. volume'],
    }),
  );
}

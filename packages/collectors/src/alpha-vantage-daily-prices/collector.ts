import { type DailyPrices, PipelineError } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { defineCollector, type Outcome, step } from '../collector.ts';
import { plainSeries } from '../fallback-series.ts';
import { PriceRequest, priceParams } from '../price-request.ts';
import { toAlphaVantageSymbol } from '../provider-symbols.ts';
import { readTimeSeries } from './time-series.ts';

/** The last hundred sessions of one instrument: longer ones are paid for. */
export const daily = step({
  id: 'daily',
  input: PriceRequest,
  title: ({ from, to }) => `${from} to ${to}`,
  request: (input) =>
    get(
      'https://www.alphavantage.co/query?function=TIME_SERIES_DAILY' +
        `&symbol=${encodeURIComponent(spelled(input))}&outputsize=compact`,
    ),
  parse: (answer, input): Outcome<DailyPrices> =>
    plainSeries(readTimeSeries(answer, spelled(input)), input, {
      provider: 'alpha-vantage',
      basis: 'as-traded',
      priceHint: 4,
    }),
});

function spelled(listed: { symbol: string; mic: string | null }): string {
  const symbol = toAlphaVantageSymbol(listed);
  if (symbol === null) throw new PipelineError('REFUSED', `Alpha Vantage has no exchange of ${listed.symbol}`);
  return symbol;
}

/** Daily prices by Alpha Vantage, as they were traded. */
export const alphaVantageDailyPrices = defineCollector({
  id: 'alpha-vantage-daily-prices',
  dataset: 'daily-prices',
  source: 'alpha-vantage',
  params: priceParams,
  steps: [daily],
  serves: (params) => toAlphaVantageSymbol(params) !== null,
  start: ({ target, params }) => daily({ ...params, instrument: target }),
});

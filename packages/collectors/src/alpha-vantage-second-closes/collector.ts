import { daily } from '../alpha-vantage-daily-prices/collector.ts';
import { defineCollector, step } from '../collector.ts';
import { PriceRequest, priceParams } from '../price-request.ts';
import { toAlphaVantageSymbol } from '../provider-symbols.ts';
import { secondClosesOf } from '../second-closes.ts';

const closes = step({
  id: 'closes',
  input: PriceRequest,
  title: ({ from, to }) => `${from} to ${to}`,
  request: daily.request,
  parse: (answer, input) => secondClosesOf(daily.parse(answer, input)),
});

/** The closes of a sample by Alpha Vantage, as they were traded, to be compared with the stored ones. */
export const alphaVantageSecondCloses = defineCollector({
  id: 'alpha-vantage-second-closes',
  dataset: 'second-closes',
  source: 'alpha-vantage',
  params: priceParams,
  steps: [closes],
  serves: (params) => toAlphaVantageSymbol(params) !== null,
  start: ({ target, params }) => closes({ ...params, instrument: target }),
});

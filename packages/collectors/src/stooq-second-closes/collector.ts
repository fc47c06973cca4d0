import { defineCollector, step } from '../collector.ts';
import { PriceRequest, priceParams } from '../price-request.ts';
import { toStooqSymbol } from '../provider-symbols.ts';
import { secondClosesOf } from '../second-closes.ts';
import { file } from '../stooq-daily-prices/collector.ts';

const closes = step({
  id: 'closes',
  input: PriceRequest,
  title: ({ from, to }) => `${from} to ${to}`,
  request: file.request,
  parse: (answer, input) => secondClosesOf(file.parse(answer, input)),
});

/** The closes of a sample by Stooq, adjusted for splits and dividends, to be compared with the stored ones. */
export const stooqSecondCloses = defineCollector({
  id: 'stooq-second-closes',
  dataset: 'second-closes',
  source: 'stooq',
  params: priceParams,
  steps: [closes],
  serves: (params) => toStooqSymbol(params) !== null,
  start: ({ target, params }) => closes({ ...params, instrument: target }),
});

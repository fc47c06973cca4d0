import { defineCollector, step } from '../collector.ts';
import { parserVersion, readEtfValues } from '../korean-etf-values/etf-values.ts';
import { koreanDayParams } from '../korean-valuations/collector.ts';
import { krxDay, krxPage } from '../krx-rows.ts';

const values = step({
  id: 'values',
  input: koreanDayParams,
  title: ({ day }) => `funds of ${day}`,
  parserVersion,
  request: ({ day }) => krxPage('MDCSTAT04301', { trdDd: krxDay(day) }),
  parse: (answer, { day }) => readEtfValues(answer, day, 'krx-web'),
});

/** What every fund held on a day, by the exchange's market-data service: on its evening, where the keyed API is not open. */
export const koreanEtfValuesWeb = defineCollector({
  id: 'korean-etf-values-web',
  dataset: 'korean-etf-values',
  source: 'krx-web',
  params: koreanDayParams,
  steps: [values],
  start: ({ params }) => values(params),
});

import { get } from '@tickermill/upstream';
import { defineCollector, step } from '../collector.ts';
import { koreanDayParams } from '../korean-valuations/collector.ts';
import { krxDay } from '../krx-rows.ts';
import { parserVersion, readEtfValues } from './etf-values.ts';

const values = step({
  id: 'values',
  input: koreanDayParams,
  title: ({ day }) => `funds of ${day}`,
  parserVersion,
  request: ({ day }) => get(`https://data-dbg.krx.co.kr/svc/apis/etp/etf_bydd_trd?basDd=${krxDay(day)}`),
  parse: (answer, { day }) => readEtfValues(answer, day, 'krx-openapi'),
});

/** What every fund held on a day, by the exchange's keyed API: on the next morning. */
export const koreanEtfValues = defineCollector({
  id: 'korean-etf-values',
  dataset: 'korean-etf-values',
  source: 'krx-openapi',
  params: koreanDayParams,
  steps: [values],
  start: ({ params }) => values(params),
  serves: ({ isPublished }) => isPublished,
});

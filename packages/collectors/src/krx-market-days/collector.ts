import type { MarketDayRecord } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { defineCollector, type Outcome, step } from '../collector.ts';
import { krxDay } from '../krx-rows.ts';
import { daysToAsk, marketDayParams } from '../market-day-params.ts';
import { KoreanDayInput, KoreanMarket, readKoreanMarketDay, seoulTime } from './korean-market-day.ts';

const services = {
  XKRX: 'sto/stk_bydd_trd',
  XKOS: 'sto/ksq_bydd_trd',
  XKON: 'sto/knx_bydd_trd',
  'krx-etfs': 'etp/etf_bydd_trd',
} as const;

/** The bars of the first of these days; then those of the next one. */
const bars = step({
  id: 'bars',
  input: KoreanDayInput,
  title: ({ market, days: [day] }) => `${market} ${day}`,
  request: ({ market, days: [day = ''] }) =>
    get(`https://data-dbg.krx.co.kr/svc/apis/${services[market]}?basDd=${krxDay(day)}`),
  parse: (answer, input): Outcome<MarketDayRecord> =>
    readKoreanMarketDay(answer, input, { provider: 'krx-openapi', later: bars }),
});

/** Whole days of Korea as they were traded, by the exchange's keyed API: on the next morning. */
export const krxMarketDays = defineCollector({
  id: 'krx-market-days',
  dataset: 'market-days',
  source: 'krx-openapi',
  params: marketDayParams,
  steps: [bars],
  serves: ({ market }) => KoreanMarket.safeParse(market).success,
  wholeDays: {
    publishedAt: ({ day }) => seoulTime(day, '08:10:00', 1),
    requests: (params) => daysToAsk(params).length,
  },
  start: ({ params }) => bars({ ...params, market: KoreanMarket.parse(params.market), days: [...daysToAsk(params)] }),
});

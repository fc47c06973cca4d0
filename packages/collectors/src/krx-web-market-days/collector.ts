import type { MarketDayRecord } from '@tickermill/core';
import { defineCollector, type Outcome, step } from '../collector.ts';
import { KoreanDayInput, KoreanMarket, readKoreanMarketDay, seoulTime } from '../krx-market-days/korean-market-day.ts';
import { krxDay, krxPage } from '../krx-rows.ts';
import { daysToAsk, marketDayParams } from '../market-day-params.ts';

const ids = { XKRX: 'STK', XKOS: 'KSQ', XKON: 'KNX' } as const;

/** The bars of the first of these days; then those of the next one. */
const bars = step({
  id: 'bars',
  input: KoreanDayInput,
  title: ({ market, days: [day] }) => `${market} ${day}`,
  request: ({ market, days: [day = ''] }) =>
    market === 'krx-etfs'
      ? krxPage('MDCSTAT04301', { trdDd: krxDay(day) })
      : krxPage('MDCSTAT01501', { mktId: ids[market], trdDd: krxDay(day) }),
  parse: (answer, input): Outcome<MarketDayRecord> =>
    readKoreanMarketDay(answer, input, { provider: 'krx-web', later: bars }),
});

/** Whole days of Korea as they were traded, by the exchange's market-data service: on their evening. */
export const krxWebMarketDays = defineCollector({
  id: 'krx-web-market-days',
  dataset: 'market-days',
  source: 'krx-web',
  params: marketDayParams,
  steps: [bars],
  serves: ({ market }) => KoreanMarket.safeParse(market).success,
  wholeDays: {
    publishedAt: ({ day }) => seoulTime(day, '18:00:00'),
    requests: (params) => daysToAsk(params).length,
  },
  start: ({ params }) => bars({ ...params, market: KoreanMarket.parse(params.market), days: [...daysToAsk(params)] }),
});

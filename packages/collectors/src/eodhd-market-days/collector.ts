import {
  addDays,
  type Day,
  dayMs,
  instantOf,
  type MarketDayRecord,
  type MarketId,
  markets,
  symbolSuffixes,
  tradingCalendar,
} from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, nothing, type Outcome, step } from '../collector.ts';
import { readEodhdDay } from '../eodhd-day.ts';
import { daysToAsk, MarketDayInput, marketDayParams } from '../market-day-params.ts';
import { marketDayRecord } from '../market-day-record.ts';
import { readDividends, readSplits } from './actions.ts';

const source = 'eodhd';
/** How it calls the exchange of a market, and the currency of its dividends. */
const exchanges: Readonly<Partial<Record<MarketId, { readonly code: string; readonly currency: string }>>> = {
  us: { code: 'US', currency: 'USD' },
  XLON: { code: 'LSE', currency: 'GBX' },
  XPAR: { code: 'PA', currency: 'EUR' },
  XETR: { code: 'XETRA', currency: 'EUR' },
};

/** What a task about actions keeps besides: the day that it is about. */
const ActionsInput = MarketDayInput.extend({ nth: z.int().positive() });
type ActionsInput = z.output<typeof ActionsInput>;

const addressOf = (market: MarketId, day: Day | undefined, type = ''): string =>
  `https://eodhd.com/api/eod-bulk-last-day/${exchanges[market]?.code ?? ''}?date=${day}&fmt=json${type}`;

const exchangeOf = (market: MarketId) => ({
  currency: exchanges[market]?.currency ?? '',
  toOurs: (code: string) => `${code.toUpperCase()}${symbolSuffixes[market] ?? ''}`,
});

const recordOf = (
  { market, days, nth }: ActionsInput,
  actions: Extract<MarketDayRecord, { kind: 'actions' }>['actions'],
): MarketDayRecord[] => {
  const day = days[nth] as Day;
  return actions.length === 0 ? [] : [{ kind: 'actions', market, provider: source, day, actions }];
};

/** The splits of each wanted day, then its dividends, then the bars. The first of the days is there to be compared alone. */
const splits = step({
  id: 'splits',
  input: ActionsInput,
  title: ({ market, days, nth }) => `${market} ${days[nth]}`,
  request: ({ market, days, nth }) => get(addressOf(market, days[nth], '&type=splits')),
  parse: (answer, input): Outcome<MarketDayRecord> =>
    found({
      records: recordOf(input, readSplits(answer, exchangeOf(input.market))),
      next: [dividends(input)],
      found: 0,
    }),
});

const dividends = step({
  id: 'dividends',
  input: ActionsInput,
  title: ({ market, days, nth }) => `${market} ${days[nth]}`,
  request: ({ market, days, nth }) => get(addressOf(market, days[nth], '&type=dividends')),
  parse: (answer, { nth, ...input }): Outcome<MarketDayRecord> => {
    const next = nth + 1 < input.days.length ? splits({ ...input, nth: nth + 1 }) : bars(input);
    const actions = readDividends(answer, exchangeOf(input.market));
    return found({ records: recordOf({ ...input, nth }, actions), next: [next], found: 0 });
  },
});

const bars = step({
  id: 'bars',
  input: MarketDayInput,
  title: ({ market, days: [day] }) => `${market} ${day}`,
  request: ({ market, days: [day] }) => get(addressOf(market, day)),
  parse: (answer, input): Outcome<MarketDayRecord> => {
    const [day, ...later] = input.days as [Day, ...Day[]];
    const read = readEodhdDay(answer, day);
    const next = later.length > 0 ? [bars({ ...input, days: later })] : [];
    if (read.rows === 0) return nothing(`no trade on ${day}`);
    const record = marketDayRecord(answer, read, input, { provider: source, ...exchangeOf(input.market) });
    // Volumes are adjusted for the splits up to the answer, prices are not: only those of the last session are both as traded.
    const isLast = later.length === 0 && input.isLatest !== false;
    const volumes = isLast ? record.bars : record.bars.map((bar) => ({ ...bar, volume: null }));
    return found({ records: [{ ...record, bars: volumes }], next });
  },
});

/** Whole days of exchanges by EODHD, prices as they were traded, with their splits and dividends. */
export const eodhdMarketDays = defineCollector({
  id: 'eodhd-market-days',
  dataset: 'market-days',
  source,
  params: marketDayParams,
  steps: [splits, dividends, bars],
  serves: ({ market }) => exchanges[market] !== undefined,
  wholeDays: {
    publishedAt: ({ market, day }) => publishedAt(market, day),
    // Two lists of actions for each day, and the bars of each and of the one before.
    requests: (params) => 3 * (daysToAsk(params).length - 1) + 1,
  },
  start: ({ params }) => splits({ ...params, days: [...daysToAsk(params)], nth: 1 }),
});

/** In New York its first prices have the volume of one exchange alone, and funds come in the morning. */
function publishedAt(market: MarketId, day: Day): Date {
  if (market === 'us') return instantOf(`${addDays(day, 1)}T06:00:00`, 'America/New_York');
  const session = tradingCalendar(markets[market].calendar).session(day);
  return new Date((session?.closesAt.getTime() ?? Date.parse(day)) + dayMs / 8);
}

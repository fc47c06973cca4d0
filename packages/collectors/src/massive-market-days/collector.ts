import { addDays, fromTapeSymbol, instantOf, type MarketDayRecord } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { defineCollector, found, nothing, type Outcome, step } from '../collector.ts';
import { daysToAsk, MarketDayInput, marketDayParams } from '../market-day-params.ts';
import { marketDayRecord } from '../market-day-record.ts';
import { readMassiveDay } from '../massive-day.ts';
import { type ActionPage, readDividends, readSplits } from './actions.ts';

const host = 'https://api.massive.com';
const source = 'massive';
const zone = 'America/New_York';

/** The address of a list of actions of the days that are asked for. */
const listOf = (path: string, dateField: string, { days, cursor }: MarketDayInput): string =>
  cursor === undefined
    ? `${host}${path}?${dateField}.gte=${days[0]}&${dateField}.lte=${days.at(-1)}&limit=5000`
    : `${host}${path}?cursor=${encodeURIComponent(cursor)}`;

const actionsOf = ({ actions }: ActionPage, { market, days }: MarketDayInput): readonly MarketDayRecord[] =>
  actions.length === 0
    ? []
    : [{ kind: 'actions', market, provider: source, day: days.at(-1) as string, actions: [...actions] }];

/** The splits that took effect on these days; the dividends are asked for behind them. */
const splits = step({
  id: 'splits',
  input: MarketDayInput,
  title: ({ market, days }) => `${market} ${days.at(-1)}`,
  request: (input) => get(listOf('/stocks/v1/splits', 'execution_date', input)),
  parse: (answer, { cursor: _, ...input }): Outcome<MarketDayRecord> => {
    const page = readSplits(answer);
    const next = page.cursor === null ? dividends(input) : splits({ ...input, cursor: page.cursor });
    return found({ records: actionsOf(page, input), next: [next], found: 0 });
  },
});

/** The dividends of these days; then their bars are asked for, the oldest first. */
const dividends = step({
  id: 'dividends',
  input: MarketDayInput,
  title: ({ market, days }) => `${market} ${days.at(-1)}`,
  request: (input) => get(listOf('/stocks/v1/dividends', 'ex_dividend_date', input)),
  parse: (answer, { cursor: _, ...input }): Outcome<MarketDayRecord> => {
    const page = readDividends(answer);
    const next = page.cursor === null ? bars(input) : dividends({ ...input, cursor: page.cursor });
    return found({ records: actionsOf(page, input), next: [next], found: 0 });
  },
});

/** The bars of the first of these days, as they were traded; then those of the next one. */
const bars = step({
  id: 'bars',
  input: MarketDayInput,
  title: ({ market, days: [day] }) => `${market} ${day}`,
  request: ({ days: [day] }) =>
    get(`${host}/v2/aggs/grouped/locale/us/market/stocks/${day}?adjusted=false&include_otc=false`),
  parse: (answer, input): Outcome<MarketDayRecord> => {
    const [day, ...later] = input.days as [string, ...string[]];
    const read = readMassiveDay(answer, day);
    const next = later.length > 0 ? [bars({ ...input, days: later })] : [];
    if (read.rows === 0) return nothing(`no trade on ${day}`);
    const record = marketDayRecord(answer, read, input, { provider: source, toOurs: fromTapeSymbol });
    return found({ records: [record], next });
  },
});

/** Whole days of the United States by Massive, as they were traded, with their splits and dividends. */
export const massiveMarketDays = defineCollector({
  id: 'massive-market-days',
  dataset: 'market-days',
  source,
  params: marketDayParams,
  steps: [splits, dividends, bars],
  serves: ({ market }) => market === 'us',
  wholeDays: {
    // A free key is refused a day until midnight in New York.
    publishedAt: ({ day }) => instantOf(`${addDays(day, 1)}T00:05:00`, zone),
    // Two lists of actions, and the bars of each day and of the one before.
    requests: (params) => 2 + daysToAsk(params).length,
  },
  start: ({ params }) => splits({ ...params, days: [...daysToAsk(params)] }),
});

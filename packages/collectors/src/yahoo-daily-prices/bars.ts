import { addDays, type DailyPrices, type Day, type PriceOddity, type PriceSeries } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { calendarOf, collectBars } from '../collected-bars.ts';
import { found, gone, nothing, type Outcome, step } from '../collector.ts';
import { epochOf, PriceRequest } from '../price-request.ts';
import { toYahooSymbol } from '../provider-symbols.ts';
import { contradictedActions } from './action-checks.ts';
import { actionsOf } from './actions.ts';
import { barsOf, type ChartResult, clockOf, dayOf, hintOf, readChart } from './chart.ts';
import { unitFlips } from './unit-flips.ts';

/** Offsets from UTC reach 14 h: a day more on each side, so that none is lost at an edge. */
const margin = 1;

/** The bars of one instrument in one request, however long the stretch, with the splits and dividends in it. */
export const chart = step({
  id: 'chart',
  input: PriceRequest.extend({
    /** An empty answer is requested once more. */
    isAgain: z.boolean().optional(),
  }),
  title: ({ from, to, isWhole }) => (isWhole ? `whole, to ${to}` : `${from} to ${to}`),
  request: ({ from, to, isAgain, ...listed }) =>
    // The second request goes to the other host, because two identical requests are one task.
    get(
      `https://query${isAgain ? 2 : 1}.finance.yahoo.com/v8/finance/chart/${encodeURIComponent(toYahooSymbol(listed))}` +
        `?period1=${epochOf(addDays(from, -margin))}&period2=${epochOf(addDays(to, margin + 1))}` +
        '&interval=1d&events=div%7Csplit%7CcapitalGains&includeAdjustedClose=true',
    ),
  parse: (answer, input): Outcome<DailyPrices> => {
    const read = readChart(answer, toYahooSymbol(input));
    if (read.kind === 'gone') return gone(read.because);
    const series = read.kind === 'series' ? seriesOf(read.result, input) : null;
    if (series === null) {
      if (!input.isAgain) return found({ next: [chart({ ...input, isAgain: true })] });
      return nothing(`Yahoo has no bars from ${input.from} to ${input.to}, asked twice`, [emptySeries(input)]);
    }
    // With an action every older bar changes its meaning: none of these may be stored beside the existing ones. An
    // action of the day after counts too, because an answer does not say whether the bars before it have been adjusted
    // yet.
    if (!input.isWhole && !input.isGap && series.hasAction) return found({ next: [chart(wholeOf(input))] });
    return found({ records: [series.record] });
  },
});

type Asked = PriceRequest & { readonly isAgain?: boolean | undefined };

/**
 * The series of a chart, and whether it reports an action since the first requested day; null if it lacks the bars that
 * it should have.
 */
export function seriesOf(
  result: ChartResult,
  input: PriceRequest,
): { readonly record: PriceSeries; readonly hasAction: boolean } | null {
  const { instrument, symbol, from, to, isFallback, isWhole } = input;
  const clock = clockOf(result.meta, calendarOf(input));
  const firstTradeDay = dayOf(result.meta.firstTradeDate, clock);
  const isBefore = firstTradeDay !== null && firstTradeDay > to;
  if ((result.timestamp ?? []).length === 0 && !isBefore) return null;

  const corporate = actionsOf(result, clock);
  const known = corporate.actions.filter(({ date }) => date >= from);
  const dividends = corporate.actions.filter(({ type }) => type === 'dividend').map(({ date }) => date);
  const read = barsOf(result, clock, dividends.at(-1) ?? null);
  const { bars, absent, late, oddities } = collectBars(read.bars, input, { firstTradeDay, margin });
  const actions = known.filter(({ date }) => date <= to);
  const currency = result.meta.currency ?? null;
  const priceHint = hintOf(result.meta);
  const days = new Set(bars.map(({ date }) => date));
  const odd = (what: PriceOddity['what']) => (day: Day | null) => ({ day, what });
  const isFlipped = input.currency !== null && currency !== null && input.currency !== currency;
  const record: PriceSeries = {
    kind: 'series',
    instrument,
    symbol,
    provider: 'yahoo',
    basis: 'split-adjusted',
    isFallback,
    isWhole: isWhole && bars.length > 0,
    currency,
    priceHint,
    from,
    to,
    bars: [...bars],
    absent: [...absent],
    late: [...late],
    actions,
    firstTradeDay,
    oddities: [
      ...oddities,
      ...read.oddities,
      ...corporate.oddities.filter(({ day }) => day === null || day >= from),
      ...known.filter(({ date }) => !days.has(date)).map(({ date }) => odd('action-without-bar')(date)),
      ...contradictedActions(bars, actions, priceHint),
      ...unitFlips(bars, actions, currency).map(odd('unit-flip')),
      ...(isFlipped ? [odd('unit-flip')(null)] : []),
    ],
  };
  return { record, hasAction: known.length > 0 };
}

/**
 * The absence of bars, as a record; it replaces no series. In a gap, days older than a late provider allows are absent.
 * After the end of a series, data may exist under another symbol, to be requested once that is known.
 */
export function emptySeries(input: PriceRequest): PriceSeries {
  const { instrument, symbol, from, to, isFallback, isGap } = input;
  const { absent, late, oddities } = collectBars([], input, { firstTradeDay: null, margin });
  return {
    kind: 'series',
    instrument,
    symbol,
    provider: 'yahoo',
    basis: 'split-adjusted',
    isFallback,
    isWhole: false,
    currency: null,
    priceHint: 2,
    from,
    to,
    bars: [],
    absent: isGap ? [...absent] : [],
    late: [...late],
    actions: null,
    firstTradeDay: null,
    // Of an older gap there may well be nothing.
    oddities: [...oddities, ...(isGap ? [] : [{ day: null, what: 'suspect' as const }])],
  };
}

/**
 * The whole series instead of a part of it: from its beginning to its end, or it would remove days that it does not
 * contain.
 */
function wholeOf({ isAgain, ...input }: Asked): Asked {
  const from = input.from < input.wholeFrom ? input.from : input.wholeFrom;
  const to = input.to > input.settledTo ? input.to : input.settledTo;
  // A request that this very task has sent already goes to the other host.
  const isSame = from === input.from && to === input.to;
  return { ...input, from, to, isWhole: true, ...(isSame && !isAgain ? { isAgain: true } : {}) };
}

import { addDays, type DailyPrices, type PriceOddity } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { collectBars } from '../collected-bars.ts';
import { found, gone, nothing, type Outcome, step } from '../collector.ts';
import { epochOf, PriceRequest } from '../price-request.ts';
import { toYahooSymbol } from '../provider-symbols.ts';
import { actionsOf } from './actions.ts';
import { barsOf, type ChartResult, dayOf, hintOf, readChart } from './chart.ts';
import { unitFlips } from './unit-flips.ts';

/** Offsets from UTC reach 14 h: a day more on each side, so that none is lost at an edge. */
const margin = 1;

/** The bars of one instrument in one request, however long the stretch, with the splits and dividends in it. */
export const chart = step({
  id: 'chart',
  input: PriceRequest.extend({
    /** An empty answer is asked again once. */
    isAgain: z.boolean().optional(),
  }),
  title: ({ from, to, isWhole }) => (isWhole ? `whole, to ${to}` : `${from} to ${to}`),
  request: ({ from, to, isAgain, ...listed }) =>
    // The other host for the second time: what is asked for twice at once is one task.
    get(
      `https://query${isAgain ? 2 : 1}.finance.yahoo.com/v8/finance/chart/${encodeURIComponent(toYahooSymbol(listed))}` +
        `?period1=${epochOf(addDays(from, -margin))}&period2=${epochOf(addDays(to, margin + 1))}` +
        '&interval=1d&events=div%7Csplit%7CcapitalGains&includeAdjustedClose=true',
    ),
  parse: (answer, input): Outcome<DailyPrices> => {
    const read = readChart(answer, toYahooSymbol(input));
    if (read.kind === 'gone') return gone(read.because);
    const firstTradeDay = read.kind === 'series' ? firstTradeDayOf(read.result) : null;
    const isBefore = firstTradeDay !== null && firstTradeDay > input.to;
    if (read.kind === 'outside' || (read.result.timestamp === undefined && !isBefore)) {
      if (!input.isAgain) return found({ next: [chart({ ...input, isAgain: true })] });
      return nothing(`Yahoo has no bars from ${input.from} to ${input.to}, asked twice`, [noBars(input)]);
    }
    return toSeries(read.result, input);
  },
});

type Asked = PriceRequest & { readonly isAgain?: boolean | undefined };

function toSeries(result: ChartResult, input: Asked): Outcome<DailyPrices> {
  const { instrument, symbol, from, to, isFallback, isWhole, isGap } = input;
  const known = actionsOf(result);
  // With an action every older bar means something else: none of these may stand beside what is stored. One of the day
  // after counts too, for whether the bars before it have been adjusted yet, an answer does not say.
  if (!isWhole && !isGap && known.some(({ date }) => date >= from)) {
    return found({ next: [chart(wholeOf(input))] });
  }
  const actions = known.filter(({ date }) => date >= from && date <= to);
  const dividends = known.filter(({ type }) => type === 'dividend').map(({ date }) => date);
  const firstTradeDay = firstTradeDayOf(result);
  const currency = result.meta.currency ?? null;
  const { bars, absent, oddities } = collectBars(barsOf(result, dividends.at(-1) ?? null), input, {
    firstTradeDay,
    margin,
  });
  const days = new Set(bars.map(({ date }) => date));
  const odd = (what: PriceOddity['what']) => (day: string | null) => ({ day, what });
  return found({
    records: [
      {
        kind: 'series',
        instrument,
        symbol,
        provider: 'yahoo',
        basis: 'split-adjusted',
        isFallback,
        isWhole: isWhole && bars.length > 0,
        currency,
        priceHint: hintOf(result.meta),
        from,
        to,
        bars: [...bars],
        absent: [...absent],
        actions,
        firstTradeDay,
        oddities: [
          ...oddities,
          ...known
            .filter(({ date }) => date >= from && !days.has(date))
            .map(({ date }) => odd('action-without-bar')(date)),
          ...unitFlips(bars, actions, currency).map(odd('unit-flip')),
          ...(input.currency !== null && currency !== null && input.currency !== currency
            ? [odd('unit-flip')(null)]
            : []),
        ],
      },
    ],
  });
}

/**
 * That there are no bars, as a record; it takes no series' place. In a gap, what is older than a provider may be late is
 * absent. Behind a series it may be there under another symbol, to be asked for once that is known.
 */
function noBars(input: Asked): DailyPrices {
  const { instrument, symbol, from, to, isFallback, isGap } = input;
  const { absent, oddities } = collectBars([], input, { firstTradeDay: null, margin });
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
    actions: null,
    firstTradeDay: null,
    // Of an older gap there may well be nothing.
    oddities: [...oddities, ...(isGap ? [] : [{ day: null, what: 'suspect' as const }])],
  };
}

/** The whole series in place of a part of it: from its beginning to its end, or it would take away what it does not have. */
function wholeOf({ isAgain, ...input }: Asked): Asked {
  const from = input.from < input.wholeFrom ? input.from : input.wholeFrom;
  const to = input.to > input.settledTo ? input.to : input.settledTo;
  // What is asked for already, by this very task, is asked of the other host.
  const isSame = from === input.from && to === input.to;
  return { ...input, from, to, isWhole: true, ...(isSame && !isAgain ? { isAgain: true } : {}) };
}

const firstTradeDayOf = ({ meta }: ChartResult) =>
  meta.firstTradeDate === null || meta.firstTradeDate === undefined ? null : dayOf(meta.firstTradeDate, meta);

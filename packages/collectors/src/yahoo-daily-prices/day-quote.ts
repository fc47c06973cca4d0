import { type DailyPrices, isBelow, isZone, type PriceBar, type PriceOddity, roundTo } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { answeredTargets } from '../answered-targets.ts';
import { found, type Outcome, step } from '../collector.ts';
import { PriceRequest } from '../price-request.ts';
import { toPrice, toVolume } from '../price-values.ts';
import { toYahooSymbol } from '../provider-symbols.ts';
import { maxQuotes, quoteUrl, readQuotes, type YahooQuote } from '../yahoo-quotes/quote.ts';
import { chart } from './bars.ts';
import { dayOf, hintOf } from './chart.ts';

/** The bar of the last session of up to fifty instruments, provisional until a chart has it. */
export const dayQuote = step({
  id: 'day-quote',
  input: z.object({ targets: z.array(PriceRequest).min(1).max(maxQuotes), isAlone: z.boolean().optional() }),
  title: ({ targets }) => (targets.length === 1 ? `day of ${targets[0]?.symbol}` : `day of ${targets.length}`),
  request: ({ targets, isAlone }) => get(quoteUrl(targets, isAlone === true)),
  parse: (answer, { targets, isAlone }): Outcome<DailyPrices> => {
    const quotes = readQuotes(answer, targets);
    const quoteOf = (target: PriceRequest) => quotes.get(toYahooSymbol(target));
    const continuing = targets.filter((target) => continues(target, quoteOf(target)));
    const others = targets.filter((target) => !continuing.includes(target));
    const alone = (target: PriceRequest) =>
      dayQuote({ targets: [target], isAlone: true }, { targets: [target.instrument] });
    const charts = others.map((target) =>
      chart({ ...target, ask: 'bars', from: target.last?.date ?? target.from }, { targets: [target.instrument] }),
    );
    if (continuing.length === 0) return found({ next: charts });
    const outcome = answeredTargets(continuing, (target) => toDay(target, quoteOf(target)), isAlone ? null : alone);
    return outcome.kind === 'found' ? { ...outcome, next: [...(outcome.next ?? []), ...charts] } : outcome;
  },
});

/**
 * Whether the session continues the stored bar before it. If its previous close differs from the stored one, there was
 * a split or a correction: today's bar may not be stored beside it.
 */
function continues({ last, to }: PriceRequest, quote: YahooQuote | undefined): boolean {
  const previous = toPrice(quote?.regularMarketPreviousClose);
  if (!quote || last === null || previous === null || dayOfQuote(quote) !== to) return true;
  const digits = hintOf({ priceHint: quote.priceHint });
  return roundTo(previous, digits) === roundTo(last.close, digits);
}

/** The day on which the exchange was last traded: an instant within the session, not a stamp for it. */
const dayOfQuote = ({ exchangeTimezoneName, regularMarketTime }: YahooQuote) =>
  isZone(exchangeTimezoneName ?? '') && exchangeTimezoneName
    ? dayOf(regularMarketTime, { zone: exchangeTimezoneName, calendar: null })
    : null;

function toDay(target: PriceRequest, quote: YahooQuote | undefined): DailyPrices | null {
  const { instrument, symbol, from, to, isFallback } = target;
  const close = toPrice(quote?.regularMarketPrice);
  const date = quote ? dayOfQuote(quote) : null;
  if (!quote || date === null || close === null) return null;
  const [high, low] = [toPrice(quote.regularMarketDayHigh), toPrice(quote.regularMarketDayLow)];
  const isInverted = high !== null && low !== null && isBelow(high, low);
  const bar: PriceBar = {
    date,
    open: toPrice(quote.regularMarketOpen),
    high: isInverted ? null : high,
    low: isInverted ? null : low,
    close,
    // Of the latest session, for no dividend has come after it.
    adjClose: close,
    volume: toVolume(quote.regularMarketVolume),
    final: false,
  };
  const isOfDay = date === to;
  const oddity: PriceOddity = date > to ? { day: date, what: 'unfinished-session' } : { day: null, what: 'ends-early' };
  return {
    kind: 'series',
    instrument,
    symbol,
    provider: 'yahoo',
    basis: 'split-adjusted',
    isFallback,
    isWhole: false,
    currency: quote.currency ?? null,
    priceHint: hintOf({ priceHint: quote.priceHint }),
    from,
    to,
    bars: isOfDay ? [bar] : [],
    absent: [],
    late: [],
    actions: null,
    firstTradeDay: null,
    oddities: isOfDay ? [] : [oddity],
  };
}

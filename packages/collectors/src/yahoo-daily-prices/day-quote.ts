import type { DailyPrices, PriceBar, PriceOddity } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { answeredTargets } from '../answered-targets.ts';
import { type Outcome, step } from '../collector.ts';
import { PriceRequest } from '../price-request.ts';
import { toPrice, toVolume } from '../price-values.ts';
import { toYahooSymbol } from '../provider-symbols.ts';
import { mostQuotes, quoteUrl, readQuotes, type YahooQuote } from '../yahoo-quotes/quote.ts';
import { dayOf, hintOf } from './chart.ts';

/** The bar of the last session of up to fifty instruments, provisional until a chart has it. */
export const dayQuote = step({
  id: 'day-quote',
  input: z.object({ targets: z.array(PriceRequest).min(1).max(mostQuotes), isAlone: z.boolean().optional() }),
  title: ({ targets }) => (targets.length === 1 ? `day of ${targets[0]?.symbol}` : `day of ${targets.length}`),
  request: ({ targets, isAlone }) => get(quoteUrl(targets, isAlone === true)),
  parse: (answer, { targets, isAlone }): Outcome<DailyPrices> => {
    const quotes = readQuotes(answer);
    const alone = (target: PriceRequest) =>
      dayQuote({ targets: [target], isAlone: true }, { targets: [target.instrument] });
    return answeredTargets(
      targets,
      (target) => toDay(target, quotes.get(toYahooSymbol(target))),
      isAlone ? null : alone,
    );
  },
});

function toDay(target: PriceRequest, quote: YahooQuote | undefined): DailyPrices | null {
  const { instrument, symbol, from, to, isFallback } = target;
  const close = toPrice(quote?.regularMarketPrice);
  if (!quote?.exchangeTimezoneName || close === null) return null;
  const date = dayOf(quote.regularMarketTime, { exchangeTimezoneName: quote.exchangeTimezoneName });
  const bar: PriceBar = {
    date,
    open: toPrice(quote.regularMarketOpen),
    high: toPrice(quote.regularMarketDayHigh),
    low: toPrice(quote.regularMarketDayLow),
    close,
    // Of the latest session, for no dividend has come after it.
    adjClose: close,
    volume: toVolume(quote.regularMarketVolume),
    final: false,
  };
  const isOfDay = date === to;
  const oddity: PriceOddity = date > to ? { day: date, what: 'unfinished-session' } : { day: null, what: 'ends-early' };
  return {
    ...{ kind: 'series', instrument, symbol, provider: 'yahoo', basis: 'split-adjusted', isFallback, isWhole: false },
    ...{ currency: quote.currency ?? null, priceHint: hintOf({ priceHint: quote.priceHint }), from, to },
    ...{ bars: isOfDay ? [bar] : [], absent: [], actions: null, firstTradeDay: null },
    oddities: isOfDay ? [] : [oddity],
  };
}

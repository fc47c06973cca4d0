import { type Quote, Ticker } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { answeredTargets } from '../answered-targets.ts';
import { defineCollector, type Outcome, step } from '../collector.ts';
import { toPrice, toVolume } from '../price-values.ts';
import { toYahooSymbol } from '../provider-symbols.ts';
import { maxQuotes, quoteUrl, readQuotes, type YahooQuote } from './quote.ts';

/** The parameters of an instrument's quote. */
export const quoteParams = z.object({ symbol: Ticker, mic: z.string().nullable().default(null) });
const Asked = quoteParams.extend({ instrument: z.string().regex(/^\d+$/) });

/** The quotes of up to fifty instruments. */
const quote = step({
  id: 'quote',
  input: z.object({ targets: z.array(Asked).min(1).max(maxQuotes), isAlone: z.boolean().optional() }),
  title: ({ targets }) => (targets.length === 1 ? `quote of ${targets[0]?.symbol}` : `${targets.length} quotes`),
  request: ({ targets, isAlone }) => get(quoteUrl(targets, isAlone === true)),
  parse: (answer, { targets, isAlone }): Outcome<Quote> => {
    const quotes = readQuotes(answer, targets);
    const alone = (target: (typeof targets)[number]) =>
      quote({ targets: [target], isAlone: true }, { targets: [target.instrument] });
    return answeredTargets(
      targets,
      (target) => toQuote(target, quotes.get(toYahooSymbol(target))),
      isAlone ? null : alone,
    );
  },
});

function toQuote({ instrument, symbol }: z.output<typeof Asked>, found: YahooQuote | undefined): Quote | null {
  const price = toPrice(found?.regularMarketPrice);
  if (!found || price === null) return null;
  return {
    instrument,
    symbol,
    provider: 'yahoo',
    price,
    at: new Date(Number(found.regularMarketTime) * 1_000).toISOString(),
    open: toPrice(found.regularMarketOpen),
    high: toPrice(found.regularMarketDayHigh),
    low: toPrice(found.regularMarketDayLow),
    previousClose: toPrice(found.regularMarketPreviousClose),
    volume: toVolume(found.regularMarketVolume),
    currency: found.currency ?? null,
  };
}

/** The prices of instruments within their session, many in one request. */
export const yahooQuotes = defineCollector({
  id: 'yahoo-quotes',
  dataset: 'quotes',
  source: 'yahoo',
  params: quoteParams,
  steps: [quote],
  start: ({ target, params }) => quote({ targets: [{ ...params, instrument: target }] }),
  batch: {
    of: () => ({
      key: 'quote',
      size: maxQuotes,
      start: (targets) =>
        quote(
          { targets: targets.map(({ target, params }) => ({ ...params, instrument: target })) },
          { targets: targets.map(({ target }) => target) },
        ),
    }),
  },
});

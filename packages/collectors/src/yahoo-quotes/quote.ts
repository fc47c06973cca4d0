// Requests and parses Yahoo's quotes, for the collectors of quotes and of daily prices.

import { PipelineError } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import { refuseOthers } from '../answer-of-another.ts';
import { exactJson } from '../exact-json.ts';
import { toYahooSymbol } from '../provider-symbols.ts';

/** More symbols in one request were refused at times. */
export const maxQuotes = 50;

// Whatever one field of one quote holds, it costs no more than itself.
const value = z.unknown().optional();
const text = z.string().nullish().catch(null);
const fields = {
  regularMarketPrice: value,
  regularMarketTime: value,
  regularMarketOpen: value,
  regularMarketDayHigh: value,
  regularMarketDayLow: value,
  regularMarketPreviousClose: value,
  regularMarketVolume: value,
};

/** The quote of a symbol as Yahoo writes it, numbers as texts; one without a price or its time is none. */
const YahooQuote = z.object({
  ...fields,
  symbol: z.string(),
  currency: text,
  exchangeTimezoneName: text,
  priceHint: value,
});
export type YahooQuote = z.infer<typeof YahooQuote> & {
  readonly regularMarketPrice: string;
  readonly regularMarketTime: string;
};

const Quotes = z.object({
  quoteResponse: z.object({
    result: z.array(YahooQuote).nullable(),
    error: z.object({ code: z.string().nullish(), description: z.string().nullish() }).nullish(),
  }),
});

interface Listed {
  readonly symbol: string;
  readonly mic: string | null;
}

/** The symbols of a request, as on its URL. */
export const symbolsOf = (listed: readonly Listed[]): string =>
  listed.map((each) => encodeURIComponent(toYahooSymbol(each))).join(',');

/**
 * The address of the quotes of some symbols. The second host gives the same, and is used for a single symbol that was
 * omitted.
 */
export const quoteUrl = (listed: readonly Listed[], isAlone: boolean): string =>
  `https://query${isAlone ? 2 : 1}.finance.yahoo.com/v7/finance/quote?symbols=${symbolsOf(listed)}` +
  `&fields=${[...Object.keys(fields), 'currency', 'exchangeTimezoneName', 'priceHint'].join(',')}`;

/** Whether a text is a second since 1970 that a date can have. */
const isSecond = (epoch: string): boolean => Number.isFinite(new Date(Number(epoch) * 1_000).getTime());

/**
 * The quotes of an answer by their symbols.
 * @throws {PipelineError} `UNEXPECTED_ANSWER` for an error in place of them, `WRONG_ANSWER` if all are of others.
 */
export function readQuotes(answer: Answer, asked: readonly Listed[]): Map<string, YahooQuote> {
  const { result, error } = exactJson(answer, Quotes).quoteResponse;
  if (error || !result) {
    const { url } = answer.request;
    throw new PipelineError('UNEXPECTED_ANSWER', `${url} answered an error: ${error?.code}: ${error?.description}`, {
      detail: { url },
    });
  }
  const given = result.map(({ symbol }) => symbol.toUpperCase());
  refuseOthers(answer, asked.map(toYahooSymbol), given);
  const isPriced = (quote: z.infer<typeof YahooQuote>): quote is YahooQuote =>
    typeof quote.regularMarketPrice === 'string' &&
    typeof quote.regularMarketTime === 'string' &&
    isSecond(quote.regularMarketTime);
  return new Map(result.filter(isPriced).map((quote) => [quote.symbol.toUpperCase(), quote]));
}

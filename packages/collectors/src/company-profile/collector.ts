import { type CompanyProfile, PipelineError, Ticker } from '@tickermill/core';
import { type Answer, get } from '@tickermill/upstream';
import { z } from 'zod';
import { refuseOthers } from '../answer-of-another.ts';
import { defineCollector, found, gone, nothing, type Outcome, step } from '../collector.ts';
import { exactJson } from '../exact-json.ts';
import { toYahooSymbol } from '../provider-symbols.ts';
import { readYahooNumber } from './yahoo-units.ts';

/** Raised when the same answer is read otherwise. */
const parserVersion = 1;

const modules = [
  'price',
  'summaryDetail',
  'defaultKeyStatistics',
  'majorHoldersBreakdown',
  'assetProfile',
  'financialData',
];

// Whatever one field holds, it costs no more than itself. A module that a symbol lacks is left out.
const value = z.unknown().optional();
const text = z.string().nullish().catch(null);
const moduleOf = <S extends z.ZodRawShape>(shape: S) => z.object(shape).nullish();

const Summary = z.object({
  quoteSummary: z.object({
    result: z
      .array(
        z.object({
          price: moduleOf({ symbol: text, currency: text, quoteType: text }),
          defaultKeyStatistics: moduleOf({
            sharesOutstanding: value,
            impliedSharesOutstanding: value,
            floatShares: value,
          }),
          majorHoldersBreakdown: moduleOf({
            institutionsPercentHeld: value,
            insidersPercentHeld: value,
            institutionsCount: value,
          }),
          assetProfile: moduleOf({ sector: text, industry: text, country: text, fullTimeEmployees: value }),
          financialData: moduleOf({ financialCurrency: text }),
        }),
      )
      .nullable(),
    error: z.object({ code: z.string().nullish(), description: z.string().nullish() }).nullish(),
  }),
});

/** The parameters of an instrument's profile. */
export const profileParams = z.object({ symbol: Ticker, mic: z.string().nullable().default(null) });

/** What Yahoo says of the company behind a symbol. */
const summary = step({
  id: 'summary',
  input: profileParams.extend({ instrument: z.string().regex(/^\d+$/) }),
  title: ({ symbol }) => `profile of ${symbol}`,
  request: (listed) =>
    get(
      `https://query1.finance.yahoo.com/v10/finance/quoteSummary/${encodeURIComponent(toYahooSymbol(listed))}` +
        `?modules=${modules.join(',')}&formatted=false`,
    ),
  parserVersion,
  parse: (answer, { instrument, symbol, mic }): Outcome<CompanyProfile> => {
    const { result, error } = exactJson(answer, Summary).quoteSummary;
    const asked = toYahooSymbol({ symbol, mic });
    if (answer.status === 404 || (error && /not found/i.test(`${error.code} ${error.description}`))) {
      const isUnknown = /Quote not found/i.test(error?.description ?? '');
      return isUnknown ? gone(`Yahoo no longer knows ${asked}`) : nothing(`Yahoo has no profile of ${asked}`);
    }
    const [told] = result ?? [];
    if (error || !told) throw unusable(answer, error?.description ?? 'no result');
    const { price, defaultKeyStatistics, majorHoldersBreakdown, assetProfile, financialData } = told;
    refuseOthers(answer, [asked], price?.symbol ? [price.symbol.toUpperCase()] : []);
    if (!defaultKeyStatistics && !majorHoldersBreakdown && !assetProfile) {
      return nothing(`Yahoo has a price of ${asked} and no profile`);
    }
    const record: CompanyProfile = {
      instrument,
      symbol,
      provider: 'yahoo',
      currency: price?.currency ?? null,
      financialCurrency: financialData?.financialCurrency ?? null,
      quoteType: price?.quoteType ?? null,
      sector: assetProfile?.sector || null,
      industry: assetProfile?.industry || null,
      country: assetProfile?.country || null,
      employees: readYahooNumber('assetProfile.fullTimeEmployees', assetProfile?.fullTimeEmployees),
      sharesOutstanding: readYahooNumber(
        'defaultKeyStatistics.sharesOutstanding',
        defaultKeyStatistics?.sharesOutstanding,
      ),
      impliedShares: readYahooNumber(
        'defaultKeyStatistics.impliedSharesOutstanding',
        defaultKeyStatistics?.impliedSharesOutstanding,
      ),
      floatShares: readYahooNumber('defaultKeyStatistics.floatShares', defaultKeyStatistics?.floatShares),
      institutionsPercentHeld: readYahooNumber(
        'majorHoldersBreakdown.institutionsPercentHeld',
        majorHoldersBreakdown?.institutionsPercentHeld,
      ),
      insidersPercentHeld: readYahooNumber(
        'majorHoldersBreakdown.insidersPercentHeld',
        majorHoldersBreakdown?.insidersPercentHeld,
      ),
      institutions: readYahooNumber(
        'majorHoldersBreakdown.institutionsCount',
        majorHoldersBreakdown?.institutionsCount,
      ),
      parserVersion,
    };
    return found({ records: [record] });
  },
});

const unusable = (answer: Answer, why: string) =>
  new PipelineError('UNEXPECTED_ANSWER', `${answer.request.url} answered an error: ${why}`, {
    detail: { url: answer.request.url },
  });

/** What Yahoo says of the company behind an instrument: who holds it, its sector, its shares of all classes. */
export const companyProfile = defineCollector({
  id: 'company-profile',
  dataset: 'company-profile',
  source: 'yahoo',
  params: profileParams,
  steps: [summary],
  start: ({ target, params }) => summary({ ...params, instrument: target }),
});

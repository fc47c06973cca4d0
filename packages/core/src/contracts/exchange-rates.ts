// Contracts of exchange rates, for the API and its clients.

import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { Decimal } from '../decimal.ts';
import { PortfolioCurrency } from '../portfolios.ts';
import { AskedDay, Bom, Paging, pageOf, Safe } from './paging.ts';
import { isUpright, upsideDown } from './prices.ts';
import { defineRoute } from './route.ts';

/** A reference rate of the euro on a day. */
export const ExchangeRateView = z
  .object({
    day: Day,
    currency: z.string(),
    per_euro: Decimal.describe('Units of the currency for one euro.'),
    source: z.string(),
    known_from: Instant,
  })
  .meta({ id: 'ExchangeRate' });
export type ExchangeRateView = z.infer<typeof ExchangeRateView>;
export const ExchangeRatesResponse = pageOf(ExchangeRateView);

/** The result of an import of exchange rates. */
export const RateImportView = z
  .object({ rows: z.int(), new: z.int(), changed: z.int(), unchanged: z.int() })
  .meta({ id: 'ExchangeRateImport' });
export type RateImportView = z.infer<typeof RateImportView>;

const tag = 'Portfolios';

export const exchangeRateRoutes = {
  list: defineRoute({
    id: 'listExchangeRates',
    method: 'get',
    path: '/exchange-rates',
    tag,
    role: 'viewer',
    summary: 'The stored reference rates of the euro, the latest first.',
    query: Paging.extend({
      currency: PortfolioCurrency.optional(),
      from: AskedDay.optional(),
      to: AskedDay.optional(),
      safe: Safe,
      bom: Bom,
    }).refine(isUpright, upsideDown),
    answers: { 200: ExchangeRatesResponse },
    formats: ['text/csv'],
  }),
  import: defineRoute({
    id: 'importExchangeRates',
    method: 'post',
    path: '/exchange-rates/import',
    tag,
    role: 'operator',
    summary:
      'Brings in rates from CSV: date, currency, per_euro; or a column for each currency, as the European Central Bank publishes them. One bad line, and none is stored.',
    query: z.object({
      source: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, { error: 'must be a name such as ecb' })
        .default('ecb')
        .describe('Whose rates they are.'),
    }),
    bodyType: 'text/csv',
    body: z.string().min(1),
    answers: { 200: RateImportView },
  }),
};

// Contracts of stored prices and their import, for the API and its clients.

import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { Price, Volume } from '../prices.ts';
import { arrowType, parquetType } from './formats.ts';
import { AskedDay, Flag, Safe, Wait } from './paging.ts';
import { defineRoute } from './route.ts';
import { isOneSelection, severalSelections, tickerSelection } from './ticker-selection.ts';

/** A currency as a series has it; prices in pence, cents or agorot name what they are hundredths of. */
export const CurrencyView = {
  currency: z.string().nullable().describe('As the provider gave it, case-sensitive: `GBp` are pence. Null: unknown.'),
  major: z
    .object({ currency: z.string(), per_major: z.int() })
    .nullable()
    .describe('Of a minor unit: its major one, and how many make one of it.'),
};

/** A session as it is stored. Prices are exact text of at most six digits behind the point. */
export const PriceBarView = z
  .object({
    date: Day,
    open: Price.nullable(),
    high: Price.nullable(),
    low: Price.nullable(),
    close: Price.nullable(),
    adj_close: Price.nullable().describe('Adjusted for splits and dividends; null where its provider gives none.'),
    volume: Volume.nullable(),
    currency: z.string().nullable(),
    provider: z.string().describe('Whose answer it is.'),
    final: z.boolean().describe('Its session had settled; a bar that is not final is requested again.'),
    known_from: Instant.describe('Since when these values are known, but for the rescaling of the whole series.'),
    checked_at: Instant.nullable().describe('When a provider last said them; null in what was known once.'),
  })
  .meta({ id: 'PriceBar' });
export type PriceBarView = z.infer<typeof PriceBarView>;

/** Stored prices of a ticker. */
export const PricesView = z
  .object({
    ticker: z.string(),
    ...CurrencyView,
    adjusted: z.boolean().describe('Open, high, low and close are scaled by adj_close / close.'),
    as_of: Instant.nullable().describe('What was known then; null: what is known now.'),
    bars: z.array(PriceBarView).describe('Ascending by date.'),
  })
  .meta({ id: 'Prices' });
export type PricesView = z.infer<typeof PricesView>;

/** `from` and `to`, both included, that are not upside down. */
export const isUpright = ({ from, to }: { from?: Day | undefined; to?: Day | undefined }) =>
  from === undefined || to === undefined || from <= to;
export const upsideDown = { path: ['to'], error: 'lies before from' };

/** Stored prices of several tickers. */
const PricesOfManyView = z
  .object({
    adjusted: z.boolean(),
    as_of: Instant.nullable(),
    bars: z
      .array(z.object({ ticker: z.string() }).extend(PriceBarView.shape))
      .describe('By ticker, and of each ascending by date.'),
  })
  .meta({ id: 'PricesOfMany' });

const pricesQuery = {
  from: AskedDay.optional().describe('Days of the exchange, both included; by default all.'),
  to: AskedDay.optional(),
  adjusted: Flag,
  safe: Safe,
  as_of: z
    .union([Day, Instant], { error: 'must be a day, YYYY-MM-DD, or an instant in UTC' })
    .optional()
    .describe('What was known at this instant, or when this day of UTC was over.'),
};

const PricesQuery = z.object(pricesQuery).refine(isUpright, upsideDown);

const PricesOfManyQuery = z
  .object({ tickers: tickerSelection.tickers, watchlist: tickerSelection.watchlist, ...pricesQuery })
  .refine(isUpright, upsideDown)
  .refine(isOneSelection, severalSelections)
  .refine(({ tickers, watchlist }) => tickers !== undefined || watchlist !== undefined, {
    path: ['tickers'],
    error: 'or watchlist must be given',
  });

/** A line that could not be imported, and why. */
const RefusedLine = z.object({ line: z.int(), reason: z.string() });

/** The result of an import of prices, or of its dry run. */
export const PriceImportView = z
  .object({
    dry_run: z.boolean(),
    rows: z.int().describe('Lines below the heading.'),
    new: z.int(),
    changed: z.int().describe('Stored final values that the import corrected; what they were is kept.'),
    unchanged: z.int(),
    kept: z.int().describe('Left as they are, since a provider of ours had said them.'),
    in_other_currency: z.int().describe('Left out, as the stored series is counted in another currency or unit.'),
    refused: z.array(RefusedLine).describe('At most the first 100.'),
    refused_count: z.int(),
  })
  .meta({ id: 'PriceImport' });
export type PriceImportView = z.infer<typeof PriceImportView>;

const ChangedBar = PriceBarView.pick({
  open: true,
  high: true,
  low: true,
  close: true,
  adj_close: true,
  volume: true,
  provider: true,
}).meta({ id: 'ChangedBar' });

/** What has become known of the prices of a ticker since an instant. */
export const PriceChangesView = z
  .object({
    ticker: z.string(),
    since: Instant,
    bars: z
      .array(
        z.object({
          date: Day,
          cause: z
            .enum(['new', 'changed', 'removed', 'stopgap'])
            .describe('`new`: there was no final bar; `stopgap`: the preferred source replaced a fallback.'),
          before: ChangedBar.nullable(),
          after: ChangedBar.nullable(),
        }),
      )
      .describe('Sessions whose final prices are others than before, the first 1,000, ascending.'),
    rescalings: z
      .array(
        z.object({
          kind: z.enum(['split', 'dividend']),
          before: Day,
          factor: z.string().describe('Everything before that day was multiplied by it.'),
        }),
      )
      .describe('Of whole series: sessions that they alone touched are not listed.'),
    mistrusted_at: Instant.nullable().describe(
      'Since when the series is suspect, to be fetched whole; null: it is not.',
    ),
  })
  .meta({ id: 'PriceChanges' });
export type PriceChangesView = z.infer<typeof PriceChangesView>;

/** The answer of a recheck; `changes` once its run has ended. */
export const RecheckResponse = z
  .object({
    run_id: z.string(),
    state: z.string(),
    since: Instant.describe('What becomes known from then on, `GET prices/{ticker}/changes` tells.'),
    changes: PriceChangesView.nullable(),
  })
  .meta({ id: 'Recheck' });
export type RecheckResponse = z.infer<typeof RecheckResponse>;

const RecheckQuery = z
  .object({
    from: AskedDay.optional().describe('Days of the exchange, both included; without either, the whole series.'),
    to: AskedDay.optional(),
    wait: Wait,
  })
  .refine(isUpright, upsideDown)
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    path: ['to'],
    error: 'comes with from, or neither does',
  });

const ImportQuery = z.object({
  provider: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'must be a name of small letters, digits and hyphens' })
    .describe('Whose prices they are: `yahoo`, or a name of your own.'),
  dry_run: Flag,
  first_line: z.coerce.number().int().min(1).default(1).describe('The number that its heading has in the whole file.'),
});

const tag = 'Prices';

export const priceRoutes = {
  import: defineRoute({
    id: 'importPrices',
    method: 'post',
    path: '/prices/import',
    tag,
    role: 'operator',
    bodyType: 'text/csv',
    summary: 'Brings in a stored history: ticker, date, open, high, low, close, adj_close, volume, currency.',
    query: ImportQuery,
    body: z.string().min(1),
    answers: { 200: PriceImportView },
  }),
  recheck: defineRoute({
    id: 'recheckPrices',
    method: 'post',
    path: '/prices/{ticker}/recheck',
    tag,
    role: 'operator',
    summary:
      'Requests the stored prices of a ticker again, whole or of a range, and says what differs. 200 once it has ended, else 202.',
    params: z.object({ ticker: AskedTicker }),
    query: RecheckQuery,
    answers: { 200: RecheckResponse, 202: RecheckResponse },
  }),
  changes: defineRoute({
    id: 'getPriceChanges',
    method: 'get',
    path: '/prices/{ticker}/changes',
    tag,
    role: 'viewer',
    summary: 'What has become known of the prices of a ticker since an instant: values before and after.',
    params: z.object({ ticker: AskedTicker }),
    query: z.object({ since: Instant }),
    answers: { 200: PriceChangesView },
  }),
  list: defineRoute({
    id: 'listPrices',
    method: 'get',
    path: '/prices',
    tag,
    role: 'viewer',
    summary: 'Daily prices of several tickers, or of a watchlist, each row with its ticker.',
    query: PricesOfManyQuery,
    answers: { 200: PricesOfManyView },
    formats: ['text/csv', 'application/x-ndjson', arrowType, parquetType],
  }),
  get: defineRoute({
    id: 'getPrices',
    method: 'get',
    path: '/prices/{ticker}',
    tag,
    role: 'viewer',
    summary: 'Daily prices of a ticker, as they are known now or were known then.',
    params: z.object({ ticker: AskedTicker }),
    query: PricesQuery,
    answers: { 200: PricesView },
    formats: ['text/csv', 'application/x-ndjson', arrowType, parquetType],
  }),
};

import { z } from 'zod';
import { ListingFindingKind } from '../datasets.ts';
import { Day, Instant } from '../day.ts';
import { AskedTicker, Cik } from '../identifiers.ts';
import { arrowType, parquetType } from './formats.ts';
import { AskedName, Flag, Paging, pageOf, RowId, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

export const ListingFinding = z
  .object({
    id: z.string(),
    what: ListingFindingKind,
    source: z.string(),
    symbol: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()).describe('The CIKs, names and symbols concerned.'),
    times: z.int(),
    first_seen: Instant,
    last_seen: Instant,
    seen_at: Instant.nullable().describe('When somebody marked it as seen; null: it is open.'),
    seen_by: z.string().nullable(),
  })
  .meta({ id: 'ListingFinding' });
export type ListingFinding = z.infer<typeof ListingFinding>;

/** `GET instruments/{ticker}`: what an instrument is and was called. */
export const InstrumentView = z
  .object({
    id: z.string(),
    ticker: z.string().describe('What names it and nothing else.'),
    name: z.string(),
    mic: z.string().describe('The exchange of its current symbol; XXXX: unknown.'),
    symbols: z.array(z.object({ symbol: z.string(), mic: z.string(), from: Day, to: Day.nullable() })),
    ciks: z
      .array(z.object({ cik: Cik, from: Day, to: Day.nullable() }))
      .describe('Its filings are found under each of them.'),
    findings: z.array(ListingFinding),
    watchlists: z.array(z.string()).describe('Those that it is on; on one at least, it is tracked.'),
  })
  .meta({ id: 'Instrument' });
export type InstrumentView = z.infer<typeof InstrumentView>;

/** `GET listing-findings`, the latest first. */
export const ListingFindingsResponse = z.object({ page: z.int(), limit: z.int(), items: z.array(ListingFinding) });

/** `GET instruments`: a listed instrument. */
const ListedInstrumentView = z
  .object({
    ticker: z.string().describe('What names it and nothing else: its symbol, or `XLON:VOD` where several share that.'),
    symbol: z.string(),
    name: z.string(),
    kind: z.string().describe('What it is, such as `stock`.'),
    mic: z.string().describe('The exchange of its symbol; XXXX: unknown.'),
    cik: Cik.nullable().describe('The SEC files it under it now.'),
    isin: z.string().nullable(),
    currency: z.string().nullable(),
  })
  .meta({ id: 'ListedInstrument' });

const InstrumentsQuery = z.object({
  q: AskedName.trim()
    .min(1)
    .optional()
    .describe('The beginning of a symbol, a part of a name, a CIK or an ISIN, in upper or lower case.'),
  exchange: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{4}$/, { error: 'must be a MIC of four letters or digits, such as XNYS' })
    .optional()
    .describe('A market identifier code, ISO 10383.'),
  kind: AskedName.optional(),
  safe: Safe,
  // Without either, CSV, Arrow, Parquet and lines of JSON hold every row.
  page: Paging.shape.page.unwrap().optional(),
  limit: Paging.shape.limit.unwrap().optional(),
});

const InstrumentsResponse = pageOf(ListedInstrumentView).extend({ has_more: z.boolean() });

export const instrumentRoutes = {
  list: defineRoute({
    id: 'listInstruments',
    method: 'get',
    path: '/instruments',
    tag: 'Instruments',
    role: 'viewer',
    summary: 'The listed instruments by symbol: ticker, name, CIK, ISIN, exchange.',
    query: InstrumentsQuery,
    answers: { 200: InstrumentsResponse },
    formats: ['text/csv', 'application/x-ndjson', arrowType, parquetType],
  }),
  get: defineRoute({
    id: 'getInstrument',
    method: 'get',
    path: '/instruments/{ticker}',
    tag: 'Instruments',
    role: 'viewer',
    summary: 'What an instrument is, under which symbols and CIKs it was known when, and what lists said about it.',
    params: z.object({ ticker: AskedTicker }),
    answers: { 200: InstrumentView },
  }),
  findings: defineRoute({
    id: 'listListingFindings',
    method: 'get',
    path: '/listing-findings',
    tag: 'Instruments',
    role: 'viewer',
    summary: 'What lists of companies said otherwise than before, and what of them could not be taken.',
    query: Paging.extend({
      what: ListingFindingKind.optional(),
      open: Flag.describe('Those alone that nobody has marked as seen.'),
    }),
    answers: { 200: ListingFindingsResponse },
  }),
  seen: defineRoute({
    id: 'markListingFindingSeen',
    method: 'post',
    path: '/listing-findings/{id}/seen',
    tag: 'Instruments',
    role: 'operator',
    summary: 'Marks a finding as seen. One that changed an instrument is open again when it happens again.',
    params: z.object({ id: RowId }),
    answers: { 200: ListingFinding },
  }),
};

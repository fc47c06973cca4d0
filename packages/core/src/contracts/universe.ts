// Contracts of the universe: what is listed where, since when, and what became of it.

import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { AskedTicker, Cik } from '../identifiers.ts';
import { ListingId } from '../listings.ts';
import { InstrumentEventKind, InstrumentStatus, ListingStatus } from '../universe.ts';
import { AskedDay, AskedName, Paging, RowId, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

const AskedMic = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9]{4}$/, { error: 'must be an exchange by its MIC, such as XNAS or XETR' });

const ListingRunView = z.object({
  listing: z.string(),
  exchange: z.string().describe('Its MIC.'),
  status: ListingStatus.describe('Of the last reading.'),
  read_at: Instant,
  rows: z.int().describe('How many instruments it named.'),
  last_success: Day.nullable().describe('The day of the last successful reading.'),
  listed: z.int().nullable().describe('How many that one named.'),
  refused: z.string().nullable().describe('Why the last reading was refused, and what to do.'),
});

const ListedThenView = z.object({
  id: z.string(),
  symbol: z.string(),
  exchange: z.string(),
  name: z.string(),
  kind: z.string(),
  isin: z.string().nullable(),
  cik: Cik.nullable(),
  status: InstrumentStatus.describe('Now.'),
  from: Day.describe('Since when the symbol is known to be its own.'),
  to: Day.nullable().describe('The first day on which it no longer was.'),
  assumed: z
    .boolean()
    .describe('No listing of the day is known: the first reading of the exchange named it, later than the day.'),
});
export type ListedThenView = z.infer<typeof ListedThenView>;

/** `GET universe`. */
export const UniverseResponse = z
  .object({
    as_of: Day.nullable().describe('Null: now.'),
    counts: z
      .array(
        z.object({
          exchange: z.string(),
          kind: z.string(),
          status: InstrumentStatus.nullable().describe('Now; null as of a day: all were listed.'),
          count: z.int(),
          assumed: z.int().describe('Of these, those that are not known, but assumed.'),
        }),
      )
      .describe('Instruments by exchange, kind and status.'),
    listings: z.array(ListingRunView).describe('How the listing of each exchange was read last.'),
    known_since: z
      .array(z.object({ exchange: z.string(), from: Day }))
      .describe('From this day on it is known what an exchange lists; before, it is assumed from what it listed then.'),
    instruments: z
      .object({ page: z.int(), limit: z.int(), total: z.int(), items: z.array(ListedThenView) })
      .nullable()
      .describe('As of a day: what was listed on it, the delisted included. Null without one.'),
  })
  .meta({ id: 'Universe' });
export type UniverseResponse = z.infer<typeof UniverseResponse>;

const event = {
  id: z.string(),
  day: Day,
  what: InstrumentEventKind,
  listing: z.string().nullable(),
  exchange: z.string().nullable(),
  symbol: z.string().nullable(),
  evidence: z.record(z.string(), z.unknown()),
  confirmed_by: z.string().nullable().describe('What proves it: `symbol`, `isin`, `cik`, or the name of an operator.'),
  resolution: z.enum(['confirmed', 'refuted']).nullable().describe('Of a proposal; null while it is open.'),
};

/** `GET universe/{ticker}`: everything that is known of how an instrument is listed. */
export const UniverseInstrumentView = z
  .object({
    id: z.string(),
    symbol: z.string().describe('Its symbol, or the last that it had.'),
    exchange: z.string(),
    name: z.string(),
    kind: z.string(),
    status: InstrumentStatus,
    isin: z.string().nullable(),
    currency: z.string().nullable(),
    delisted_on: Day.nullable(),
    symbols: z.array(z.object({ symbol: z.string(), exchange: z.string(), from: Day, to: Day.nullable() })),
    ciks: z.array(z.object({ cik: Cik, from: Day, to: Day.nullable() })),
    listings: z
      .array(
        z.object({
          listing: z.string(),
          exchange: z.string(),
          symbol: z.string(),
          exchange_symbol: z.string().describe('As this list spells it.'),
          name: z.string(),
          kind: z.string(),
          currency: z.string().nullable(),
          isin: z.string().nullable(),
          cik: Cik.nullable(),
          status_flags: z.array(z.string()),
          first_seen: Day,
          last_seen: Day,
          missing_since: Day.nullable(),
        }),
      )
      .describe('What each list says of it.'),
    events: z.array(z.object({ at: Instant, ...event })).describe('What became of it, the latest first.'),
  })
  .meta({ id: 'UniverseInstrument' });
export type UniverseInstrumentView = z.infer<typeof UniverseInstrumentView>;

const ChangeView = z.object({ ...event, instrument: z.string(), name: z.string(), kind: z.string() });
export type ChangeView = z.infer<typeof ChangeView>;

/** `GET universe/delta`. */
export const UniverseDelta = z
  .object({ month: z.string(), counts: z.record(z.string(), z.int()), items: z.array(ChangeView) })
  .meta({ id: 'UniverseDelta' });
export type UniverseDelta = z.infer<typeof UniverseDelta>;

/** What an operator has confirmed. */
export const ConfirmedView = z
  .object({
    exchange: z.string().nullable(),
    rows: z.int().nullable().describe('The size of the list that is accepted.'),
    run_id: z.string().nullable().describe('The run that reads it again.'),
    instrument: z.string().nullable().describe('The instrument that goes on.'),
    symbol: z.string().nullable(),
  })
  .meta({ id: 'Confirmed' });
export type ConfirmedView = z.infer<typeof ConfirmedView>;

export const ListingsRequested = z.object({ run_id: z.string() });

const tag = 'Universe';

export const universeRoutes = {
  get: defineRoute({
    id: 'getUniverse',
    method: 'get',
    path: '/universe',
    tag,
    role: 'viewer',
    summary:
      'Instruments by exchange, kind and status, and how each listing was read last; with `as_of` what was listed on that day, as CSV all of it.',
    query: Paging.extend({
      as_of: AskedDay.optional(),
      exchange: AskedMic.optional(),
      kind: AskedName.optional(),
      safe: Safe,
    }),
    answers: { 200: UniverseResponse },
    formats: ['text/csv'],
  }),
  delta: defineRoute({
    id: 'getUniverseDelta',
    method: 'get',
    path: '/universe/delta',
    tag,
    role: 'viewer',
    summary: 'What is new in a month, what went, and what changed its symbol, with the evidence.',
    query: z.object({
      month: z.string().regex(/^(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])$/, { error: 'must be a month such as 2026-11' }),
      what: AskedName.optional().describe('Of this kind, such as `listed`.'),
      safe: Safe,
      // Without either, it answers every change.
      page: Paging.shape.page.unwrap().optional(),
      limit: Paging.shape.limit.unwrap().optional(),
    }),
    answers: { 200: UniverseDelta },
    formats: ['text/csv'],
  }),
  refresh: defineRoute({
    id: 'refreshUniverse',
    method: 'post',
    path: '/universe/refresh',
    tag,
    role: 'operator',
    summary: 'Reads the listings of all exchanges now, or one.',
    body: z.strictObject({ listing: ListingId.optional() }),
    answers: { 202: ListingsRequested },
  }),
  confirm: defineRoute({
    id: 'confirmUniverse',
    method: 'post',
    path: '/universe/confirm',
    tag,
    role: 'operator',
    summary:
      'Accepts the shrunken list of an exchange, which is then read again; or a proposed change, by the id of its event.',
    body: z
      .strictObject({ exchange: AskedMic.optional(), change: RowId.optional() })
      .refine(({ exchange, change }) => (exchange === undefined) !== (change === undefined), {
        error: 'must name an exchange or a change',
      }),
    answers: { 200: ConfirmedView },
  }),
  instrument: defineRoute({
    id: 'getUniverseInstrument',
    method: 'get',
    path: '/universe/{ticker}',
    tag,
    role: 'viewer',
    summary: 'Everything that is known of how an instrument is listed; a delisted one by its last symbol.',
    params: z.object({ ticker: AskedTicker }),
    answers: { 200: UniverseInstrumentView },
  }),
};

// Events of what came: filings, their indexes and schemas, lists of instruments.

import { z } from 'zod';
import { ListingFindingKind } from '../../datasets.ts';
import { Day } from '../../day.ts';
import { Decimal } from '../../decimal.ts';
import { Accession, Cik } from '../../identifiers.ts';
import { InstrumentEventKind, ListingStatus } from '../../universe.ts';
import { at, id, tickers } from './fields.ts';

/** A filing that is new, or whose new reading brought trades that were not there before. */
const FilingStored = z.object({
  type: z.literal('filing.stored'),
  at,
  dataset: z.literal('insider-trades'),
  accession: Accession,
  form: z.string(),
  filed_on: Day,
  issuer: z
    .object({ cik: Cik, name: z.string().nullable(), symbol: z.string().nullable() })
    .describe('As the filing names it.'),
  tickers,
  owners: z.array(z.object({ cik: Cik, name: z.string().nullable() })),
  new_trades: z.int(),
  by_code: z
    .array(
      z.object({
        table: z.string(),
        code: z.string().nullable(),
        acquired_disposed: z.string().nullable(),
        trades: z.int(),
        shares: z.string().nullable(),
        value: z.string().nullable(),
      }),
    )
    .describe('The new trades by their code; the sums are of those that state a number.'),
});

/** A filing that a watch rule was waiting for: once for each rule. */
const WatchRuleMatched = z.object({
  type: z.literal('watch-rule.matched'),
  at,
  rule: id,
  dataset: z.literal('insider-trades'),
  accession: Accession,
  form: z.string(),
  filed_on: Day,
  issuer: z.object({ cik: Cik, name: z.string().nullable(), symbol: z.string().nullable() }),
  tickers,
  owners: z.array(z.object({ cik: Cik, name: z.string().nullable() })),
  trades: z.int(),
  value: z.string().nullable(),
  insiders: z.int(),
});

/** The index of a day was not there at 12:00 New York time on the next day: once for each day. */
const IndexOverdue = z.object({
  type: z.literal('index.overdue'),
  at,
  source: z.string(),
  dataset: z.literal('ownership-index'),
  day: Day,
  watermark: Day.describe('Up to this day every index is read.'),
});

/** A filing day was passed, as it has no index: EDGAR was closed by order. Once for each day. */
const IndexClosed = z.object({
  type: z.literal('index.closed'),
  at,
  source: z.string(),
  dataset: z.literal('ownership-index'),
  day: Day,
  by: z
    .string()
    .describe('`directory`: later days are read, and the directory of the quarter has none of it; or an operator.'),
});

/** A filing names a version of the ownership schema that is newer than any known here: once for each version. */
const SchemaNewer = z.object({
  type: z.literal('schema.newer'),
  at,
  source: z.string(),
  dataset: z.literal('insider-trades'),
  schema_version: z.string(),
  newest_known: z.string(),
  accession: Accession,
});

/**
 * A list of companies contradicts the one before, or contains something that cannot be stored: once for each finding.
 */
const ListingFound = z.object({
  type: z.literal('listing.finding'),
  at,
  source: z.string(),
  dataset: z.literal('companies'),
  what: ListingFindingKind,
  symbol: z.string().nullable(),
  tickers,
  instrument: id.nullable().describe('Its permanent id.'),
  detail: z.record(z.string(), z.unknown()),
});

/** The listing of an exchange was read, or could not be. */
const ListingRead = z.object({
  type: z.literal('listing.read'),
  at,
  listing: z.string(),
  mic: z.string(),
  status: ListingStatus,
  rows: z.int(),
  before: z.int().nullable().describe('The rows of the successful reading before it.'),
  added: z.int(),
  changed: z.int(),
  missing: z.int(),
  delisted: z.int(),
  refused: z.string().nullable().describe('Why nothing of it was stored, and what to do.'),
});

/** An instrument was renamed, delisted, listed again, or something of the kind; that it is new is counted by its listing. */
const InstrumentChanged = z.object({
  type: z.literal('instrument.changed'),
  at,
  instrument: id.describe('Its permanent id.'),
  what: InstrumentEventKind,
  day: Day,
  listing: z.string().nullable(),
  mic: z.string().nullable(),
  symbol: z.string().nullable(),
  tickers,
  detail: z.record(z.string(), z.unknown()).describe('The evidence.'),
  confirmed_by: z.string().nullable(),
});

/** Something was recorded in a portfolio, corrected or removed. */
const PortfolioChanged = z.object({
  type: z.literal('portfolio.changed'),
  at,
  portfolio: z.string().describe('Its name.'),
  from: Day.describe('The first day that changed: the snapshots since are made anew.'),
});

/** Snapshots of a portfolio are new or differ from what they were. */
const PortfolioValued = z.object({
  type: z.literal('portfolio.valued'),
  at,
  portfolio: z.string(),
  day: Day.describe('That of its last snapshot.'),
  currency: z.string(),
  value: Decimal.nullable(),
  day_change: Decimal.nullable(),
  changed: z.int().describe('How many snapshots.'),
});

export const dataEvents = [
  FilingStored,
  WatchRuleMatched,
  IndexOverdue,
  IndexClosed,
  SchemaNewer,
  ListingFound,
  ListingRead,
  InstrumentChanged,
  PortfolioChanged,
  PortfolioValued,
] as const;

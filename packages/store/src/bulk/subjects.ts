// Selects what a bulk action is about: the rows of a list, under the filter of that list.

import type { BulkActionKind, Day, Severity } from '@tickermill/core';
import { Prisma } from '../database.ts';
import { openLetters } from '../ledger/dead-letters.ts';
import { isFindingOf } from '../quality/list.ts';
import type { Sql } from '../sql.ts';
import { tickerOf } from '../universe/find-tickers.ts';
import { isListedOf } from '../universe/list-instruments.ts';

/** A filter as the lists take it, its ticker resolved. */
export interface BulkFilter {
  readonly dataset?: string | undefined;
  /** The stored symbol. */
  readonly ticker?: string | undefined;
  readonly instrumentId?: bigint | undefined;
  readonly code?: string | undefined;
  readonly check?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  readonly trigger?: string | undefined;
  readonly state?: string | undefined;
  readonly run?: bigint | undefined;
  readonly q?: string | undefined;
  readonly exchange?: string | undefined;
  readonly kind?: string | undefined;
}

/** What a bulk action is about. */
export interface BulkSelection {
  readonly action: BulkActionKind;
  /** All that match it; null: those of `ids`. */
  readonly filter: BulkFilter | null;
  readonly ids: readonly string[] | null;
  /** Of what tracks tickers: the watchlist that they come to, or leave. */
  readonly watchlist: string;
}

/** How many rows a selection has, and the first of them by name. */
export interface SelectedSubjects {
  readonly count: number;
  readonly sample: string[];
}

const sampled = 10;

/** Counts what is selected. */
export async function countSubjects(sql: Sql, selection: BulkSelection): Promise<SelectedSubjects> {
  const [row] = await sql.$queryRaw<SelectedSubjects[]>`
    WITH s AS MATERIALIZED (${subjectsOf(selection)})
    SELECT (SELECT count(*) FROM s)::int AS count,
      ARRAY(SELECT label FROM (SELECT label, place FROM s ORDER BY place LIMIT ${sampled}) f ORDER BY place) AS sample`;
  return row as SelectedSubjects;
}

/** The names of all that is selected, in order. */
export async function labelsOf(sql: Sql, selection: BulkSelection): Promise<string[]> {
  const rows = await sql.$queryRaw<{ label: string }[]>`SELECT label FROM (${subjectsOf(selection)}) s ORDER BY place`;
  return rows.map(({ label }) => label);
}

/** Rows of `place`, `subject` and `label`. */
export function subjectsOf({ action, filter, ids, watchlist }: BulkSelection): Prisma.Sql {
  const asked = ids && [...ids];
  const all = rowsOf[action](filter ?? {}, watchlist);
  const name = namedByTicker.includes(action) ? Prisma.sql`label` : Prisma.sql`subject`;
  return Prisma.sql`
    SELECT row_number() OVER (ORDER BY place)::int AS place, subject, label FROM (${all}) a
    WHERE ${asked}::text[] IS NULL OR ${name} = ANY(${asked}::text[])`;
}

const namedByTicker: readonly BulkActionKind[] = [
  'request-filings',
  'recheck-prices',
  'track-tickers',
  'untrack-tickers',
];

const named = (names: Prisma.Sql, otherwise: Prisma.Sql) =>
  Prisma.sql`coalesce(nullif(array_to_string(${names}, ', '), ''), ${otherwise})`;

const tickers = ({ q, exchange, kind }: BulkFilter, isMeant = Prisma.sql`true`) => Prisma.sql`
  SELECT row_number() OVER (ORDER BY s.symbol, s.mic, i.id) AS place, i.id::text AS subject, ${tickerOf(Prisma.sql`s`)} AS label
  FROM symbols s JOIN instruments i ON i.id = s.instrument_id WHERE ${isListedOf({ q, exchange, kind })} AND ${isMeant}`;

const isOn = (watchlist: string) => Prisma.sql`EXISTS (
  SELECT FROM watchlist_items w JOIN watchlists l ON l.id = w.watchlist_id WHERE w.instrument_id = i.id AND l.name = ${watchlist})`;

const rowsOf: Readonly<Record<BulkActionKind, (filter: BulkFilter, watchlist: string) => Prisma.Sql>> = {
  'revive-dead-letters': ({ dataset, ticker, code }) => Prisma.sql`
    SELECT -d.id AS place, d.id::text AS subject, ${named(Prisma.sql`d.tickers`, Prisma.sql`d.target`)} || ' · ' || d.dataset AS label
    FROM (${openLetters({ dataset, ticker, code })}) d`,
  'resolve-findings': ({ check, instrumentId, severity, from, to }) => Prisma.sql`
    SELECT -f.id AS place, f.id::text AS subject,
      f.check_id || ' · ' || coalesce(${tickerOf(Prisma.sql`s`)}, f.subject) || ' · ' || f.date::text AS label
    FROM qa_findings f LEFT JOIN symbols s ON s.instrument_id = f.instrument_id AND s.valid_to IS NULL
    WHERE ${isFindingOf({ checkId: check, instrumentId, severity, from, to, state: 'open' })}`,
  // One that is called off already is none to cancel.
  'cancel-runs': ({ dataset, trigger, state, ticker }) => Prisma.sql`
    SELECT -r.id AS place, r.id::text AS subject, r.id || ' · ' || r.dataset || ' · ' || r.trigger AS label FROM runs r
    WHERE r.finished_at IS NULL AND r.ending IS NULL
      AND (${dataset ?? null}::text IS NULL OR r.dataset = ${dataset ?? null}::text)
      AND (${trigger ?? null}::text IS NULL OR r.trigger = ${trigger ?? null}::text)
      AND (${state ?? null}::text IS NULL OR r.state = ${state ?? null}::text)
      AND (${ticker ?? null}::text IS NULL OR EXISTS (
        SELECT FROM run_targets t WHERE t.run_id = r.id AND ${ticker ?? null}::text = ANY(t.tickers)))`,
  'retry-targets': ({ run, code }) => Prisma.sql`
    SELECT t.id AS place, t.id::text AS subject, ${named(Prisma.sql`t.tickers`, Prisma.sql`t.target`)} AS label FROM run_targets t
    WHERE t.state IN ('failed', 'partial') AND (${run ?? null}::bigint IS NULL OR t.run_id = ${run ?? null}::bigint)
      AND (${code ?? null}::text IS NULL OR t.error_code = ${code ?? null}::text)`,
  'request-filings': (filter) => tickers(filter),
  'recheck-prices': (filter) => tickers(filter),
  'track-tickers': (filter, watchlist) => tickers(filter, Prisma.sql`NOT ${isOn(watchlist)}`),
  'untrack-tickers': (filter, watchlist) => tickers(filter, isOn(watchlist)),
};

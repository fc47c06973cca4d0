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
  return Prisma.sql`
    SELECT row_number() OVER (ORDER BY place)::int AS place, subject, label
    FROM (${rowsOf[action](filter ?? {}, { ids, watchlist })}) a`;
}

/** What rows are selected by, besides a filter. */
type Chosen = Pick<BulkSelection, 'ids' | 'watchlist'>;

/** Whether a row is among those that were selected, by its key: history has millions of others. */
const isChosen = (key: Prisma.Sql, ids: Chosen['ids']) =>
  ids === null ? Prisma.sql`true` : Prisma.sql`${key} = ANY(${ids.filter((id) => /^\d{1,18}$/.test(id))}::bigint[])`;

const named = (names: Prisma.Sql, otherwise: Prisma.Sql) =>
  Prisma.sql`coalesce(nullif(array_to_string(${names}, ', '), ''), ${otherwise})`;

const tickers = ({ q, exchange, kind }: BulkFilter, { ids }: Chosen, isMeant = Prisma.sql`true`) => Prisma.sql`
  SELECT row_number() OVER (ORDER BY s.symbol, s.mic, i.id) AS place, i.id::text AS subject, ${tickerOf(Prisma.sql`s`)} AS label
  FROM symbols s JOIN instruments i ON i.id = s.instrument_id WHERE ${isListedOf({ q, exchange, kind })} AND ${isMeant}
    AND (${ids && [...ids]}::text[] IS NULL OR ${tickerOf(Prisma.sql`s`)} = ANY(${ids && [...ids]}::text[]))`;

const isOn = (watchlist: string) => Prisma.sql`EXISTS (
  SELECT FROM watchlist_items w JOIN watchlists l ON l.id = w.watchlist_id WHERE w.instrument_id = i.id AND l.name = ${watchlist})`;

const rowsOf: Readonly<Record<BulkActionKind, (filter: BulkFilter, chosen: Chosen) => Prisma.Sql>> = {
  'revive-dead-letters': ({ dataset, ticker, code }, { ids }) => Prisma.sql`
    SELECT -d.id AS place, d.id::text AS subject, ${named(Prisma.sql`d.tickers`, Prisma.sql`d.target`)} || ' · ' || d.dataset AS label
    FROM (${openLetters({ dataset, ticker, code })}) d WHERE ${isChosen(Prisma.sql`d.id`, ids)}`,
  'resolve-findings': ({ check, instrumentId, severity, from, to }, { ids }) => Prisma.sql`
    SELECT -f.id AS place, f.id::text AS subject,
      f.check_id || ' · ' || coalesce(${tickerOf(Prisma.sql`s`)}, f.subject) || ' · ' || f.date::text AS label
    FROM qa_findings f LEFT JOIN symbols s ON s.instrument_id = f.instrument_id AND s.valid_to IS NULL
    WHERE ${isFindingOf({ checkId: check, instrumentId, severity, from, to, state: 'open' })}
      AND ${isChosen(Prisma.sql`f.id`, ids)}`,
  // One that is called off already is none to cancel.
  'cancel-runs': ({ dataset, trigger, state, ticker }, { ids }) => Prisma.sql`
    SELECT -r.id AS place, r.id::text AS subject, r.id || ' · ' || r.dataset || ' · ' || r.trigger AS label FROM runs r
    WHERE r.finished_at IS NULL AND r.ending IS NULL AND ${isChosen(Prisma.sql`r.id`, ids)}
      AND (${dataset ?? null}::text IS NULL OR r.dataset = ${dataset ?? null}::text)
      AND (${trigger ?? null}::text IS NULL OR r.trigger = ${trigger ?? null}::text)
      AND (${state ?? null}::text IS NULL OR r.state = ${state ?? null}::text)
      AND (${ticker ?? null}::text IS NULL OR EXISTS (
        SELECT FROM run_targets t WHERE t.run_id = r.id AND ${ticker ?? null}::text = ANY(t.tickers)))`,
  'retry-targets': ({ run, code }, { ids }) => Prisma.sql`
    SELECT t.id AS place, t.id::text AS subject, ${named(Prisma.sql`t.tickers`, Prisma.sql`t.target`)} AS label FROM run_targets t
    WHERE t.state IN ('failed', 'partial') AND ${isChosen(Prisma.sql`t.id`, ids)} AND (${run ?? null}::bigint IS NULL OR t.run_id = ${run ?? null}::bigint)
      AND (${code ?? null}::text IS NULL OR t.error_code = ${code ?? null}::text)`,
  'request-filings': (filter, chosen) => tickers(filter, chosen),
  'recheck-prices': (filter, chosen) => tickers(filter, chosen),
  'track-tickers': (filter, chosen) => tickers(filter, chosen, Prisma.sql`NOT ${isOn(chosen.watchlist)}`),
  'untrack-tickers': (filter, chosen) => tickers(filter, chosen, isOn(chosen.watchlist)),
};

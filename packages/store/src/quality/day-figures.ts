// Counts and lists what the figures of a night stand for: each figure and its rows read the same relation.

import type { Day } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { lastSymbolOf, tickerOf } from '../universe/find-tickers.ts';
import { by, countUniverse, type FigureNight, recentDays, type UniverseCounts, universe } from './night-universe.ts';

/** What happened to instruments and what was found, counted for the summary of a night. */
export interface DayFigures extends UniverseCounts {
  readonly listed: number;
  readonly delisted: number;
  readonly lagging: number;
  readonly missing: number;
  readonly missingTickers: number;
  readonly fetchErrors: number;
  readonly jumps: number;
}

const jumpDays = 7;

/** What was listed or delisted in the 30 days before, of what is tracked or stored, as `e(id, day)`. */
const changed = (night: FigureNight, what: 'listed' | 'delisted') => Prisma.sql`(
  SELECT v.instrument_id AS id, max(v.day) AS day FROM instrument_events v
  WHERE v.what = ${what} AND v.day > ${night.day}::date - ${recentDays}::int AND v.day <= ${night.day}::date
    AND (EXISTS (SELECT FROM watchlist_items w WHERE w.instrument_id = v.instrument_id)
      OR EXISTS (SELECT FROM coverage c WHERE c.instrument_id = v.instrument_id AND c.dataset = 'daily-prices'
        AND c.first_day IS NOT NULL))
  GROUP BY 1) e`;

/** The condition of findings `f` of a check that are open that night. */
const openOf = (night: FigureNight, checkId: string) => Prisma.sql`f.check_id = ${checkId}
  AND (${by(night)} IS NULL AND f.resolved_at IS NULL
    OR f.created_at <= ${by(night)} AND (f.resolved_at IS NULL OR f.resolved_at > ${by(night)}))`;

/** Findings `f` that count as missing dates, or as jumps of the last seven days, that night. */
const missing = (night: FigureNight) => Prisma.sql`${openOf(night, 'missing_dates')} AND f.severity <> 'info'`;
const jumps = (
  night: FigureNight,
) => Prisma.sql`f.check_id = 'price_jump' AND f.date > ${night.day}::date - ${jumpDays}::int
  AND (${by(night)} IS NULL AND coalesce(f.resolved_as, '') NOT IN ('check', 'exemption')
    OR f.created_at <= ${by(night)} AND f.date <= ${night.day}::date
      AND (coalesce(f.resolved_as, '') NOT IN ('check', 'exemption') OR f.resolved_at > ${by(night)}))`;

/** Executions `t` that failed in the 24 hours before. */
const fetchErrors = ({ at }: FigureNight) => Prisma.sql`t.state IN ('failed', 'gone')
  AND t.finished_at > ${at}::timestamptz - interval '24 hours' AND t.finished_at <= ${at}::timestamptz`;

/** The figures of nights. Listings and delistings are those of instruments that are tracked or have stored prices. */
export async function figuresOf(sql: Sql, nights: readonly FigureNight[]): Promise<DayFigures[]> {
  const [counts, ...figures] = await Promise.all([
    countUniverse(sql, nights),
    ...nights.map((night) => countEvents(sql, night)),
  ]);
  return figures.map((each, index) => ({ universe: 0, active: 0, ...counts[index], ...each }));
}

/** What happened by a night, and what was found. */
async function countEvents(sql: Sql, night: FigureNight): Promise<Omit<DayFigures, keyof UniverseCounts>> {
  const [row] = await sql.$queryRaw<Omit<DayFigures, keyof UniverseCounts>[]>`
    SELECT c.listed, c.delisted, f.lagging, f.missing, f."missingTickers", f.jumps, t."fetchErrors"
    FROM (SELECT (SELECT count(*)::int FROM ${changed(night, 'listed')}) AS listed,
        (SELECT count(*)::int FROM ${changed(night, 'delisted')}) AS delisted) c,
      (SELECT (SELECT count(*)::int FROM qa_findings f WHERE ${openOf(night, 'lag_check')}) AS lagging,
        (SELECT count(*)::int FROM qa_findings f WHERE ${missing(night)}) AS missing,
        (SELECT count(DISTINCT subject)::int FROM qa_findings f WHERE ${missing(night)}) AS "missingTickers",
        (SELECT count(*)::int FROM qa_findings f WHERE ${jumps(night)}) AS jumps) f,
      (SELECT count(DISTINCT (t.dataset, t.target))::int AS "fetchErrors" FROM run_targets t WHERE ${fetchErrors(night)}) t`;
  if (!row) throw new Error('the figures of a night have no row');
  return row;
}

/** A part of the rows, and how many there are. */
interface RowRange {
  readonly limit: number;
  readonly offset: number;
}

/** An instrument behind a figure. */
export interface FigureTicker {
  readonly instrumentId: bigint;
  readonly ticker: string | null;
  readonly exchange: string | null;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  /** The day on which it was listed or delisted; null where the figure is of neither. */
  readonly day: Day | null;
}

/** Which instruments are listed: those requested every night, or those that came or went in 30 days. */
export type TickerFigure = 'active' | 'new_30d' | 'delisted_30d';

const ticker = tickerOf(Prisma.sql`y`);
const lastSymbol = Prisma.sql`LATERAL ${lastSymbolOf(Prisma.sql`i.id`)} y`;

const tickersBehind = (night: FigureNight, figure: TickerFigure): Prisma.Sql => {
  if (figure === 'active')
    return Prisma.sql`(SELECT u.id, NULL::date AS day FROM ${universe([night])} WHERE u.is_in[1] AND u.is_active[1])`;
  return Prisma.sql`(SELECT e.id, e.day FROM ${changed(night, figure === 'new_30d' ? 'listed' : 'delisted')})`;
};

/** The instruments behind a figure, by ticker. */
export async function figureTickers(
  sql: Sql,
  night: FigureNight,
  figure: TickerFigure,
  { limit, offset }: RowRange,
): Promise<{ total: number; items: FigureTicker[] }> {
  const items = await sql.$queryRaw<FigureTicker[]>`
    SELECT i.id AS "instrumentId", ${ticker} AS ticker, y.mic AS exchange, i.name, i.kind, i.status, b.day::text AS day
    FROM ${tickersBehind(night, figure)} b JOIN instruments i ON i.id = b.id LEFT JOIN ${lastSymbol} ON true
    ORDER BY y.symbol, i.id LIMIT ${limit} OFFSET ${offset}`;
  const [row] = await sql.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM ${tickersBehind(night, figure)} b`;
  return { total: row?.total ?? 0, items };
}

/** An instrument that is behind the sessions of its exchange. */
export interface LaggingTicker {
  readonly findingId: bigint;
  readonly ticker: string;
  readonly exchange: string | null;
  readonly name: string | null;
  /** The last stored day; null: none was ever stored. */
  readonly lastDay: Day | null;
  readonly sessions: number;
}

const sessionsBehind = Prisma.sql`(f.details ->> 'sessions')::int`;

/** The instruments that are more than so many sessions behind, the furthest first, and how many are how far. */
export async function laggingTickers(
  sql: Sql,
  night: FigureNight,
  { days, limit, offset }: RowRange & { readonly days: number },
): Promise<{ total: number; histogram: { sessions: number; tickers: number }[]; items: LaggingTicker[] }> {
  const behind = Prisma.sql`${openOf(night, 'lag_check')} AND ${sessionsBehind} > ${days}::int`;
  const [items, histogram] = await Promise.all([
    sql.$queryRaw<LaggingTicker[]>`
      SELECT f.id AS "findingId", coalesce(${ticker}, f.subject) AS ticker, f.details ->> 'exchange' AS exchange, i.name,
        f.details ->> 'last' AS "lastDay", ${sessionsBehind} AS sessions
      FROM qa_findings f LEFT JOIN instruments i ON i.id = f.instrument_id LEFT JOIN ${lastSymbol} ON true
      WHERE ${behind} ORDER BY ${sessionsBehind} DESC, y.symbol, f.id LIMIT ${limit} OFFSET ${offset}`,
    sql.$queryRaw<{ sessions: number; tickers: number }[]>`
      SELECT ${sessionsBehind} AS sessions, count(*)::int AS tickers FROM qa_findings f WHERE ${behind} GROUP BY 1 ORDER BY 1`,
  ]);
  return { total: histogram.reduce((sum, { tickers }) => sum + tickers, 0), histogram, items };
}

/** An instrument with the sessions that its series leaves out. */
export interface TickerWithGaps {
  readonly ticker: string;
  readonly exchange: string | null;
  readonly name: string | null;
  /** In order. */
  readonly days: readonly Day[];
}

/** The instruments with missing sessions, those with the most first. */
export async function tickersWithGaps(
  sql: Sql,
  night: FigureNight,
  { limit, offset }: RowRange,
): Promise<{ total: number; items: TickerWithGaps[] }> {
  const items = await sql.$queryRaw<TickerWithGaps[]>`
    SELECT coalesce(${ticker}, m.subject) AS ticker, m.exchange, i.name, m.days FROM (
      SELECT f.subject, f.instrument_id, max(f.details ->> 'exchange') AS exchange, array_agg(f.date::text ORDER BY f.date) AS days
      FROM qa_findings f WHERE ${missing(night)} GROUP BY 1, 2
      ORDER BY count(*) DESC, 1 LIMIT ${limit} OFFSET ${offset}) m
      LEFT JOIN instruments i ON i.id = m.instrument_id LEFT JOIN ${lastSymbol} ON true
    ORDER BY cardinality(m.days) DESC, m.subject`;
  const [row] = await sql.$queryRaw<{ total: number }[]>`
    SELECT count(DISTINCT subject)::int AS total FROM qa_findings f WHERE ${missing(night)}`;
  return { total: row?.total ?? 0, items };
}

/** Which findings a list has, so that it counts what a figure counts. */
export interface FailureFilter {
  readonly checkId: string | undefined;
  /** Open that night, resolved by then, or both. */
  readonly resolved: boolean | undefined;
  /** Those of this figure alone. */
  readonly figure: 'lagging' | 'missing_dates' | 'price_jumps_7d' | undefined;
}

/** The condition of findings `f` of a list of failures. */
export function failuresWhere(night: FigureNight, { checkId, resolved, figure }: FailureFilter): Prisma.Sql {
  const known = Prisma.sql`(${by(night)} IS NULL OR f.created_at <= ${by(night)})`;
  const isResolved = Prisma.sql`(f.resolved_at IS NOT NULL AND (${by(night)} IS NULL OR f.resolved_at <= ${by(night)}))`;
  const ofFigure = {
    lagging: openOf(night, 'lag_check'),
    missing_dates: missing(night),
    price_jumps_7d: jumps(night),
  };
  return Prisma.join(
    [
      known,
      ...(figure === undefined ? [] : [ofFigure[figure]]),
      ...(checkId === undefined ? [] : [Prisma.sql`f.check_id = ${checkId}`]),
      ...(resolved === undefined ? [] : [Prisma.sql`${isResolved} = ${resolved}`]),
    ],
    ' AND ',
  );
}

/** A target that failed in the night, by its last failure. */
export interface FetchError {
  readonly ticker: string | null;
  readonly tickers: string[];
  readonly target: string;
  readonly dataset: string;
  readonly code: string | null;
  readonly message: string | null;
  /** How often it was requested in that run. */
  readonly tries: number;
  readonly runId: bigint;
  readonly failedAt: Date;
}

/** The targets that failed in the 24 hours before, the latest first, and how many failed by which code. */
export async function listFetchErrors(
  sql: Sql,
  night: FigureNight,
  { code, limit, offset }: RowRange & { readonly code: string | undefined },
): Promise<{ total: number; codes: { code: string; targets: number }[]; items: FetchError[] }> {
  const failed = Prisma.sql`(
    SELECT DISTINCT ON (t.dataset, t.target) t.* FROM run_targets t WHERE ${fetchErrors(night)}
    ORDER BY t.dataset, t.target, t.finished_at DESC, t.id DESC) t`;
  const wanted = Prisma.sql`(${code ?? null}::text IS NULL OR coalesce(t.error_code, 'UNKNOWN') = ${code ?? null}::text)`;
  const [items, codes] = await Promise.all([
    sql.$queryRaw<FetchError[]>`
      SELECT t.tickers[1] AS ticker, t.tickers, t.target, t.dataset, t.error_code AS code, t.error_message AS message,
        coalesce((SELECT sum(k.attempts + k.throttles)::int FROM task_targets tt JOIN tasks k ON k.id = tt.task_id
          WHERE tt.target_id = t.id), 0) AS tries, t.run_id AS "runId", t.finished_at AS "failedAt"
      FROM ${failed} WHERE ${wanted} ORDER BY t.finished_at DESC, t.id DESC LIMIT ${limit} OFFSET ${offset}`,
    sql.$queryRaw<{ code: string; targets: number }[]>`
      SELECT coalesce(t.error_code, 'UNKNOWN') AS code, count(*)::int AS targets FROM ${failed} WHERE ${wanted}
      GROUP BY 1 ORDER BY 2 DESC, 1`,
  ]);
  return { total: codes.reduce((sum, { targets }) => sum + targets, 0), codes, items };
}

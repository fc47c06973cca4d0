// Mends findings: takes days out of coverage, and remembers which backfill was to fill them.

import type { Day } from '@tickermill/core';
import { Prisma } from '../database.ts';
import { lockSeries } from '../prices/stored-series.ts';
import type { Sql } from '../sql.ts';
import { tickerOf } from '../universe/find-tickers.ts';

/** A finding that a fetch can mend. */
export interface HealableFinding {
  readonly id: bigint;
  readonly checkId: string;
  readonly instrumentId: bigint;
  readonly ticker: string;
  readonly date: Day;
}

/**
 * Open findings of these checks that had fewer than so many backfills, and were found again after the last one had ended;
 * the latest days first.
 */
export function healableFindings(
  sql: Sql,
  { checkIds, tries, limit }: { checkIds: readonly string[]; tries: number; limit: number },
): Promise<HealableFinding[]> {
  return sql.$queryRaw<HealableFinding[]>`
    SELECT f.id, f.check_id AS "checkId", f.instrument_id AS "instrumentId", ${tickerOf(Prisma.sql`s`)} AS ticker, f.date::text AS date
    FROM qa_findings f JOIN symbols s ON s.instrument_id = f.instrument_id AND s.valid_to IS NULL
    WHERE f.check_id = ANY(${[...checkIds]}::text[]) AND f.resolved_at IS NULL AND f.severity <> 'info'
      AND (SELECT count(*) FROM qa_heals h WHERE h.finding_id = f.id) < ${tries}::int
      AND NOT EXISTS (SELECT FROM qa_heals h JOIN runs r ON r.id = h.run_id
        WHERE h.finding_id = f.id AND coalesce(r.finished_at, 'infinity') >= f.seen_at)
    ORDER BY f.date DESC, f.id LIMIT ${limit}`;
}

/** Takes days of instruments out of coverage, so that they are gaps; what is stored of them stays. */
export async function uncoverDays(
  tx: Sql,
  days: readonly { readonly instrumentId: bigint; readonly date: Day }[],
): Promise<void> {
  if (days.length === 0) return;
  const ids = days.map(({ instrumentId }) => String(instrumentId));
  await lockSeries(tx, ids);
  await tx.$executeRaw`
    UPDATE coverage c SET covered = c.covered - w.days, provisional = c.provisional - w.days, stopgap = c.stopgap - w.days,
      denied = c.denied - w.days, late = c.late - w.days
    FROM (SELECT d.id, range_agg(daterange(d.day, d.day, '[]')) AS days
      FROM unnest(${ids}::bigint[], ${days.map(({ date }) => date)}::date[]) AS d(id, day) GROUP BY d.id) w
    WHERE c.dataset = 'daily-prices' AND c.instrument_id = w.id`;
}

/** Remembers that a backfill is to mend these findings. */
export async function keepHeals(tx: Sql, runId: bigint, findingIds: readonly bigint[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO qa_heals (finding_id, run_id, requested_at)
    SELECT id, ${runId}, clock_timestamp() FROM unnest(${[...findingIds]}::bigint[]) AS id ON CONFLICT DO NOTHING`;
}

/** One backfill that was to mend a finding: how it stands for its instrument, and which sources it asked. */
export interface Heal {
  readonly runId: bigint;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
  /** The state of the instrument's target in it; null: it was not asked, or is not planned yet. */
  readonly state: string | null;
  readonly sources: string[];
}

/** The backfills that were to mend a finding, the first one first. */
export const healsOf = (sql: Sql, findingId: bigint): Promise<Heal[]> => sql.$queryRaw<Heal[]>`
  WITH asked AS (
    SELECT h.run_id, h.requested_at, f.instrument_id FROM qa_heals h JOIN qa_findings f ON f.id = h.finding_id
    WHERE h.finding_id = ${findingId}
    UNION ALL
    SELECT (h ->> 'runId')::bigint, (h ->> 'requestedAt')::timestamptz, a.instrument_id
    FROM qa_archived_findings a, jsonb_array_elements(a.heals) h WHERE a.id = ${findingId})
  SELECT h.run_id AS "runId", h.requested_at AS "requestedAt", r.finished_at AS "finishedAt", t.state,
    ARRAY(SELECT DISTINCT k.source FROM task_targets tt JOIN tasks k ON k.id = tt.task_id
      WHERE tt.target_id = t.id ORDER BY k.source) AS sources
  FROM asked h LEFT JOIN runs r ON r.id = h.run_id
    LEFT JOIN run_targets t ON t.run_id = h.run_id AND t.target = h.instrument_id::text
  ORDER BY h.requested_at`;

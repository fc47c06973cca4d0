// What became of the last slots of each schedule.

import type { DatasetId, Stage } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { tickerOf } from '../universe/find-tickers.ts';

/** A slot: the run that it became, or why it became none. */
export interface SlotOutcome {
  readonly dueAt: Date;
  readonly runId: bigint | null;
  /** That of the run, or `skipped`. */
  readonly state: string;
  readonly skipReason: string | null;
}

/** A schedule with its last slots, the latest first. */
export interface ScheduleOutcomes {
  readonly scheduleId: bigint;
  readonly dataset: DatasetId | Stage;
  readonly kind: 'market' | 'group' | 'ticker';
  readonly ticker: string | null;
  readonly enabled: boolean;
  readonly outcomes: readonly SlotOutcome[];
}

interface OutcomeRow extends Omit<ScheduleOutcomes, 'outcomes'> {
  readonly dueAt: Date | null;
  readonly runId: bigint | null;
  readonly state: string | null;
  readonly skipReason: string | null;
}

/**
 * The last slots of each schedule that is no mere member of a group. The oldest member stands for a group's skipped
 * slots: ten thousand members fall due together.
 */
export async function scheduleOutcomes(
  sql: Sql,
  { last, scheduleId }: { last: number; scheduleId?: bigint | undefined },
): Promise<ScheduleOutcomes[]> {
  const runs = (condition: Prisma.Sql) => Prisma.sql`(
    SELECT r.due_at, r.id AS run_id, r.state, NULL::text AS skip_reason FROM runs r
    WHERE r.dataset = s.dataset AND ${condition} AND r.due_at IS NOT NULL ORDER BY r.due_at DESC LIMIT ${last})`;
  const rows = await sql.$queryRaw<OutcomeRow[]>`
    SELECT s.id AS "scheduleId", s.dataset, s.kind, ${tickerOf(Prisma.sql`y`)} AS ticker, s.enabled, o.due_at AS "dueAt",
      o.run_id AS "runId", o.state, o.skip_reason AS "skipReason"
    FROM schedules s LEFT JOIN symbols y ON y.instrument_id = s.instrument_id AND y.valid_to IS NULL
      LEFT JOIN LATERAL (SELECT CASE WHEN s.kind <> 'group' THEN s.id ELSE (
        SELECT min(m.id) FROM schedules m WHERE m.dataset = s.dataset AND m.group_key = s.group_key AND m.kind = 'ticker') END AS id) own ON true
      LEFT JOIN LATERAL (
        SELECT * FROM (
          ${runs(Prisma.sql`r.group_key = s.group_key`)}
          -- Slots of a part of its targets, which are not of its own times.
          UNION ALL ${runs(Prisma.sql`r.group_key LIKE s.group_key || '@%'`)}
          UNION ALL (SELECT t.due_at, NULL, 'skipped', t.skip_reason FROM schedule_ticks t
            WHERE t.schedule_id = own.id AND t.skip_reason IS NOT NULL ORDER BY t.due_at DESC LIMIT ${last})) every
        ORDER BY every.due_at DESC LIMIT ${last}) o ON true
    WHERE (s.kind <> 'ticker' OR s.group_key <> s.dataset) AND (${scheduleId ?? null}::bigint IS NULL OR s.id = ${scheduleId ?? null}::bigint)
    ORDER BY s.kind = 'ticker', s.dataset, s.id, o.due_at DESC`;
  const schedules = new Map<bigint, Omit<ScheduleOutcomes, 'outcomes'> & { outcomes: SlotOutcome[] }>();
  for (const { dueAt, runId, state, skipReason, ...schedule } of rows) {
    const found = schedules.get(schedule.scheduleId) ?? { ...schedule, outcomes: [] };
    schedules.set(schedule.scheduleId, found);
    if (dueAt !== null && state !== null) found.outcomes.push({ dueAt, runId, state, skipReason });
  }
  return [...schedules.values()];
}

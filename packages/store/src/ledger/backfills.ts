import type { DatasetId, Day, SourceId } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** A backfill as the ledger has it. */
export interface BackfillFigures {
  readonly id: bigint;
  readonly dataset: DatasetId;
  readonly tickers: string[] | null;
  readonly from: Day;
  readonly to: Day;
  readonly state: 'planning' | 'running' | 'done' | 'partial' | 'failed' | 'cancelled';
  readonly isPaused: boolean;
  readonly ending: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** The part of its instruments that planning has come past, 0 to 1. */
  readonly planned: number;
  readonly targetsByState: Record<string, number>;
  readonly tasksByState: Record<string, number>;
  readonly sources: readonly { readonly source: SourceId; readonly requests: number; readonly left: number }[];
  readonly rows: number;
  /** Rows of the last minutes, and how many seconds these are: it may be younger. */
  readonly lately: { readonly rows: number; readonly seconds: number };
}

const lateSeconds = 300;
/** A run that can be shown as a backfill: its request names days. */
const isBackfill = Prisma.sql`r.trigger = 'backfill' AND r.request -> 'params' ? 'from'`;

/** The figures of backfills, the newest first: of one, of those in progress, or of a page of all. */
export async function backfillFigures(
  db: Database,
  which: { readonly id: bigint } | { readonly isOpen: true } | { readonly limit: number; readonly offset: number },
): Promise<BackfillFigures[]> {
  const chosen =
    'id' in which
      ? Prisma.sql`AND r.id = ${which.id}`
      : 'isOpen' in which
        ? Prisma.sql`AND r.finished_at IS NULL`
        : Prisma.sql`ORDER BY r.id DESC LIMIT ${which.limit} OFFSET ${which.offset}`;
  return db.$queryRaw<BackfillFigures[]>`
    WITH run AS MATERIALIZED (SELECT r.* FROM runs r WHERE ${isBackfill} ${chosen}),
    target AS MATERIALIZED (SELECT t.id, t.run_id, t.state FROM run_targets t WHERE t.run_id IN (SELECT id FROM run)),
    link AS MATERIALIZED (
      SELECT t.run_id, tt.created, k.id, k.source, k.state, k.finished_at, k.attempts + k.throttles AS requests
      FROM target t JOIN task_targets tt ON tt.target_id = t.id JOIN tasks k ON k.id = tt.task_id),
    task AS MATERIALIZED (SELECT DISTINCT run_id, id, source, state, requests FROM link)
    SELECT r.id, r.dataset, r.request -> 'params' ->> 'from' AS "from", r.request -> 'params' ->> 'to' AS "to",
      nullif(r.request -> 'tickers', 'null') AS tickers, r.state, r.paused_at IS NOT NULL AS "isPaused", r.ending,
      r.created_at AS "createdAt", r.finished_at AS "finishedAt", ${plannedPart} AS planned,
      (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (SELECT state, count(*) AS n FROM target WHERE run_id = r.id GROUP BY 1) s) AS "targetsByState",
      (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (SELECT state, count(*) AS n FROM task WHERE run_id = r.id GROUP BY 1) s) AS "tasksByState",
      (SELECT coalesce(jsonb_agg(s ORDER BY s.source), '[]') FROM (
        SELECT source, sum(requests) AS requests, count(*) FILTER (WHERE state IN ('waiting', 'queued', 'running')) AS left
        FROM task WHERE run_id = r.id GROUP BY 1) s) AS sources,
      (SELECT coalesce(sum(created), 0)::float8 FROM link WHERE run_id = r.id) AS rows,
      (SELECT jsonb_build_object('rows', coalesce(sum(created), 0),
          'seconds', extract(epoch FROM least(${lateSeconds} * interval '1 s', clock_timestamp() - r.created_at)))
        FROM link WHERE run_id = r.id AND finished_at > clock_timestamp() - ${lateSeconds} * interval '1 s') AS lately
    FROM run r ORDER BY r.id DESC`;
}

const plannedPart = Prisma.sql`CASE WHEN r.planned_at IS NOT NULL THEN 1 WHEN r.planned_after IS NULL THEN 0 ELSE (
  SELECT count(*) FILTER (WHERE i.id <= r.planned_after)::float8 / greatest(count(*), 1) FROM instruments i
  WHERE CASE WHEN r.request -> 'tickers' = 'null' THEN i.status = 'active' ELSE EXISTS (
    SELECT FROM symbols s WHERE s.instrument_id = i.id AND s.valid_to IS NULL AND r.request -> 'tickers' ?| ARRAY[s.symbol, s.mic || ':' || s.symbol]) END) END`;

/** Publishes the progress of a backfill. */
export async function publishBackfillProgress(sql: Sql, data: Readonly<Record<string, unknown>>): Promise<void> {
  await sql.$executeRaw`INSERT INTO events (type, data) VALUES ('backfill.progress', ${JSON.stringify(data)}::jsonb)`;
}

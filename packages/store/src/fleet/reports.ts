// What each worker says of its machine: its clock and the disk of its data directory.

import { Prisma, type Store } from '../database.ts';
import type { Sql } from '../sql.ts';

/** A worker whose clock differs by more from Postgres' takes no ticks: what falls due is told by it. */
export const maxSkewMs = 30_000;
/** A worker that has been silent for so long is gone, and what it said holds no more. */
const silentMs = 120_000;
/** Who paused a source, where nobody did. */
const diskPause = 'low disk space';

/** A worker's report. */
export interface WorkerReport {
  readonly worker: string;
  readonly clockAheadMs: number;
  readonly disk: {
    readonly freeBytes: number;
    readonly totalBytes: number;
    /** Too little is free. */
    readonly isLow: boolean;
    /** So much is free that sources may resume; between the two it stays as it was. */
    readonly isRoomy: boolean;
  };
}

/** A worker and its machine, as last reported. */
export interface ReportedWorker {
  readonly worker: string;
  readonly seenAt: Date;
  readonly clockAheadMs: number;
  /** Since when its clock differs so much that it takes no ticks. */
  readonly clockWrongSince: Date | null;
  readonly diskFreeBytes: number;
  readonly diskTotalBytes: number;
  /** Since when too little is free, so that all sources are paused. */
  readonly diskLowSince: Date | null;
}

/**
 * Keeps a worker's report, with an event where its clock or disk has become worse or is well again; and pauses all sources
 * while a disk of any worker is low. An operator's own pause is left alone.
 */
export async function keepReport(
  { sqlTransaction }: Pick<Store, 'sqlTransaction'>,
  { worker, clockAheadMs, disk }: WorkerReport,
): Promise<void> {
  const isWrong = Math.abs(clockAheadMs) > maxSkewMs;
  const ahead = Math.round(clockAheadMs);
  await sqlTransaction(async (tx) => {
    await forgetReports(
      tx,
      Prisma.sql`worker <> ${worker} AND seen_at < clock_timestamp() - ${silentMs}::float8 * interval '1 ms'`,
    );
    await tx.$executeRaw`
      WITH before AS (
        SELECT clock_wrong_since, disk_low_since FROM worker_reports WHERE worker = ${worker}
      ), kept AS (
        INSERT INTO worker_reports AS r (worker, seen_at, clock_ahead_ms, clock_wrong_since, disk_free_bytes, disk_total_bytes, disk_low_since)
        SELECT ${worker}, now, ${ahead}::bigint, CASE WHEN ${isWrong} THEN now END, ${disk.freeBytes}::bigint, ${disk.totalBytes}::bigint,
          CASE WHEN ${disk.isLow} THEN now END
        FROM (SELECT clock_timestamp() AS now) clock
        ON CONFLICT (worker) DO UPDATE SET seen_at = EXCLUDED.seen_at, clock_ahead_ms = EXCLUDED.clock_ahead_ms,
          clock_wrong_since = CASE WHEN ${isWrong} THEN coalesce(r.clock_wrong_since, EXCLUDED.seen_at) END,
          disk_free_bytes = EXCLUDED.disk_free_bytes, disk_total_bytes = EXCLUDED.disk_total_bytes,
          disk_low_since = CASE WHEN ${disk.isLow} THEN coalesce(r.disk_low_since, EXCLUDED.seen_at)
            WHEN NOT ${disk.isRoomy} THEN r.disk_low_since END
        RETURNING clock_wrong_since, disk_low_since
      ), compared AS (
        SELECT kept.clock_wrong_since IS NOT NULL AS clock, before.clock_wrong_since IS NOT NULL AS clock_was,
          kept.disk_low_since IS NOT NULL AS disk, before.disk_low_since IS NOT NULL AS disk_was
        FROM kept LEFT JOIN before ON true)
      INSERT INTO events (type, data)
      SELECT CASE WHEN clock THEN 'clock.wrong' ELSE 'clock.right' END, jsonb_build_object('worker', ${worker}::text, 'ahead_ms', ${ahead}::bigint)
      FROM compared WHERE clock <> clock_was
      UNION ALL
      SELECT CASE WHEN disk THEN 'disk.low' ELSE 'disk.recovered' END, jsonb_build_object('worker', ${worker}::text,
        'free_bytes', ${disk.freeBytes}::bigint, 'total_bytes', ${disk.totalBytes}::bigint)
      FROM compared WHERE disk <> disk_was`;
    await pauseForDisks(tx);
  });
}

/** Deletes the report of a worker that stops. */
export async function dropReport({ sqlTransaction }: Pick<Store, 'sqlTransaction'>, worker: string): Promise<void> {
  await sqlTransaction((tx) => forgetReports(tx, Prisma.sql`worker = ${worker}`));
}

/** Deletes reports. What was wrong with such a machine is over for whoever follows the events: its next worker tells it anew. */
async function forgetReports(tx: Sql, which: Prisma.Sql): Promise<void> {
  await tx.$executeRaw`
    WITH gone AS (DELETE FROM worker_reports WHERE ${which} RETURNING *)
    INSERT INTO events (type, data)
    SELECT 'clock.right', jsonb_build_object('worker', worker, 'ahead_ms', clock_ahead_ms)
    FROM gone WHERE clock_wrong_since IS NOT NULL
    UNION ALL
    SELECT 'disk.recovered', jsonb_build_object('worker', worker, 'free_bytes', disk_free_bytes, 'total_bytes', disk_total_bytes)
    FROM gone WHERE disk_low_since IS NOT NULL`;
}

async function pauseForDisks(tx: Sql): Promise<void> {
  await tx.$executeRaw`
    UPDATE source_state SET paused_at = clock_timestamp(), paused_by = ${diskPause}, paused_for_disk = true, updated_at = clock_timestamp()
    WHERE paused_at IS NULL AND EXISTS (SELECT FROM worker_reports WHERE disk_low_since IS NOT NULL)`;
  await tx.$executeRaw`
    UPDATE source_state SET paused_at = NULL, paused_by = NULL, paused_for_disk = false, updated_at = clock_timestamp()
    WHERE paused_for_disk AND NOT EXISTS (SELECT FROM worker_reports WHERE disk_low_since IS NOT NULL)`;
}

/** The workers that have reported of late, by name. */
export const reportedWorkers = (sql: Sql): Promise<ReportedWorker[]> => sql.$queryRaw<ReportedWorker[]>`
  SELECT worker, seen_at AS "seenAt", clock_ahead_ms::float8 AS "clockAheadMs", clock_wrong_since AS "clockWrongSince",
    disk_free_bytes::float8 AS "diskFreeBytes", disk_total_bytes::float8 AS "diskTotalBytes", disk_low_since AS "diskLowSince"
  FROM worker_reports WHERE seen_at >= clock_timestamp() - ${silentMs}::float8 * interval '1 ms' ORDER BY worker`;

// Conditions that no statement brings about: the passing of time does. They are published as events like all others.

import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** A run that is not planned so long after it was created waits for a planner that does not come. */
const staleMs = 15 * 60_000;
/** Of the requests of a day so large a share is worth a word. */
const lowShare = 0.8;

/** What of a condition is published: its event, each time it becomes another. */
interface Condition {
  readonly cause: string;
  /** What it is like as a rule: as long as nothing was published, it is that. */
  readonly usual: string;
  readonly state: Prisma.Sql;
  /** The event of a state, and what it says. */
  readonly type: Prisma.Sql;
  readonly data: Prisma.Sql;
  /** What it is read from. */
  readonly from: Prisma.Sql;
}

/**
 * Publishes a condition where it differs from what was last published of it: once, however far the readers of events have
 * come. Of an alert that an older build has opened nothing is kept: it is told again what is so.
 */
async function publishChange(tx: Sql, { cause, usual, state, type, data, from }: Condition): Promise<void> {
  const key = `alert-condition/${cause}`;
  await tx.$executeRaw`
    WITH former AS (
      SELECT coalesce((SELECT value #>> '{}' FROM settings WHERE key = ${key}),
        CASE WHEN EXISTS (SELECT FROM alerts WHERE cause = ${cause} AND state = 'open') THEN '' ELSE ${usual} END) AS state
    ), latest AS (
      SELECT ${state} AS state, ${type} AS type, ${data} AS data FROM ${from}
    ), changed AS (
      SELECT latest.* FROM latest, former WHERE latest.state <> former.state
    ), kept AS (
      INSERT INTO settings (key, value) SELECT ${key}, to_jsonb(state) FROM changed
      ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, updated_at = clock_timestamp())
    INSERT INTO events (type, data) SELECT type, data FROM changed`;
}

/** Publishes that runs wait for their planner, or no longer do. */
export async function publishPlannerState(tx: Sql, { cause, now }: { cause: string; now: Date }): Promise<void> {
  await publishChange(tx, {
    cause,
    usual: 'well',
    state: Prisma.sql`CASE WHEN runs > 0 THEN 'stale' ELSE 'well' END`,
    type: Prisma.sql`CASE WHEN runs > 0 THEN 'planner.stale' ELSE 'planner.recovered' END`,
    data: Prisma.sql`CASE WHEN runs > 0 THEN jsonb_build_object('runs', runs, 'since', utc_text(since)) ELSE '{}'::jsonb END`,
    from: Prisma.sql`(
      SELECT count(*)::int AS runs, min(created_at) AS since FROM runs
      WHERE state = 'planning' AND paused_at IS NULL AND finished_at IS NULL AND trigger <> 'backfill'
        AND created_at < ${new Date(now.getTime() - staleMs)}) waiting`,
  });
}

/** Asks the database for nothing but an answer; rejects where there is none. */
export async function reachDatabase(sql: Sql): Promise<void> {
  await sql.$queryRaw`SELECT 1`;
}

/** Publishes that the database could not be reached for a while. */
export async function publishDatabaseGap(sql: Sql, { since, until }: { since: Date; until: Date }): Promise<void> {
  const data = { since: since.toISOString(), until: until.toISOString() };
  await sql.$executeRaw`INSERT INTO events (type, data) VALUES ('database.recovered', ${JSON.stringify(data)}::jsonb)`;
}

/** The day of a source whose requests are numbered, where the source is. */
export interface QuotaDay {
  readonly source: string;
  readonly cause: string;
  readonly limit: number;
  readonly day: string;
  readonly resetsAt: Date;
}

/** Publishes of each source whether requests of its day are left, few, or none. */
export async function publishQuotaStates(tx: Sql, days: readonly QuotaDay[]): Promise<void> {
  for (const { source, cause, limit, day, resetsAt } of days)
    await publishChange(tx, {
      cause,
      usual: 'left',
      state: Prisma.sql`state`,
      type: Prisma.sql`'source.quota'`,
      data: Prisma.sql`jsonb_build_object('source', ${source}::text, 'state', state, 'used', used, 'limit', ${limit}::int,
        'resets_at', ${resetsAt.toISOString()}::text, 'waiting', (
          SELECT count(*) FROM tasks WHERE source = ${source} AND state IN ('waiting', 'queued')))`,
      from: Prisma.sql`(
        SELECT used, CASE WHEN used >= ${limit}::int THEN 'spent' WHEN used >= ${limit * lowShare}::float8 THEN 'low' ELSE 'left' END AS state
        FROM (SELECT CASE WHEN quota_day >= ${day}::date THEN quota_used ELSE 0 END AS used
          FROM source_state WHERE source = ${source}) counted) judged`,
    });
}

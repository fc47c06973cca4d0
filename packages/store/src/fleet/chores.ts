// State of the maintenance chores: who holds which, when each is due, how it ended.

import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** So many failures in a row make a chore count as failing, and publish an event. */
export const failingFrom = 3;

/** The state of a maintenance chore for the whole installation. */
export interface ChoreState {
  readonly name: string;
  readonly holder: string;
  readonly dueAt: Date;
  readonly runningSince: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly durationMs: number | null;
  /** In a row; 0 after a success. */
  readonly failures: number;
  readonly failuresTotal: number;
  readonly lastErrorAt: Date | null;
  readonly lastError: string | null;
}

interface ChoreClaim {
  /** The calling process. */
  readonly holder: string;
  /** How long a chore stays this process' own without being claimed again, ms. */
  readonly holdMs: number;
  readonly chores: readonly { readonly name: string; readonly everyMs: number }[];
}

/**
 * Renews this process' hold on its chores and takes over those whose holder is lost. Returns the names of its chores
 * that are due, and records that these begin. A chore that has never run is due one interval from now.
 */
export async function claimChores(sql: Sql, { holder, holdMs, chores }: ChoreClaim): Promise<string[]> {
  // In one order for every process, or two that claim at once could wait for each other.
  const sorted = [...chores].sort((one, other) => (one.name < other.name ? -1 : 1));
  const rows = await sql.$queryRaw<{ name: string }[]>`
    WITH claimed AS (
      INSERT INTO maintenance_chores AS c (name, holder, held_until, due_at)
      SELECT w.name, ${holder}, clock_timestamp() + ${holdMs}::float8 * interval '1 ms', clock_timestamp() + w.every
      FROM (SELECT name, every_ms * interval '1 ms' AS every FROM unnest(
        ${sorted.map(({ name }) => name)}::text[], ${sorted.map(({ everyMs }) => everyMs)}::float8[]) AS u(name, every_ms)) w
      ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, held_until = EXCLUDED.held_until,
        due_at = least(c.due_at, EXCLUDED.due_at), running_since = coalesce(
          CASE WHEN c.holder = EXCLUDED.holder THEN c.running_since END, CASE WHEN c.due_at <= clock_timestamp() THEN clock_timestamp() END)
      WHERE c.holder = EXCLUDED.holder OR c.held_until < clock_timestamp()
      RETURNING c.name, c.due_at)
    SELECT name FROM claimed WHERE due_at <= clock_timestamp() ORDER BY name`;
  return rows.map(({ name }) => name);
}

/** How a run of a chore ended, and when it is due again. */
export interface ChoreEnd {
  readonly name: string;
  readonly durationMs: number;
  readonly dueInMs: number;
  /** Null: it succeeded. */
  readonly error: string | null;
}

/** Records how chores of a process ended, with an event for each that has begun to fail or works again. */
export async function recordChores(sql: Sql, holder: string, ends: readonly ChoreEnd[]): Promise<void> {
  const rows = ends.map((end) => ({ ...end, durationMs: Math.round(end.durationMs) }));
  await sql.$executeRaw`
    WITH ended AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e(name text, "durationMs" int, "dueInMs" float8, error text)
    ), before AS (
      SELECT c.name, c.failures FROM maintenance_chores c JOIN ended USING (name) WHERE c.holder = ${holder}
      ORDER BY c.name FOR NO KEY UPDATE OF c
    ), recorded AS (
      UPDATE maintenance_chores c SET running_since = NULL, duration_ms = e."durationMs",
        due_at = clock_timestamp() + e."dueInMs" * interval '1 ms',
        last_success_at = CASE WHEN e.error IS NULL THEN clock_timestamp() ELSE c.last_success_at END,
        failures = CASE WHEN e.error IS NULL THEN 0 ELSE c.failures + 1 END,
        failures_total = c.failures_total + (e.error IS NOT NULL)::int,
        last_error_at = CASE WHEN e.error IS NULL THEN c.last_error_at ELSE clock_timestamp() END,
        last_error = coalesce(e.error, c.last_error)
      FROM before b JOIN ended e USING (name) WHERE c.name = b.name AND c.holder = ${holder}
      RETURNING c.name, c.failures, b.failures AS was, c.last_success_at, e.error)
    INSERT INTO events (type, data)
    SELECT 'maintenance.failing', jsonb_build_object('chore', name, 'failures', failures, 'error', error,
      'last_success_at', ${isoOf(Prisma.sql`last_success_at`)}) FROM recorded WHERE failures = ${failingFrom}
    UNION ALL
    SELECT 'maintenance.recovered', jsonb_build_object('chore', name, 'failures', was) FROM recorded
    WHERE failures = 0 AND was >= ${failingFrom}`;
}

const isoOf = (instant: Prisma.Sql) =>
  Prisma.sql`to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Releases this process' chores for others at once. */
export async function releaseChores(sql: Sql, holder: string): Promise<void> {
  await sql.$executeRaw`
    UPDATE maintenance_chores SET held_until = '-infinity', running_since = NULL WHERE holder = ${holder}`;
}

/** Every chore that some process still does, by name. */
export const choreStates = (sql: Sql): Promise<ChoreState[]> => sql.$queryRaw<ChoreState[]>`
  SELECT name, holder, due_at AS "dueAt", running_since AS "runningSince", last_success_at AS "lastSuccessAt",
    duration_ms AS "durationMs", failures, failures_total AS "failuresTotal", last_error_at AS "lastErrorAt",
    last_error AS "lastError"
  FROM maintenance_chores ORDER BY name`;

/** Deletes chores that no process has done for so long, as of a source that is disabled. Returns how many. */
export async function forgetChores(sql: Sql, afterMs: number): Promise<number> {
  const [row] = await sql.$queryRaw<[{ forgotten: number }]>`
    WITH forgotten AS (
      DELETE FROM maintenance_chores
      WHERE held_until < clock_timestamp() - ${afterMs}::float8 * interval '1 ms' AND due_at < clock_timestamp() - ${afterMs}::float8 * interval '1 ms'
      RETURNING name, failures
    ), told AS (
      INSERT INTO events (type, data) SELECT 'maintenance.forgotten', jsonb_build_object('chore', name)
      FROM forgotten WHERE failures >= ${failingFrom})
    SELECT count(*)::int AS forgotten FROM forgotten`;
  return row.forgotten;
}

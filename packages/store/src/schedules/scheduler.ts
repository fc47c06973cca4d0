import type { Database } from '../database.ts';
import type { Sql } from '../sql.ts';

/** Whether the scheduler runs: the latest decision of an operator holds for every process, also after a restart. */
export async function isSchedulerRunning(db: Database): Promise<boolean> {
  const [row] = await db.$queryRaw<{ value: unknown }[]>`SELECT value FROM settings WHERE key = 'scheduler'`;
  return row?.value !== 'stopped';
}

/** Stops or starts all schedules. */
export async function setSchedulerRunning(db: Database, running: boolean): Promise<void> {
  await db.$executeRaw`
    INSERT INTO settings (key, value) VALUES ('scheduler', to_jsonb(${running ? 'running' : 'stopped'}::text))
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = clock_timestamp()`;
}

/** How many schedules are to fall due, and when the last of their runs was made. */
export async function schedulerTotals(db: Database): Promise<{ jobs: number; lastRun: Date | null }> {
  const [row] = await db.$queryRaw<{ jobs: number; lastRun: Date | null }[]>`
    SELECT (SELECT count(*)::int FROM schedules WHERE enabled AND kind <> 'group') AS jobs,
      (SELECT max(created_at) FROM runs WHERE due_at IS NOT NULL) AS "lastRun"`;
  return row ?? { jobs: 0, lastRun: null };
}

/** Since when all schedules are stopped, who stopped them and why, by the audit log; null while they run. */
export async function schedulerStop(
  sql: Sql,
): Promise<{ since: Date; by: string | null; reason: string | null } | null> {
  const [row] = await sql.$queryRaw<{ since: Date; by: string | null; reason: string | null }[]>`
    SELECT s.updated_at AS since, a.actor AS "by", a.detail ->> 'reason' AS reason
    FROM settings s LEFT JOIN LATERAL (
      -- The entry is written before the change, and says how that ended after it.
      SELECT actor, detail FROM audit_log WHERE action = 'stopScheduler' ORDER BY id DESC LIMIT 1) a ON true
    WHERE s.key = 'scheduler' AND s.value = '"stopped"'::jsonb`;
  return row ?? null;
}

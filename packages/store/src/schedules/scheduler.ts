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

/** Since when all schedules are stopped, and who stopped them; null while they run. */
export async function schedulerStop(sql: Sql): Promise<{ since: Date; by: string | null } | null> {
  const [row] = await sql.$queryRaw<{ since: Date; by: string | null }[]>`
    SELECT s.updated_at AS since,
      (SELECT a.actor FROM audit_log a WHERE a.action = 'stopScheduler' AND a.status = 200 ORDER BY a.id DESC LIMIT 1) AS "by"
    FROM settings s WHERE s.key = 'scheduler' AND s.value = '"stopped"'::jsonb`;
  return row ?? null;
}

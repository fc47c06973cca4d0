import type { Database } from '../database.ts';

/** So many attempts under a key within a period. */
export interface AttemptLimit {
  readonly key: string;
  readonly most: number;
}

/**
 * Counts an attempt under every key, before its outcome is known, so that parallel attempts cannot pass the limit.
 * Returns the instant from which another is allowed, or null if this one is.
 */
export async function countAttempt(
  db: Database,
  limits: readonly AttemptLimit[],
  now: Date,
  periodMs: number,
): Promise<Date | null> {
  const start = new Date(now.getTime() - periodMs);
  await db.$executeRaw`DELETE FROM login_attempts WHERE since <= ${start}`;
  // In one order, so that two who count the same keys wait for each other and no more.
  const keys = limits.map(({ key }) => key).sort();
  const rows = await db.$queryRaw<{ key: string; since: Date; attempts: number }[]>`
    INSERT INTO login_attempts AS a (key, since, attempts) SELECT key, ${now}, 1 FROM unnest(${keys}::text[]) AS key
    ON CONFLICT (key) DO UPDATE SET attempts = a.attempts + 1 RETURNING key, since, attempts`;
  const over = rows.filter(({ key, attempts }) => attempts > (limits.find((limit) => limit.key === key)?.most ?? 0));
  if (over.length === 0) return null;
  return new Date(Math.max(...over.map(({ since }) => since.getTime())) + periodMs);
}

/** Takes back an attempt that was no guess. */
export async function forgiveAttempt(db: Database, keys: readonly string[]): Promise<void> {
  await db.$executeRaw`
    UPDATE login_attempts SET attempts = attempts - 1 WHERE key = ANY(${[...keys]}::text[]) AND attempts > 0`;
}

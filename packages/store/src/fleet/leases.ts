import type { Database } from '../database.ts';

/**
 * Takes or renews a lease by Postgres' clock: of the processes that compete for it one holds it, and another takes it
 * over when it has not been renewed for so long. Returns whether this holder has it now.
 */
export async function takeLease(
  db: Database,
  { name, holder, forMs }: { name: string; holder: string; forMs: number },
): Promise<boolean> {
  const taken = await db.$executeRaw`
    INSERT INTO leases (name, holder, until) VALUES (${name}, ${holder}, clock_timestamp() + ${forMs} * interval '1 ms')
    ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, until = EXCLUDED.until
    WHERE leases.holder = EXCLUDED.holder OR leases.until < clock_timestamp()`;
  return taken > 0;
}

/**
 * Proves that Postgres takes writes: one that only reads, as after its disk became full or it was demoted to a replica,
 * answers every ping.
 */
export async function proveWritable(db: Database): Promise<void> {
  await takeLease(db, { name: 'health', holder: 'health', forMs: 0 });
}

/** Gives a lease up before its time. */
export async function dropLease(db: Database, { name, holder }: { name: string; holder: string }): Promise<void> {
  await db.$executeRaw`DELETE FROM leases WHERE name = ${name} AND holder = ${holder}`;
}

/** The leases in force whose names begin so, without that beginning. */
export async function heldLeases(db: Database, prefix: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT substr(name, length(${prefix}) + 1) AS name FROM leases
    WHERE starts_with(name, ${prefix}) AND until > clock_timestamp() ORDER BY name`;
  return rows.map(({ name }) => name);
}

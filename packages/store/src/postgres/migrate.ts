import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Log, PipelineError } from '@tickermill/core';
import pg from 'pg';

/** The key of the advisory lock that Prisma's own `migrate deploy` takes, so that the two never run together. */
const prismaMigrateLock = 72707369;

const bookkeeping = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/** The migrations of this build, `prisma/migrations` of the project. */
const migrationsDir = fileURLToPath(new URL('../../../../prisma/migrations/', import.meta.url));

/** The record of the applied migrations on which older builds may work. */
export const compatibleMigrationsKey = 'compatible-migrations';
/** The line of a migration that allows it. */
const compatible = /^-- Older workers may work on it\.$/m;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Which migrations are applied. */
interface MigrateOptions {
  /** Where they stand; without it: those of this build. */
  readonly dir?: string;
  /** These alone, as an older build left a database; without it: all. */
  readonly names?: readonly string[];
}

/**
 * Applies the migrations that a database lacks, in order, each whole or not at all, and returns their names.
 * Keeps Prisma's own table, so that `prisma migrate deploy` agrees with it.
 * @throws {PipelineError} `MIGRATION_FAILED` or `DATABASE_UNREACHABLE`.
 */
export async function migrate(
  url: string,
  log: Log,
  { dir = migrationsDir, names }: MigrateOptions = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
  } catch (cause) {
    throw new PipelineError('DATABASE_UNREACHABLE', `Postgres did not answer: ${(cause as Error).message}`, { cause });
  }
  try {
    await client.query('SELECT pg_advisory_lock($1)', [prismaMigrateLock]);
    await client.query(bookkeeping);
    const applied: string[] = [];
    const wanted = migrations(dir).filter(({ name }) => names === undefined || names.includes(name));
    for (const migration of await outstanding(client, wanted, log)) {
      await apply(client, migration);
      applied.push(migration.name);
    }
    return applied;
  } finally {
    await client.end();
  }
}

/** The migrations of this build, by name, in order. */
export const migrationNames = (dir = migrationsDir): string[] =>
  readdirSync(dir)
    .filter((name) => existsSync(path.join(dir, name, 'migration.sql')))
    .sort();

function migrations(dir: string): Migration[] {
  return migrationNames(dir).map((name) => {
    const sql = readFileSync(path.join(dir, name, 'migration.sql'), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

async function outstanding(client: pg.Client, all: readonly Migration[], log: Log): Promise<Migration[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const done = new Map(rows.filter((row) => row.finished_at).map((row) => [row.migration_name, row.checksum]));
  return all.filter(({ name, checksum }) => {
    if (done.has(name) && done.get(name) !== checksum)
      log.warn('a migration was edited after it was applied', { name });
    return !done.has(name);
  });
}

/** A file goes as one simple query, which Postgres runs as one transaction. */
async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('DELETE FROM _prisma_migrations WHERE migration_name = $1 AND finished_at IS NULL', [name]);
  const id = randomUUID();
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksum,
    name,
  ]);
  try {
    await client.query(sql);
  } catch (cause) {
    const message = (cause as Error).message;
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, message]);
    throw new PipelineError('MIGRATION_FAILED', `Migration ${name}: ${message}`, {
      cause,
      detail: { migration: name },
    });
  }
  if (compatible.test(sql)) {
    await client.query(
      `INSERT INTO settings (key, value) VALUES ($1, jsonb_build_array($2::text))
       ON CONFLICT (key) DO UPDATE SET value = settings.value || excluded.value, updated_at = clock_timestamp()`,
      [compatibleMigrationsKey, name],
    );
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id]);
}

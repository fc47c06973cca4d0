import type { Sql } from '../sql.ts';
import { compatibleMigrationsKey, migrationNames } from './migrate.ts';

/** Why this build may not work on a database. */
export interface SchemaMisfit {
  /** Migrations of this build that the database lacks: it is older. */
  readonly missing: readonly string[];
  /** Migrations of the database that this build does not know, and that are not marked as harmless to older ones. */
  readonly unknown: readonly string[];
  /** Both in one sentence. */
  readonly message: string;
}

/** What keeps this build from working on a database; null if nothing does. */
export async function schemaMisfit(sql: Sql): Promise<SchemaMisfit | null> {
  const rows = await sql.$queryRaw<{ name: string; isHarmless: boolean }[]>`
    SELECT migration_name AS name, EXISTS (
      SELECT FROM settings WHERE key = ${compatibleMigrationsKey} AND value ? migration_name) AS "isHarmless"
    FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`;
  const known = new Set(migrationNames());
  const applied = new Set(rows.map(({ name }) => name));
  const missing = [...known].filter((name) => !applied.has(name));
  const unknown = rows.filter(({ name, isHarmless }) => !known.has(name) && !isHarmless).map(({ name }) => name);
  if (missing.length === 0 && unknown.length === 0) return null;
  const facts = [
    ...(unknown.length > 0 ? [`has migrations that this build does not know (${unknown.join(', ')})`] : []),
    ...(missing.length > 0 ? [`lacks migrations that this build needs (${missing.join(', ')})`] : []),
  ];
  return { missing, unknown, message: `The database ${facts.join(' and ')}.` };
}

// Which tables of a database a backup copies, and which columns of them.

import type pg from 'pg';

/**
 * Tables of processes and of browsers that are alive: after a restore there are none of them. `backups` lists the files
 * that are there now, not those of the day of the backup.
 */
const notCopied = [
  '_prisma_migrations',
  'backups',
  'leases',
  'login_attempts',
  'login_links',
  'sessions',
  'worker_reports',
];

/** Of a server itself, of the queue, and of what Postgres makes for a moment. */
const otherSchemas = /^(?:pg_.*|information_schema|bullmq)$/;
const plainName = /^[a-z_][a-z0-9_]{0,62}$/;

/** A table, or a leaf of a partitioned one, with the columns that hold values of their own. */
export interface CopiedTable {
  readonly table: string;
  readonly columns: readonly string[];
  /** Of all that it takes on the disk: what progress is measured by. */
  readonly sizeBytes: number;
}

/** The tables of a database by name, and the names of what is left out of a backup. */
export async function tablesOf(client: pg.Client): Promise<{ tables: CopiedTable[]; leftOut: string[] }> {
  const { rows } = await client.query<{ schema: string; table: string; columns: string[]; bytes: string }>(
    `SELECT n.nspname AS schema, c.relname AS table, pg_table_size(c.oid) AS bytes,
       array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '') AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind = 'r' AND c.relpersistence <> 't' GROUP BY n.nspname, c.relname, c.oid ORDER BY c.relname, n.nspname`,
  );
  const { rows: where } = await client.query<{ schema: string }>('SELECT current_schema() AS schema');
  const tables: CopiedTable[] = [];
  const leftOut: string[] = [];
  for (const { schema, table, columns, bytes } of rows) {
    if (otherSchemas.test(schema)) continue;
    const isOurs = schema === where[0]?.schema && [table, ...(columns ?? [])].every((name) => plainName.test(name));
    if (!isOurs) leftOut.push(`${schema}.${table}`);
    else if (!notCopied.includes(table)) tables.push({ table, columns: columns ?? [], sizeBytes: Number(bytes) });
  }
  return { tables, leftOut };
}

/** A name in a statement. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The columns of a table in a statement of COPY. */
export const columnList = (columns: readonly string[]): string => columns.map(quoted).join(', ');

import type { Store } from '../database.ts';
import { type ReportedWorker, reportedWorkers } from '../fleet/reports.ts';
import { liveWorkers } from '../fleet/workers.ts';
import { countOpenFindings } from '../universe/identity.ts';
import { type SchemaMisfit, schemaMisfit } from './schema-fit.ts';

/** What a database is, as far as an installation cares. */
export interface DatabaseFacts {
  /** Such as `18.1`. */
  readonly version: string;
  readonly major: number;
  /** Its clock when it answered. */
  readonly now: Date;
  /** Its content; null if it is not a database of Tickermill. */
  readonly ours: {
    readonly migrations: number;
    readonly misfit: SchemaMisfit | null;
    /** The workers that are alive. */
    readonly workers: readonly string[];
    /** What workers say of their machines; empty while the schema does not fit. */
    readonly reports: readonly ReportedWorker[];
    /** Findings of lists of companies that nobody has marked as seen. */
    readonly openFindings: number;
    /** What the processes of this installation agreed on. */
    readonly sources: string | null;
    readonly queueBackend: string | null;
  } | null;
}

/** Looks a database over, and changes nothing. */
export async function inspectDatabase(store: Store): Promise<DatabaseFacts> {
  const [row] = await store.sql.$queryRaw<{ version: string; number: number; now: Date; isOurs: boolean }[]>`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
      clock_timestamp() AS now,
      to_regclass('settings') IS NOT NULL AND to_regclass('_prisma_migrations') IS NOT NULL AS "isOurs"`;
  if (!row) throw new Error('Postgres answered a question with nothing');
  const head = { version: row.version, major: Math.floor(row.number / 10_000), now: row.now };
  if (!row.isOurs) return { ...head, ours: null };
  const [facts] = await store.sql.$queryRaw<
    { migrations: number; sources: string | null; queueBackend: string | null }[]
  >`
    SELECT (SELECT count(*)::int FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL) AS migrations,
      (SELECT value #>> '{}' FROM settings WHERE key = 'sources') AS sources,
      (SELECT value #>> '{}' FROM settings WHERE key = 'queue-backend') AS "queueBackend"`;
  const misfit = await schemaMisfit(store.sql);
  return {
    ...head,
    ours: {
      migrations: 0,
      sources: null,
      queueBackend: null,
      ...facts,
      misfit,
      workers: await liveWorkers(store.db),
      reports: misfit ? [] : await reportedWorkers(store.sql),
      openFindings: misfit ? 0 : await countOpenFindings(store.sql),
    },
  };
}

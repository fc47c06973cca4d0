import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkout } from '@tickermill/testkit';
import { expect } from 'chai';
import { type OlderDatabase, openDatabaseBefore } from '../store/older-database.fixture.ts';
import { openThread } from './thread.fixture.ts';

type Row = Readonly<Record<string, unknown>>;

/** The first migration that the build which filled the installation did not have. */
const migration = '20261122140001';
/**
 * The rows of every table of an installation that a build of 2026-11-22 filled from the sandbox: 25 tickers tracked, 17
 * filings, prices of three tickers, an own schedule, a user, a token, two watchlists.
 */
const kept: Readonly<Record<string, readonly Row[]>> = JSON.parse(
  gunzipSync(readFileSync(path.join(checkout, 'tests/fixtures/older-installation.json.gz'))).toString(),
);
/** What a user would miss. Everything else may be written anew by what a newer build does at its start. */
const lasting = [
  'api_tokens',
  'audit_log',
  'captures',
  'corporate_actions',
  'daily_prices',
  'filing_owners',
  'filings',
  'insider_holdings',
  'insider_trades',
  'insiders',
  'instruments',
  'runs',
  'symbols',
  'users',
  'watchlist_items',
  'watchlists',
];

/** Writes the rows as they were, and moves each sequence behind the ids that they use. */
async function fill({ db }: OlderDatabase): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
    for (const [table, rows] of Object.entries(kept)) {
      const columns = await tx.$queryRaw<{ name: string; identity: boolean }[]>`
        SELECT quote_ident(column_name) AS name, is_identity = 'YES' OR column_default LIKE 'nextval%' AS identity
        FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = ${table} AND is_generated = 'NEVER'`;
      const names = columns.map(({ name }) => name).join(', ');
      await tx.$executeRawUnsafe(`DELETE FROM ${table}`);
      await tx.$executeRawUnsafe(
        `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE
         SELECT ${names} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
        JSON.stringify(rows),
      );
      for (const { name } of columns.filter(({ identity }) => identity)) {
        await tx.$executeRawUnsafe(
          `SELECT setval(pg_get_serial_sequence('${table}', '${name}'), (SELECT coalesce(max(${name}), 1) FROM ${table}))`,
        );
      }
    }
  });
}

/** The rows of the lasting tables, of the columns that the older build filled: a migration may fill what was empty. */
async function lastingRows({ db }: OlderDatabase): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of lasting) {
    const written = (kept[table] ?? []).flatMap((row) => Object.keys(row).filter((column) => row[column] !== null));
    const columns = [...new Set(written)];
    const rows = await db.$queryRawUnsafe<{ row: string }[]>(
      `SELECT (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(t)) WHERE key = ANY($1))::text AS row
       FROM ${table} t ORDER BY 1`,
      columns,
    );
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

describe('an installation that an older build filled', () => {
  let older: OlderDatabase;
  before(async () => {
    older = await openDatabaseBefore(migration);
    await fill(older);
  });
  after(() => older.close());

  it('is migrated without losing a row, and goes on', async () => {
    const before = await lastingRows(older);
    expect(Object.values(before).flat()).to.have.length.above(1_500);
    await older.migrateOn();
    const now = await lastingRows(older);
    for (const table of lasting) expect(now[table], table).to.deep.equal(before[table]);

    const thread = await openThread((url) => ({ kind: 'postgres', url }), {
      store: { ...older, url: older.url, close: async () => {} },
      keepsMarket: true,
      settings: { tickers: 30, filingsPerDay: 0.05, years: 1 },
    });
    try {
      const run = await thread.scrape('AAPL', { daysBack: 400, maxFilings: 1_000 }, { force: true });
      expect(run.state).to.equal('done');
      const [{ trades } = { trades: 0 }] = await thread.rows<{ trades: number }>(
        'SELECT count(*)::int AS trades FROM insider_trades',
      );
      expect(trades).to.be.above(kept['insider_trades']?.length ?? 0);
      const after = await lastingRows(older);
      for (const table of ['daily_prices', 'watchlist_items', 'users', 'api_tokens', 'insider_trades'] as const) {
        expect(after[table], table).to.include.members(before[table] ?? []);
      }
    } finally {
      await thread.close();
    }
  });
});

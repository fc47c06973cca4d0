import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeBackup, restoreBackup, verifyBackup } from '@tickermill/backup';
import { openStore } from '@tickermill/store';
import { storeFilings } from '@tickermill/store/datasets';
import { cloneDatabase, silentLog, withDatabase } from '@tickermill/testkit';
import { drawFiling, makeDraws } from '../store/insider-trades.fixture.ts';

/** Fills every kind of table: partitions, generated columns, totals by triggers, bytes, arrays, odd text. */
async function fillDatabase(url: string, { bars = 2_000, filings = 40 } = {}): Promise<void> {
  await withDatabase(url, async (client) => {
    await client.query(`
      INSERT INTO settings (key, value) VALUES ('sources', '"sandbox"'), ('odd', '"tab\\t, line\\n, \\\\N and ünï ☃"');
      INSERT INTO instruments (name, cik, listing_source) SELECT 'Company ' || n, lpad(n::text, 10, '0'), 'test' FROM generate_series(1, 20) n`);
    await client.query(
      `INSERT INTO daily_prices (instrument_id, known_from, checked_at, volume, date, final, open, high, low, close, currency, provider)
       SELECT 1 + n % 20, now(), now(), n, date '1989-06-01' + n / 20 * 97, true, 1.5 + n, 2 + n, 1, 1.75 + n, 'USD', 'test'
       FROM generate_series(0, $1::int - 1) n`,
      [bars],
    );
    await client.query(
      `INSERT INTO captures (source, url, status, sha256, body, size)
       VALUES ('sec-edgar', 'https://example.org', 200, repeat('a', 64), '\\x00ff0a5c', 4)`,
    );
  });
  const store = openStore({ url });
  const draw = makeDraws(7);
  const drawn = Array.from({ length: filings }, (_, n) => drawFiling(draw, n));
  for (const filing of drawn) await store.sqlTransaction((tx) => storeFilings(tx, [filing]));
  await store.close();
}

/** A database and a folder of a test's own, and backups between them. */
export async function openBackupWorld({ filled = true } = {}) {
  const database = await cloneDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), 'tickermill-test-backups-'));
  const file = path.join(folder, 'one.backup');
  const { url } = database;
  if (filled) await fillDatabase(url);
  const now = () => new Date('2026-11-20T03:15:00Z');
  const about = { log: silentLog, now };
  return {
    url,
    folder,
    file,
    backUp: (key: string | null = null, to = file) => makeBackup({ url, file: to, key, trigger: 'manual', now }),
    verify: (key: string | null = null) => verifyBackup({ url, file, key, ...about }),
    restore: (options: Partial<Parameters<typeof restoreBackup>[0]> = {}) =>
      restoreBackup({
        url,
        file,
        key: null,
        sources: 'sandbox',
        queueBackend: 'postgres',
        confirm: async () => true,
        ...about,
        ...options,
      }),
    query: async <T extends object>(sql: string): Promise<T[]> =>
      (await withDatabase(url, (client) => client.query<T>(sql))).rows,
    async close() {
      await withDatabase(url.replace(/\/[^/]*$/, '/postgres'), async (client) => {
        const name = new URL(url).pathname.slice(1);
        const { rows } = await client.query<{ datname: string }>(
          'SELECT datname FROM pg_database WHERE datname LIKE $1',
          [`${name}\\_%`],
        );
        for (const { datname } of rows) await client.query(`DROP DATABASE ${datname} WITH (FORCE)`);
      });
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type BackupWorld = Awaited<ReturnType<typeof openBackupWorld>>;

import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { listBackups } from '@tickermill/backup';
import { openStore } from '@tickermill/store';
import { emptyAfterRestore } from '@tickermill/store/fleet';
import { migrationNames } from '@tickermill/store/postgres';
import { withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { openDatabaseBefore } from '../store/older-database.fixture.ts';
import { type BackupWorld, openBackupWorld } from './backup-world.fixture.ts';

/** What a database holds, of every table with rows: how many, and all of them as text. */
const content = `
  SELECT c.relname AS table, (xpath('/row/n/text()', x))[1]::text AS rows, (xpath('/row/h/text()', x))[1]::text AS hash
  FROM pg_class c, LATERAL query_to_xml(format(
    'SELECT count(*) AS n, md5(coalesce(string_agg(md5(t::text), '''' ORDER BY md5(t::text)), '''')) AS h FROM %I t', c.relname), false, true, '') x
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT IN ('_prisma_migrations', 'settings') ORDER BY 1`;

async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  return work.then(
    () => expect.fail('it did not fail'),
    (error) => error,
  );
}

describe('a backup', () => {
  let world: BackupWorld;
  beforeEach(async () => {
    world = await openBackupWorld();
  });
  afterEach(() => world.close());

  it('brings back every table as it was, with sequences, generated columns, triggers, views and rights', async () => {
    const before = await world.query(content);
    const made = await world.backUp();
    expect(made).to.deep.include({ isEncrypted: false, leftOut: [] });
    expect(made.rows).to.be.greaterThan(2_000);
    await world.query(`
      DELETE FROM daily_prices WHERE instrument_id < 10; UPDATE instruments SET name = 'Changed';
      INSERT INTO instruments (name, listing_source) VALUES ('Newer', 'test')`);

    const restored = await world.restore();
    expect(restored).to.include({ rows: made.rows, createdAt: '2026-11-20T03:15:00.000Z' });
    expect(await world.query(content)).to.deep.equal(before);
    const [next] = await world.query<{ id: string }>(
      `INSERT INTO instruments (name, listing_source) VALUES ('Next', 'test') RETURNING id::text`,
    );
    expect(next).to.deep.equal({ id: '21' });
    const [odd] = await world.query<{ value: string }>(
      `SELECT value #>> '{}' AS value FROM settings WHERE key = 'odd'`,
    );
    expect(odd?.value).to.equal('tab\t, line\n, \\N and ünï ☃');
    const disabled = await world.query(`SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'`);
    expect(disabled).to.deep.equal([]);
    const [sound] = await world.query<{ keys: number; unchecked: number; views: number; reader: boolean }>(`
      SELECT count(*)::int AS keys, (count(*) FILTER (WHERE NOT convalidated))::int AS unchecked,
        (SELECT count(*)::int FROM prices) AS views, has_table_privilege('tickermill_writer', 'daily_prices', 'INSERT') AS reader
      FROM pg_constraint WHERE contype = 'f'`);
    expect(sound?.keys).to.be.greaterThan(30);
    expect(sound).to.include({ unchecked: 0, views: 0, reader: true });
  });

  it('is of one instant while others write', async () => {
    let isDone = false;
    let written = 0;
    const writing = withDatabase(world.url, async (client) => {
      while (!isDone) {
        written += 1;
        await client.query(`BEGIN; INSERT INTO settings (key, value) VALUES ('w/${written}', 'true');
          INSERT INTO watchlists (name) VALUES ('w${written}'); INSERT INTO leases (name, holder, until) VALUES ('w/${written}', 'me', now());
          INSERT INTO instruments (name, listing_source) VALUES ('w/${written}', 'test'); COMMIT`);
      }
    });
    const began = written;
    await world.backUp();
    isDone = true;
    await writing;
    expect(written).to.be.greaterThan(began);
    await world.restore();
    const [counts] = await world.query<Record<string, number>>(`
      SELECT (SELECT count(*)::int FROM settings WHERE key LIKE 'w/%') AS settings, (SELECT count(*)::int FROM watchlists WHERE name LIKE 'w%') AS lists,
        (SELECT count(*)::int FROM instruments WHERE name LIKE 'w/%') AS instruments, (SELECT count(*)::int FROM leases) AS leases`);
    expect(counts?.['lists']).to.equal(counts?.['settings']);
    expect(counts).to.include({ instruments: counts?.['settings'], leases: 0 });
  });

  it('is verified by restoring it beside, and listed with what it was found to hold', async () => {
    const made = await world.backUp('a key of the tests, long enough');
    const verification = await world.verify('a key of the tests, long enough');
    expect(verification).to.include({ rows: made.rows, tables: made.tables, sha256: made.sha256 });
    const { backups, unreadable } = await listBackups(world.folder);
    expect(unreadable).to.deep.equal([]);
    expect(backups.map(({ file, bytes }) => ({ file, bytes }))).to.deep.equal([{ file: made.file, bytes: made.bytes }]);
    expect(backups[0]?.verification).to.deep.equal(verification);
    const left = await world.query(`SELECT datname FROM pg_database WHERE datname LIKE current_database() || '\\_%'`);
    expect(left).to.deep.equal([]);
  });

  it('is refused before anything is touched: cut off, altered, of another key, of other data, or in use', async () => {
    await world.backUp('a key of the tests, long enough');
    const whole = readFileSync(world.file);
    expect(whole.includes('Company 1')).to.equal(false);
    expect(await failureOf(world.restore({ key: null }))).to.include({ code: 'BACKUP_KEY_WRONG' });
    expect(await failureOf(world.restore({ key: 'another key, as long' }))).to.include({ code: 'BACKUP_KEY_WRONG' });
    const key = 'a key of the tests, long enough';
    expect(await failureOf(world.restore({ key, sources: 'live' }))).to.include({ code: 'RESTORE_REFUSED' });
    for (const at of [3, 60, 700, whole.length >> 1, whole.length - 60, whole.length - 20]) {
      const altered = Buffer.from(whole);
      altered[at] = (altered[at] ?? 0) ^ 1;
      writeFileSync(world.file, altered);
      expect((await failureOf(world.restore({ key }))).code, `byte ${at}`).to.be.oneOf([
        'BACKUP_UNREADABLE',
        'BACKUP_KEY_WRONG',
      ]);
    }
    for (const size of [0, 10, 500, whole.length >> 1, whole.length - 1]) {
      writeFileSync(world.file, whole);
      truncateSync(world.file, size);
      expect(await failureOf(world.restore({ key })), `${size} bytes`).to.include({ code: 'BACKUP_UNREADABLE' });
    }
    writeFileSync(world.file, whole);
    await withDatabase(world.url, async () => {
      expect(await failureOf(world.restore({ key }))).to.include({ code: 'RESTORE_REFUSED' });
    });
    expect(await world.restore({ key, confirm: async () => false })).to.equal(null);
    const left = await world.query(`SELECT datname FROM pg_database WHERE datname LIKE current_database() || '\\_%'`);
    expect(left).to.deep.equal([]);
  });

  it('says what will be lost', async () => {
    await world.backUp();
    await world.query(
      `INSERT INTO instruments (name, listing_source) SELECT 'Later', 'test' FROM generate_series(1, 5)`,
    );
    await world.query('DELETE FROM daily_prices WHERE instrument_id = 1');
    let losses: unknown;
    await world.restore({
      confirm: async (plan) => {
        losses = plan.losses?.filter(({ table }) => ['instruments', 'daily_prices'].includes(table));
        return false;
      },
    });
    expect(losses).to.deep.equal([
      { table: 'daily_prices', rowsNow: 1_900, rowsThen: 2_000 },
      { table: 'instruments', rowsNow: 25, rowsThen: 20 },
    ]);
  });

  it('of a newer version is refused', async () => {
    await world.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '20991231000000_newer', now())`,
    );
    await world.backUp();
    expect(await failureOf(world.restore())).to.include({ code: 'BACKUP_TOO_NEW' });
    expect(await failureOf(world.verify())).to.include({ code: 'BACKUP_TOO_NEW' });
  });

  it('keeps what is true of today, and has the queue emptied once', async () => {
    await world.backUp();
    await world.query(`
      INSERT INTO source_state (source, pace_requests, pace_per_ms) VALUES ('sec-edgar', 8, 1000) ON CONFLICT DO NOTHING;
      UPDATE source_state SET state = 'quiet', quiet_until = '2099-01-01', quota_used = 17 WHERE source = 'sec-edgar'`);
    await world.backUp(null, `${world.file}.later`);
    await world.query(`UPDATE source_state SET quota_used = 18 WHERE source = 'sec-edgar'`);
    await world.restore({ file: `${world.file}.later`, queueBackend: 'redis' });
    const [source] = await world.query(`SELECT quota_used, state FROM source_state WHERE source = 'sec-edgar'`);
    expect(source).to.deep.equal({ quota_used: 18, state: 'quiet' });
    const [backend] = await world.query(`SELECT value FROM settings WHERE key = 'queue-backend'`);
    expect(backend).to.deep.equal({ value: 'redis' });
    const store = openStore({ url: world.url, connections: 4 });
    let emptied = 0;
    const empty = async () => {
      emptied += 1;
    };
    const found = await Promise.all([1, 2, 3].map(() => emptyAfterRestore(store, empty)));
    await store.close();
    expect([emptied, found.filter(Boolean).length]).to.deep.equal([1, 1]);
  });

  it('leaves one database of before, and no file that is not whole', async () => {
    await world.backUp();
    const first = await world.restore();
    const second = await world.restore({ now: () => new Date('2026-11-21T00:00:00Z') });
    const left = await world.query<{ datname: string }>(
      `SELECT datname FROM pg_database WHERE datname LIKE current_database() || '\\_%'`,
    );
    expect(first?.before).to.match(/_before_20261120031500$/);
    expect(left).to.deep.equal([{ datname: second?.before }]);
    expect(readdirSync(world.folder)).to.deep.equal(['one.backup']);
  });
});

describe('a backup of an older version', () => {
  it('is migrated when it is restored', async () => {
    const target = await openBackupWorld({ filled: false });
    const older = await openDatabaseBefore('20261130');
    await older.db.$executeRawUnsafe(`INSERT INTO settings (key, value) VALUES ('of-then', '1')`);
    const { makeBackup } = await import('@tickermill/backup');
    const made = await makeBackup({
      url: older.url,
      file: target.file,
      key: null,
      trigger: 'manual',
      now: () => new Date(0),
    });
    expect(made.migration < '20261130').to.equal(true);
    let isOlder = false;
    await target.restore({
      confirm: async (plan) => {
        isOlder = plan.isOlder;
        return true;
      },
    });
    const applied = await target.query<{ name: string }>(
      'SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1',
    );
    expect(applied.map(({ name }) => name)).to.deep.equal(migrationNames());
    expect(await target.query(`SELECT value FROM settings WHERE key = 'of-then'`)).to.deep.equal([{ value: 1 }]);
    expect(isOlder).to.equal(true);
    await older.close();
    await target.close();
  });
});

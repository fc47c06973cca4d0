import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openQueues } from '@tickermill/engine';
import { type Chore, makeChores, openWindow, usualHistoryDays } from '@tickermill/engine/maintenance';
import { archiveDelisted, exportedTables, lifeOf, universeAsOf } from '@tickermill/store/universe';
import { type ScratchStore, silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import { eventsOf, instrumentsNow, makeIsin, makeRow, readListing } from '../store/listings.fixture.ts';
import { openStoreFor } from './thread.fixture.ts';

const isin = makeIsin(1);
const rest = Array.from({ length: 12 }, (_, nth) => makeRow('XETR', `S${nth}`));
const id = 13n;

describe('archived instruments', () => {
  let store: ScratchStore;
  let folder: string;
  let day: string;
  let close: () => Promise<void>;
  let chore: Chore;
  beforeEach(async () => {
    store = await openStoreFor((url) => ({ kind: 'postgres', url }));
    folder = mkdtempSync(path.join(tmpdir(), 'tickermill-test-exports-'));
    const now = () => new Date(`${day}T03:00:00Z`);
    const queues = openQueues({ backend: { kind: 'postgres', url: store.url }, log: silentLog });
    const deps = { store, queues, now, log: silentLog };
    const window = openWindow({ store, queues, size: 100, attempts: 3 });
    const made = makeChores({
      ...deps,
      window,
      schedules: null,
      sources: [],
      probe: async () => null,
      attempts: 3,
      quoteDays: 30,
      historyDays: usualHistoryDays,
      reconcileMs: 20,
      exportFolder: folder,
      lake: null,
    });
    const found = made.find(({ name }) => name === 'exported-instruments');
    if (!found) throw new Error('no such chore');
    chore = found;
    close = async () => {
      await window.close();
      await queues.close();
      await store.close();
      rmSync(folder, { recursive: true });
    };
    // Listed with prices, delisted in March 2026, archived in March 2028.
    await readListing(store, 'xetra', '2026-01-01', [...rest, makeRow('XETR', 'X', { isin })]);
    await store.db.$executeRaw`
      INSERT INTO daily_prices (instrument_id, date, close, volume, currency, provider, final, known_from, checked_at)
      SELECT ${id}, '2026-01-01'::date + n, 100.070000 + n, 1000, 'EUR', 'yahoo', true, now(), now() FROM generate_series(1, 40) n`;
    for (const each of ['2026-02-01', '2026-03-01']) await readListing(store, 'xetra', each, rest);
    await store.sqlTransaction((tx) => archiveDelisted(tx, '2028-03-01'));
  });
  afterEach(() => close());

  const run = (on: string) => {
    day = on;
    return chore.run();
  };
  const last = async () => (await eventsOf(store)).at(-1);
  const count = async (table: 'instrumentListing' | 'dailyPrice') => {
    const where = { where: { instrumentId: id } };
    return table === 'dailyPrice' ? store.db.dailyPrice.count(where) : store.db.instrumentListing.count(where);
  };
  const folders = () => readdirSync(path.join(folder, 'instruments', '2029'));

  it('are exported with the turn of the year, and what lists said of them is removed; all else stays', async () => {
    await run('2028-12-31');
    expect((await last())?.what, 'in the year in which it was archived').to.equal('archived');
    await run('2029-01-01');
    const event = await last();
    expect(event).to.include({ what: 'exported', instrumentId: id });
    const told = event?.detail as { folder: string; files: Record<string, { rows: number }> } | undefined;
    const { files, folder: kept } = told ?? { files: {}, folder: '' };
    expect(kept).to.equal(path.join(folder, 'instruments', '2029', '13-X'));
    const rows = Object.fromEntries(Object.entries(files).map(([name, each]) => [name, each.rows]));
    expect(rows).to.include({ 'daily_prices.parquet': 40, 'instrument_listings.parquet': 1, 'symbols.parquet': 1 });
    expect(readdirSync(kept).sort()).to.deep.equal([...Object.keys(files), 'manifest.json'].sort());
    expect([await count('instrumentListing'), await count('dailyPrice')]).to.deep.equal([0, 40]);
    const life = await lifeOf(store.db, id);
    expect([life?.status, life?.events.map(({ what }) => what)]).to.deep.equal([
      'exported',
      ['exported', 'archived', 'delisted', 'listed'],
    ]);
    const then = await universeAsOf(store.db, '2026-01-15', { exchange: 'XETR', kind: null }, null);
    expect(then.find(({ symbol }) => symbol === 'X')).to.include({ status: 'exported', isAssumed: false });
    await run('2029-01-02');
    expect(folders(), 'nothing is left to export').to.deep.equal(['13-X']);
    await readListing(store, 'xetra', '2029-02-01', [...rest, makeRow('XETR', 'XX', { isin })]);
    expect((await instrumentsNow(store)).find((each) => each.id === '13')).to.include({
      status: 'active',
      symbol: 'XX',
    });
  });

  it('lose nothing where a process is lost between the files and the removal', async () => {
    await store.db.$executeRawUnsafe(`CREATE FUNCTION lost() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'the process is lost'; END $$`);
    await store.db.$executeRawUnsafe(`CREATE TRIGGER lost BEFORE INSERT ON instrument_events FOR EACH ROW
      WHEN (NEW.what = 'exported') EXECUTE FUNCTION lost()`);
    const error = await run('2029-01-01').catch((thrown: unknown) => thrown);
    expect(String(error)).to.include('the process is lost');
    expect(folders()).to.deep.equal(['13-X']);
    expect([await count('instrumentListing'), (await last())?.what]).to.deep.equal([1, 'archived']);
    await store.db.$executeRawUnsafe('DROP TRIGGER lost ON instrument_events');
    await run('2029-01-02');
    expect(folders()).to.deep.equal(['13-X']);
    expect([await count('instrumentListing'), (await last())?.what]).to.deep.equal([0, 'exported']);
  });

  it('are exported with every column that their tables have', async () => {
    for (const { name, columns } of await exportedTables(store.sql, id)) {
      const stored = await store.db.$queryRaw<{ name: string }[]>`
        SELECT column_name AS name FROM information_schema.columns
        WHERE table_name = ${name} AND table_schema = current_schema() AND column_name <> 'instrument_id'`;
      expect(Object.keys(columns).sort(), name).to.deep.equal(stored.map((each) => each.name).sort());
    }
  });
});

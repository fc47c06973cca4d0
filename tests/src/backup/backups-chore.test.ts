import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { backupsChore } from '@tickermill/backup';
import { openStore, type Store } from '@tickermill/store';
import {
  backupBefore,
  backupTotals,
  listBackups,
  recordNightlyBackups,
  requestBackup,
} from '@tickermill/store/backups';
import { silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import { type BackupWorld, openBackupWorld } from './backup-world.fixture.ts';

describe('the chore that makes backups', () => {
  let world: BackupWorld;
  let store: Store;
  let clock: Date;
  before(async () => {
    world = await openBackupWorld();
    store = openStore({ url: world.url });
    await store.db.$executeRaw`
      INSERT INTO maintenance_chores (name, holder, held_until, due_at) VALUES ('backups', 'one', now() + interval '1 h', now())`;
  });
  after(async () => {
    await store.close();
    await world.close();
  });
  beforeEach(async () => {
    clock = new Date('2026-11-20T01:00:00Z');
    await store.db.$executeRaw`DELETE FROM backups`;
    await store.db.$executeRaw`DELETE FROM events`;
    for (const name of readdirSync(world.folder)) rmSync(path.join(world.folder, name), { recursive: true });
  });

  const makeChore = (options: Partial<Parameters<typeof backupsChore>[0]> = {}) =>
    backupsChore({
      store,
      log: silentLog,
      now: () => clock,
      url: world.url,
      folder: world.folder,
      key: null,
      keep: 2,
      pausePercent: 0,
      signal: new AbortController().signal,
      ...options,
    });
  const all = () => listBackups(store.sql, { limit: 50, offset: 0 });
  const eventTypes = async () => (await store.db.event.findMany({ orderBy: { id: 'asc' } })).map(({ type }) => type);
  const request = () => store.transaction((tx) => requestBackup(tx, { by: 'anna', at: clock }));

  it('makes what was requested, once, and tells', async () => {
    const { id } = await request();
    expect((await request()).id).to.equal(id);
    const chore = makeChore();
    expect(await chore.run()).to.equal('more');
    expect(await chore.run()).to.equal('done');
    const [made, ...others] = await all();
    expect(others).to.deep.equal([]);
    expect(made).to.include({ id, state: 'done', requestedBy: 'anna', encrypted: false, share: 1 });
    expect(made?.rows).to.be.greaterThan(2_000);
    expect(await eventTypes()).to.deep.equal(['backup.made']);
    expect(await backupTotals(store.sql)).to.deep.include({ asOf: clock, files: 1, failedSince: 0 });
  });

  it('keeps a run waiting until the nightly one is made, and keeps the last ones', async () => {
    await recordNightlyBackups(store.sql, false);
    const backupOf = (runId: bigint) => store.transaction((tx) => backupBefore(tx, runId));
    expect(await backupOf(1n)).to.deep.equal({ state: 'ready', file: null });
    await recordNightlyBackups(store.sql, true);
    const chore = makeChore();
    const files: (string | null)[] = [];
    for (const night of [1n, 2n, 3n]) {
      clock = new Date(`2026-11-2${night}T01:00:00Z`);
      expect(await backupOf(night)).to.deep.equal({ state: 'pending' });
      await chore.run();
      const ready = await backupOf(night);
      expect(ready.state).to.equal('ready');
      files.push(ready.state === 'ready' ? ready.file : null);
    }
    await store.db.$executeRaw`UPDATE maintenance_chores SET held_until = now() WHERE name = 'backups'`;
    expect(await backupOf(4n), 'nobody would make it').to.deep.equal({ state: 'ready', file: null });
    await store.db
      .$executeRaw`UPDATE maintenance_chores SET held_until = now() + interval '1 h' WHERE name = 'backups'`;
    expect(readdirSync(world.folder).sort()).to.deep.equal(files.slice(1).map((file) => path.basename(file ?? '')));
    expect((await all()).map(({ trigger }) => trigger)).to.deep.equal(['nightly', 'nightly']);
  });

  it('tries a nightly one three times, and lets the run go on without', async () => {
    await recordNightlyBackups(store.sql, true);
    const backupOf = () => store.transaction((tx) => backupBefore(tx, 9n));
    await backupOf();
    const chore = makeChore({ folder: path.join(world.folder, 'file', 'below') });
    writeFileSync(path.join(world.folder, 'file'), '');
    for (const attempt of [1, 2, 3]) {
      expect(await backupOf(), `attempt ${attempt}`).to.deep.equal({ state: 'pending' });
      await chore.run().catch(() => {}); // the folder is not there, which the chore says as well
      await store.db.$executeRaw`UPDATE backups SET not_before = NULL`;
    }
    expect(await backupOf()).to.deep.equal({ state: 'ready', file: null });
    expect(await eventTypes()).to.deep.equal(['backup.failed']);
    expect(await backupTotals(store.sql)).to.deep.include({ failedSince: 1 });
  });

  it('has only states and triggers that there are (backups_state_check, backups_trigger_check)', async () => {
    for (const [trigger, state] of [
      ['manual', 'odd'],
      ['odd', 'done'],
    ]) {
      const added = store.db.$executeRaw`
        INSERT INTO backups (trigger, state, requested_at) VALUES (${trigger}, ${state}, now())`;
      expect(await added.then(String, String)).to.match(/backups_(?:state|trigger)_check/);
    }
  });

  it('begins none that would fill the disk', async () => {
    await request();
    await makeChore({ pausePercent: 100 }).run();
    const [row] = await all();
    expect(row).to.include({ state: 'failed', errorCode: 'BACKUP_FAILED' });
    expect(readdirSync(world.folder)).to.deep.equal([]);
  });

  it('gives back what it was making when its process stops, and makes what a lost one began', async () => {
    await request();
    const stopped = new AbortController();
    stopped.abort();
    await makeChore({ signal: stopped.signal }).run();
    expect(readdirSync(world.folder)).to.deep.equal([]);
    expect((await all())[0]).to.include({ state: 'waiting' });
    await store.db.$executeRaw`UPDATE backups SET state = 'running'`;
    await makeChore().run();
    expect((await all())[0]).to.include({ state: 'done' });
  });

  it('lists what the command line has made and verified, and no longer what is gone', async () => {
    await world.backUp();
    writeFileSync(path.join(world.folder, 'odd.backup'), 'none');
    await makeChore().run();
    const [found] = await all();
    expect(found).to.include({ state: 'done', trigger: 'manual', file: world.file, verifiedAt: null, rows: null });
    const { rows } = await world.verify();
    await makeChore().run();
    const [verified, ...others] = await all();
    expect(others).to.deep.equal([]);
    expect(verified).to.deep.include({ rows, verifiedAt: new Date('2026-11-20T03:15:00Z') });
    rmSync(world.file);
    await makeChore().run();
    expect(await all()).to.deep.equal([]);
  });
});

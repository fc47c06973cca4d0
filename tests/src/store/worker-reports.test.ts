import { dropReport, keepReport, reportedWorkers } from '@tickermill/store/fleet';
import { ensureSource, pauseSource, resumeSource, sourceStatuses } from '@tickermill/store/sources';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

const source = 'sec-edgar';
const totalBytes = 100_000;

describe('what workers report of their machines', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
    await ensureSource(store.db, source, { requests: 8, perMs: 1_000 });
  });
  afterEach(() => store.close());

  const well = { freeBytes: 50_000, totalBytes, isLow: false, isRoomy: true };
  const low = { freeBytes: 4_000, totalBytes, isLow: true, isRoomy: false };
  const between = { freeBytes: 6_000, totalBytes, isLow: false, isRoomy: false };
  const report = (worker: string, disk: typeof well, clockAheadMs = 0) =>
    keepReport(store, { worker, disk, clockAheadMs });
  const status = async () => (await sourceStatuses(store.db)).find((each) => each.source === source);
  const isPaused = async () => (await status())?.state === 'paused';
  const events = async () =>
    (await store.db.event.findMany({ orderBy: { id: 'asc' } })).map(({ type, data }) => [type, data] as const);
  const types = async () => (await events()).map(([type]) => type).filter((type) => /^(?:disk|clock)/.test(type));

  it('pauses the sources from too little free space on, until there is clearly more, and publishes both once', async () => {
    await report('a', well);
    expect(await isPaused()).to.equal(false);
    await report('a', low);
    await report('a', low);
    expect(await status()).to.include({ state: 'paused', pausedBy: 'low disk space' });
    await report('a', between);
    expect(await isPaused(), 'between the two').to.equal(true);
    await report('a', well);
    expect(await isPaused()).to.equal(false);
    await report('a', between);
    expect(await isPaused(), 'on its way down').to.equal(false);
    expect(await types()).to.deep.equal(['disk.low', 'disk.recovered']);
    expect((await events()).find(([type]) => type === 'disk.low')?.[1]).to.deep.equal({
      worker: 'a',
      free_bytes: 4_000,
      total_bytes: totalBytes,
    });
    const changes = (await events()).filter(([type]) => type === 'source.changed').map(([, data]) => data);
    expect(changes.map((data) => (data as { state: string }).state)).to.deep.equal(['paused', 'open']);
  });

  it('resumes them once no disk of any worker is low', async () => {
    await report('a', low);
    await report('b', well);
    expect(await isPaused()).to.equal(true);
    await dropReport(store, 'a');
    expect(await isPaused(), 'until somebody has looked').to.equal(true);
    await report('b', well);
    expect(await isPaused()).to.equal(false);
  });

  it('forgets a worker that has been silent for two minutes', async () => {
    await report('a', low);
    await store.db.$executeRaw`UPDATE worker_reports SET seen_at = clock_timestamp() - interval '121 s'`;
    expect(await reportedWorkers(store.sql)).to.deep.equal([]);
    await report('b', well);
    expect(await isPaused()).to.equal(false);
    expect((await reportedWorkers(store.sql)).map(({ worker }) => worker)).to.deep.equal(['b']);
  });

  it('publishes that it is over when a worker with a full disk or a wrong clock stops or is lost: its next one has another name', async () => {
    await report('host-1', low, 60_000);
    await dropReport(store, 'host-1');
    const wrong = ['clock.wrong', 'disk.low'];
    const over = ['clock.right', 'disk.recovered'];
    expect([(await types()).slice(0, 2).sort(), (await types()).slice(2).sort()]).to.deep.equal([wrong, over]);
    await report('host-2', low, 60_000);
    await store.db.$executeRaw`UPDATE worker_reports SET seen_at = clock_timestamp() - interval '121 s'`;
    await report('host-2', low, 60_000);
    expect((await types()).length, 'one that was silent itself has nothing new').to.equal(6);
    await store.db.$executeRaw`UPDATE worker_reports SET seen_at = clock_timestamp() - interval '121 s'`;
    await report('host-3', low);
    expect((await types()).slice(6), 'what is still so is told last').to.deep.equal([...over, 'disk.low']);
    await dropReport(store, 'nobody');
    expect((await types()).length).to.equal(9);
  });

  it("leaves an operator's pause alone, and pauses again what was resumed too early", async () => {
    await pauseSource(store.db, source, { by: 'ann' });
    await report('a', low);
    await report('a', well);
    expect(await status()).to.include({ state: 'paused', pausedBy: 'ann' });
    await resumeSource(store.db, source);
    await report('a', low);
    await resumeSource(store.db, source);
    expect(await isPaused()).to.equal(false);
    await report('a', low);
    expect(await isPaused()).to.equal(true);
    await pauseSource(store.db, source, { by: 'ann' });
    await report('a', well);
    expect(await status(), 'paused by hand meanwhile').to.include({ state: 'paused', pausedBy: 'ann' });
  });

  it('publishes that a clock is over 30 s off, and that it is right again', async () => {
    await report('a', well, 30_000);
    await report('a', well, -30_001);
    await report('a', well, -600_000.4);
    const [wrong] = await reportedWorkers(store.sql);
    expect(wrong).to.include({ clockAheadMs: -600_000 });
    expect(wrong?.clockWrongSince).to.be.instanceOf(Date);
    await report('a', well, 100);
    expect((await reportedWorkers(store.sql))[0]?.clockWrongSince).to.equal(null);
    expect(await types()).to.deep.equal(['clock.wrong', 'clock.right']);
  });

  it('publishes both of a worker that begins with them', async () => {
    await report('a', low, 60_000);
    expect((await types()).sort()).to.deep.equal(['clock.wrong', 'disk.low']);
  });
});

import { openStore } from '@tickermill/store';
import { storeCompanies } from '@tickermill/store/datasets';
import { closeSlots, followTracking, recordTicks } from '@tickermill/store/schedules';
import { track } from '@tickermill/store/universe';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { openDatabaseBefore } from './older-database.fixture.ts';

const dueAt = new Date('2026-03-02T14:00:00Z');
const at = (seconds: number) => new Date(dueAt.getTime() + seconds * 1_000);

describe('schedules in the ledger', () => {
  let store: ScratchStore;
  let ids: bigint[];
  beforeEach(async () => {
    store = await openScratchStore();
    const symbols = ['AAPL', 'GOOG', 'MSFT', 'TSLA'];
    // One group is as good as two, without what follows it.
    await store.db.schedule.deleteMany({ where: { afterId: { not: null } } });
    await store.db.schedule.deleteMany({ where: { dataset: 'daily-prices' } });
    const listed = symbols.map((symbol, index) => ({ cik: `000000000${index}`, symbol, name: symbol }));
    await store.transaction((tx) => storeCompanies(tx, listed));
    const instruments = await store.db.instrument.findMany({ select: { id: true } });
    await store.transaction((tx) =>
      track(
        tx,
        'all',
        instruments.map(({ id }) => id),
      ),
    );
    // Two processes see the same tickers at once.
    await Promise.all([1, 2].map(() => store.transaction((tx) => followTracking(tx, at(-60)))));
    const rows = await store.db.schedule.findMany({ where: { kind: 'ticker' }, orderBy: { id: 'asc' } });
    ids = rows.map(({ id }) => id);
  });
  afterEach(() => store.close());

  const tick = (which: readonly bigint[], seconds: number, version = 1) =>
    recordTicks(
      store.db,
      which.map((scheduleId) => ({ scheduleId, version, dueAt })),
      at(seconds),
    );
  const outcomes = async () =>
    (await store.db.scheduleTick.findMany({ orderBy: { scheduleId: 'asc' } })).map(({ runId, skipReason }) =>
      runId === null ? skipReason : 'run',
    );

  it('are one per tracked ticker, however many see it tracked', () => {
    expect(ids).to.have.length(4);
  });

  it('make one run of a slot that several processes close at once', async () => {
    await tick([...ids, ...ids], 1);
    const others = [1, 2, 3].map(() => openStore({ url: store.url, connections: 2 }));
    const closed = await Promise.all(others.map((other) => closeSlots(other, at(2))));
    await Promise.all(others.map((other) => other.close()));
    expect(closed.flat()).to.have.length(1);
    expect(await outcomes()).to.deep.equal(ids.map(() => 'run'));
    expect(await store.db.run.count()).to.equal(1);
  });

  it('refuse a tick of a former meaning, and of a schedule that is disabled', async () => {
    await store.db.schedule.update({ where: { id: ids[0] ?? 0n }, data: { enabled: false } });
    await tick(ids.slice(0, 1), 1);
    await tick(ids.slice(1), 1, 2);
    expect(await outcomes()).to.deep.equal([]);
  });

  it('skip a tick that comes when its slot and the run for those that came late are planned', async () => {
    const [first = 0n, second = 0n, third = 0n] = ids;
    await tick([first], 1);
    expect(await closeSlots(store, at(119)), 'the others may still come').to.deep.equal([]);
    expect(await closeSlots(store, at(120))).to.have.length(1);
    await tick([second], 130);
    expect(await closeSlots(store, at(249))).to.deep.equal([]);
    expect(await closeSlots(store, at(250))).to.have.length(1);
    await tick([third], 260);
    expect(await closeSlots(store, at(380))).to.deep.equal([]);
    expect(await outcomes()).to.deep.equal(['run', 'run', 'slot-closed']);
    const runs = await store.db.run.findMany({ orderBy: { id: 'asc' } });
    expect(runs.map(({ trigger }) => trigger)).to.deep.equal(['schedule', 'late']);
  });
});

describe('what an installation asks for by schedule', () => {
  for (const isAtWork of [false, true]) {
    const what = isAtWork
      ? 'a month of all filings, where it was at work before'
      : 'a week, and ten filings of a ticker';
    it(`is ${what}`, async () => {
      const older = await openDatabaseBefore('20261122113000_scheduled_reach');
      try {
        // Not by the model: it knows columns that are not there yet.
        if (isAtWork)
          await older.db.$executeRaw`INSERT INTO runs (dataset, trigger, request) VALUES ('companies', 'manual', '{}')`;
        await older.migrateOn();
        const { params } = await older.db.schedule.findFirstOrThrow({
          where: { kind: 'group', dataset: 'insider-trades' },
        });
        expect(params).to.deep.equal(isAtWork ? { daysBack: 30, maxFilings: 10_000 } : { daysBack: 7, maxFilings: 10 });
      } finally {
        await older.close();
      }
    });
  }
});

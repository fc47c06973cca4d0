import { openScratchStore, type ScratchStore, silentLog, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { type ClockFit, workWhenFit } from './work-when-fit.ts';

describe('a worker whose clock is not that of Postgres', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());

  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  /** What it does while it works. */
  const open = async () => ({ pingDatabase: async () => {}, pingQueue: async () => {}, stop: async () => {} });
  const isWell = ({ check }: { check: () => Promise<unknown> }) =>
    check().then(
      () => true,
      () => false,
    );

  it('takes no ticks from 30 s on, goes by the clock of Postgres, says why, and takes them as soon as it is set', async () => {
    const opened: ClockFit[] = [];
    const recorded = async (fit: ClockFit) => {
      opened.push(fit);
      return open();
    };
    aheadMs = 600_000;
    const worker = await workWhenFit({ store, log: silentLog, drainMs: 0, now, open: recorded });
    expect(opened.map(({ takesTicks }) => takesTicks)).to.deep.equal([false]);
    expect(opened[0]?.aheadMs).to.be.closeTo(600_000, 10_000);
    expect([await isWell(worker.clock), await isWell(worker.schema)]).to.deep.equal([false, true]);
    expect(worker.clock.reason).to.match(/600 s ahead of that of Postgres: this worker takes no ticks/);
    aheadMs = 25_000;
    await until('it to take them', () => opened.length === 2);
    expect(opened[1]).to.deep.equal({ takesTicks: true, aheadMs: 0 });
    expect(await isWell(worker.clock)).to.equal(true);
    await worker.stop();
  });

  it('opens anew when its clock jumps, and does nothing from a day on', async () => {
    let works = 0;
    const counted = async () => {
      works += 1;
      return open();
    };
    aheadMs = -2 * 86_400_000;
    const worker = await workWhenFit({ store, log: silentLog, drainMs: 0, now, open: counted });
    expect(works).to.equal(0);
    expect(worker.clock.reason).to.match(/behind that of Postgres: this worker does nothing/);
    aheadMs = -45_000;
    await until('it to work', () => works === 1);
    aheadMs = -145_000;
    await until('it to follow', () => works === 2);
    await worker.stop();
  });
});

import { openScratchStore, type ScratchStore, silentLog, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { workWhenFit } from './work-when-fit.ts';

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

  it('waits from 30 s on, says why, and works as soon as it is set', async () => {
    let opened = 0;
    const counted = async () => {
      opened += 1;
      return open();
    };
    aheadMs = 600_000;
    const worker = await workWhenFit({ store, log: silentLog, drainMs: 0, now, open: counted });
    expect(opened).to.equal(0);
    expect([await isWell(worker.clock), await isWell(worker.schema)]).to.deep.equal([false, true]);
    expect(worker.clock.reason).to.contain('600 s ahead of that of Postgres');
    aheadMs = 25_000;
    await until('it to work', () => opened === 1);
    expect(await isWell(worker.clock)).to.equal(true);
    await worker.stop();
  });

  it('waits as well when it is behind', async () => {
    aheadMs = -45_000;
    const worker = await workWhenFit({ store, log: silentLog, drainMs: 0, now, open });
    expect(worker.clock.reason).to.match(/[45]0 s behind/);
    await worker.stop();
  });
});

import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

onOneBackend('a worker that takes no ticks', (toBackend) => {
  let thread: Thread;
  before(async () => {
    // The schedules of the whole market, as if made a week ago: each has a slot that is due.
    thread = await openThread(toBackend, { keepsMarket: true, worker: null });
    await thread.rows(`UPDATE schedules SET since = '2026-11-13T00:00:00Z'`);
  });
  after(() => thread.close());

  it('plans, collects and finishes all the same, and leaves what falls due to others', async () => {
    const ticks = () => thread.store.db.scheduleTick.count();
    const idle = await thread.startWorker({ takesTicks: false, reconcileMs: 100 });
    expect((await thread.listCompanies()).state).to.equal('done');
    expect((await thread.scrape('MSFT', { daysBack: 30, maxFilings: 3 })).state).to.equal('done');
    expect(await ticks()).to.equal(0);
    const chores = await thread.store.db.maintenanceChore.findMany();
    expect(chores.map(({ name }) => name))
      .to.include('abandoned-runs')
      .and.not.include('missed-slots');
    await idle.stop(1_000);
    await thread.startWorker();
    expect(await ticks()).to.be.above(0);
  });
});

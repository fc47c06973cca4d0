import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

onOneBackend('a worker that cannot start', (toBackend) => {
  let thread: Thread;
  before(async () => {
    thread = await openThread(toBackend, { worker: null });
  });
  after(() => thread.close());

  it('leaves nothing behind that works beside the one that is started in its place', async () => {
    const chores = () => {
      throw new Error('no chores');
    };
    const failed = await thread.startWorker({ name: 'half-open', chores }).then(
      () => 'started',
      (error: Error) => error.message,
    );
    expect(failed).to.equal('no chores');
    await thread.startWorker({ name: 'whole' });
    await thread.listCompanies();
    expect((await thread.scrape('MSFT', { daysBack: 90, maxFilings: 30 })).state).to.equal('done');
    expect(await thread.rows('SELECT DISTINCT worker FROM tasks')).to.deep.equal([{ worker: 'whole' }]);
  });
});

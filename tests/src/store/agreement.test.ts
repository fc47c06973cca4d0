import { agreeOn, forgetWorker, keepWorker, recordQueueBackend } from '@tickermill/store/fleet';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

describe('what the processes of an installation agree on', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error as { code: string; message: string },
    );

  it('is what the first one said, of sources and queue each', async () => {
    await agreeOn(store.db, 'sources', 'sandbox');
    await agreeOn(store.db, 'queue-backend', 'postgres');
    await agreeOn(store.db, 'sources', 'sandbox');
    const sources = await refusal(agreeOn(store.db, 'sources', 'live'));
    expect(sources).to.include({ code: 'CONFIG_INVALID' });
    expect(sources?.message).to.contain('holds sandbox data, and SOURCES is live');
    const queue = await refusal(agreeOn(store.db, 'queue-backend', 'redis'));
    expect(queue?.message).to.contain('in Postgres').and.to.contain('tickermill config queue-backend redis');
  });

  it('is changed while no worker is alive', async () => {
    expect(await recordQueueBackend(store, 'redis')).to.equal(null);
    const queue = await refusal(agreeOn(store.db, 'queue-backend', 'postgres'));
    expect(queue?.message).to.contain('in Redis').and.to.contain('tickermill config queue-backend postgres');
    expect(await recordQueueBackend(store, 'postgres')).to.equal('redis');
    await agreeOn(store.db, 'queue-backend', 'postgres');
  });

  it('stays while a worker is alive: until it stops, or has said nothing for its lease', async () => {
    await agreeOn(store.db, 'queue-backend', 'postgres');
    await keepWorker(store.db, 'one-1');
    await keepWorker(store.db, 'two-2');
    const alive = await refusal(recordQueueBackend(store, 'redis'));
    expect(alive).to.include({ code: 'ALREADY_RUNNING' });
    expect(alive?.message).to.contain('one-1, two-2');
    await forgetWorker(store.db, 'one-1');
    await store.db.$executeRaw`UPDATE leases SET until = clock_timestamp() - interval '1 ms'`; // it was killed
    expect(await recordQueueBackend(store, 'redis')).to.equal('postgres');
  });

  it('is waited for while it is being changed', async () => {
    await agreeOn(store.db, 'queue-backend', 'postgres');
    let asked: Promise<unknown> | undefined;
    await store.transaction(async (tx) => {
      await tx.$executeRaw`UPDATE settings SET value = '"redis"' WHERE key = 'queue-backend'`;
      asked = refusal(agreeOn(store.db, 'queue-backend', 'postgres'));
      const first = await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 200, 'waiting'))]);
      expect(first).to.equal('waiting');
    });
    expect(await asked).to.include({ code: 'CONFIG_INVALID' });
  });
});

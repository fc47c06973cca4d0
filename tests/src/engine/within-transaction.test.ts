import { openQueues, withinTransaction } from '@tickermill/engine';
import { openScratchStore, type ScratchStore, silentLog } from '@tickermill/testkit';
import { expect } from 'chai';

describe('dependencies within a transaction', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  it('reach nothing beside it: not on another connection, which would wait for this one or see what was before', async () => {
    const queues = openQueues({ backend: { kind: 'postgres', url: store.url }, log: silentLog });
    try {
      await store.transaction(async (tx) => {
        const { deps } = withinTransaction({ queues, now: () => new Date() }, tx);
        for (const beside of [deps.store.sql, deps.store.reads])
          expect(() => beside.$queryRaw`SELECT 1`).to.throw('no part of this transaction');
        expect(() => deps.store.sqlTransaction(async () => {})).to.throw('no part of this transaction');
        await deps.store.transaction((within) => within.watchlist.create({ data: { name: 'kept', priority: 0 } }));
        expect(await tx.watchlist.count({ where: { name: 'kept' } })).to.equal(1);
        expect(await store.db.watchlist.count({ where: { name: 'kept' } })).to.equal(0);
      });
    } finally {
      await queues.close();
    }
  });
});

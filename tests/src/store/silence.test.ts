import { isConnectionLost, openStore, type Store } from '@tickermill/store';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { openSilentProxy, type SilentProxy } from './silent-proxy.fixture.ts';

const limits = { statementMs: 1_500, idleInTransactionMs: 1_000, answerMs: 2_000 };

describe('connections to Postgres that fall silent', () => {
  let direct: ScratchStore;
  let proxy: SilentProxy;
  let store: Store;
  beforeEach(async () => {
    direct = await openScratchStore();
    const url = new URL(direct.url);
    proxy = await openSilentProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    store = openStore({ url: url.toString(), connections: 4, limits });
  });
  afterEach(async () => {
    await proxy.close();
    await store.close();
    await direct.close();
  });

  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error,
    );
  const asks: Record<string, () => Promise<unknown>> = {
    'a statement of the driver': () => store.sql.$queryRaw`SELECT 1`,
    'a statement of Prisma': () => store.db.$queryRaw`SELECT 1`,
    'a transaction of the driver': () => store.sqlTransaction((tx) => tx.$queryRaw`SELECT 1`),
    'a transaction of Prisma': () => store.transaction((tx) => tx.$queryRaw`SELECT 1`),
  };

  for (const [what, ask] of Object.entries(asks)) {
    it(`are given up by ${what}, and the next one gets another`, async () => {
      await ask();
      proxy.silence();
      const failed = failureOf(ask());
      proxy.heal();
      expect(isConnectionLost(await failed)).to.equal(true);
      await ask();
    });
  }

  it('keep no lock when their process is gone within a transaction', async () => {
    await direct.sql.$executeRaw`INSERT INTO settings (key, value) VALUES ('locked', '1')`;
    let locked = () => {};
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    let goOn = () => {};
    const frozen = failureOf(
      store.sqlTransaction(async (tx) => {
        await tx.$executeRaw`UPDATE settings SET value = '2' WHERE key = 'locked'`;
        locked();
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        await tx.$executeRaw`UPDATE settings SET value = '3' WHERE key = 'locked'`;
      }),
    );
    await isLocked;
    proxy.silence();
    await direct.sql.$executeRaw`UPDATE settings SET value = '4' WHERE key = 'locked'`;
    goOn();
    expect(isConnectionLost(await frozen)).to.equal(true);
    expect(await direct.sql.$queryRaw`SELECT value FROM settings WHERE key = 'locked'`).to.deep.equal([{ value: 4 }]);
  });

  it('answer that they cannot when a foreign lock holds a table', async () => {
    await direct.transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE settings`;
      expect(isConnectionLost(await failureOf(store.db.$queryRaw`SELECT count(*) FROM settings`))).to.equal(true);
      expect(isConnectionLost(await failureOf(store.sql.$queryRaw`SELECT count(*) FROM settings`))).to.equal(true);
    });
  });
});

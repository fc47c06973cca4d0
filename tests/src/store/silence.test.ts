import { type AddressInfo, createServer } from 'node:net';
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

  it('are found out all together by the first of them', async () => {
    const open = () => Promise.all(Array.from({ length: 4 }, () => store.sql.$queryRaw`SELECT pg_sleep(0.1)`));
    await open();
    proxy.silence();
    const failed = failureOf(store.sql.$queryRaw`SELECT 1`);
    proxy.heal();
    expect(isConnectionLost(await failed)).to.equal(true);
    await open();
  });

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

describe('connections that Postgres ends as soon as they have begun', () => {
  /** A message of its protocol. */
  const message = (type: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const field = (code: string, value: string) => Buffer.from(`${code}${value}\0`);
  const welcomeAndEnd = Buffer.concat([
    message('R', Buffer.alloc(4)),
    message('Z', Buffer.from('I')),
    message(
      'E',
      field('S', 'FATAL'),
      field('V', 'FATAL'),
      field('C', '57P01'),
      field('M', 'terminating connection due to administrator command'),
      Buffer.alloc(1),
    ),
  ]);

  it('are lost connections, and end no process', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(welcomeAndEnd));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const store = openStore({ url: `postgresql://anyone@127.0.0.1:${port}/none`, connections: 2 });
    const lost = async (work: Promise<unknown>) =>
      work.then(
        () => false,
        (error: unknown) => isConnectionLost(error),
      );
    expect(await lost(store.sqlTransaction((tx) => tx.$queryRaw`SELECT 1`))).to.equal(true);
    expect(await lost(store.transaction((tx) => tx.$queryRaw`SELECT 1`))).to.equal(true);
    expect(await lost(store.sql.$queryRaw`SELECT 1`)).to.equal(true);
    await store.close();
    server.close();
  });
});

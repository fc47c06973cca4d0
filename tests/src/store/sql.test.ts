import { isConnectionLost, isStoreBlocked, openStore } from '@tickermill/store';
import { openScratchStore, type ScratchStore, until } from '@tickermill/testkit';
import { expect } from 'chai';

describe('SQL past Prisma', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
    await store.sql.$executeRaw`CREATE TABLE counters (id int PRIMARY KEY, n bigint NOT NULL)`;
    await store.sql.$executeRaw`INSERT INTO counters VALUES (1, 0), (2, 0)`;
  });
  afterEach(() => store.close());

  const values = async () =>
    (await store.sql.$queryRaw<{ n: bigint }[]>`SELECT n FROM counters ORDER BY id`).map(({ n }) => n);

  it('reads what Postgres means: bigints, lists, decimals as text, nothing as null', async () => {
    const [row] = await store.sql.$queryRaw<object[]>`
      SELECT ${9007199254740993n}::bigint AS big, ${[1n, 2n]}::bigint[] AS list, 1.10::numeric AS exact, ${null}::text AS nothing,
        ${'a'} || ${'b'} AS text, 2::int AS small`;
    expect(row).to.deep.equal({
      big: 9007199254740993n,
      list: ['1', '2'],
      exact: '1.10',
      nothing: null,
      text: 'ab',
      small: 2,
    });
  });

  it('writes all of a transaction or nothing', async () => {
    const failing = store.sqlTransaction(async (tx) => {
      await tx.$executeRaw`UPDATE counters SET n = 1`;
      throw new Error('on purpose');
    });
    await expectRejection(failing, 'on purpose');
    expect(await values()).to.deep.equal([0n, 0n]);
    const changed = await store.sqlTransaction((tx) => tx.$executeRaw`UPDATE counters SET n = 1`);
    expect([changed, await values()]).to.deep.equal([2, [1n, 1n]]);
  });

  it('does a transaction again that Postgres gave up to untie a deadlock', async () => {
    const both = { waiting: 0 };
    const tries = [0, 0];
    const add = (first: number, second: number) =>
      store.sqlTransaction(async (tx) => {
        tries[first - 1] = (tries[first - 1] ?? 0) + 1;
        await tx.$executeRaw`UPDATE counters SET n = n + 1 WHERE id = ${first}`;
        both.waiting += 1;
        await until('both to hold one', () => both.waiting >= 2);
        await tx.$executeRaw`UPDATE counters SET n = n + 1 WHERE id = ${second}`;
      });
    await Promise.all([add(1, 2), add(2, 1)]);
    expect(await values()).to.deep.equal([2n, 2n]);
    // The one that was given up may be quicker to lock its row again than the other wakes: then they meet once more.
    expect(Math.max(...tries)).to.be.above(1);
  });

  it('tells a connection that was lost amid a transaction from a statement that is wrong, and goes on', async () => {
    const lost = store.sqlTransaction(async (tx) => {
      await tx.$executeRaw`UPDATE counters SET n = 1`;
      const [own] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      await store.sql.$queryRaw`SELECT pg_terminate_backend(${own?.pid}::int)`;
      await tx.$executeRaw`UPDATE counters SET n = 2`;
    });
    expect(isConnectionLost(await rejectionOf(lost))).to.equal(true);
    expect(await values()).to.deep.equal([0n, 0n]);
    expect(isConnectionLost(await rejectionOf(store.sql.$queryRaw`SELECT nowhere`))).to.equal(false);
  });

  it('tells an installation that cannot store anything from a statement that is wrong', async () => {
    await store.db.$executeRaw`
      CREATE FUNCTION refuse(code text) RETURNS int LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = code; END $$`;
    const isBlocked = async (code: string) => {
      const errors = [
        await rejectionOf(store.sql.$queryRaw`SELECT refuse(${code})`),
        await rejectionOf(store.db.$queryRaw`SELECT refuse(${code})`),
        await rejectionOf(store.transaction((tx) => tx.$queryRaw`SELECT refuse(${code})`)),
      ];
      return errors.map(isStoreBlocked);
    };
    for (const code of ['53100', '53200', '58030', '25006', '42501'])
      expect(await isBlocked(code), code).to.deep.equal([true, true, true]);
    // Too many connections are waited for like a server that is away; the others are the statement's own.
    for (const code of ['53300', '23505', '22001', '42703', '25001'])
      expect(await isBlocked(code), code).to.deep.equal([false, false, false]);
    const ofSystem = (code: string) => Object.assign(new Error('refused'), { code });
    expect(
      ['ENOSPC', 'EROFS', 'EACCES', 'ENOENT', 'ECONNRESET'].map((code) => isStoreBlocked(ofSystem(code))),
    ).to.deep.equal([true, true, true, false, false]);
  });

  it('knows a server that is not there', async () => {
    const nowhere = openStore({ url: 'postgresql://nobody@127.0.0.1:1/none' });
    expect(isConnectionLost(await rejectionOf(nowhere.sql.$queryRaw`SELECT 1`))).to.equal(true);
    expect(isConnectionLost(await rejectionOf(nowhere.db.$queryRaw`SELECT 1`))).to.equal(true);
    await nowhere.close();
  });
});

const rejectionOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  );

async function expectRejection(promise: Promise<unknown>, message: string): Promise<void> {
  expect(await rejectionOf(promise)).to.have.property('message', message);
}

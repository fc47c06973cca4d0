import { openStore, type Store } from '@tickermill/store';
import {
  changeUser,
  countAttempt,
  createLoginLink,
  createUser,
  findSession,
  openSession,
  roleOf,
  useLoginLink,
} from '@tickermill/store/accounts';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

const now = new Date('2026-11-20T22:00:00Z');
const minute = 60_000;
const later = (ms: number) => new Date(now.getTime() + ms);

/** What several processes of one installation ask at the same time. */
describe('accounts, asked by two processes', () => {
  let store: ScratchStore;
  let other: Store;
  before(async () => {
    store = await openScratchStore();
    other = openStore({ url: store.url });
  });
  after(async () => {
    await other.close();
    await store.close();
  });
  const both = <T>(times: number, ask: (of: Store) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: times }, (_, number) => ask(number % 2 === 0 ? store : other)));

  it('let no more attempts through than the limit, counted together, until the period is over', async () => {
    const limits = [
      { key: 'one name', most: 7 },
      { key: 'an address', most: 100 },
    ];
    const attempt = ({ db }: Store, at: Date) => countAttempt(db, limits, at, 15 * minute);
    const answers = await both(20, (of) => attempt(of, now));
    expect(answers.filter((until) => until === null)).to.have.lengthOf(7);
    expect(answers.find((until) => until !== null)).to.deep.equal(later(15 * minute));
    expect(await attempt(store, later(15 * minute - 1))).to.deep.equal(later(15 * minute));
    expect(await attempt(other, later(15 * minute))).to.equal(null);
  });

  it('use a login link up once', async () => {
    const user = await createUser(store.db, { name: 'anna', role: 'viewer', passwordHash: null }, now);
    await createLoginLink(store.db, { hash: 'a hash', userId: user?.id ?? 0n, expiresAt: later(minute) }, now);
    const users = await both(10, ({ db }) => useLoginLink(db, 'a hash', now));
    expect(users.filter((found) => found?.name === 'anna')).to.have.lengthOf(1);
  });

  it('have one user of a name', async () => {
    const users = await both(6, ({ db }) => createUser(db, { name: 'bert', role: 'viewer', passwordHash: null }, now));
    expect(users.filter((user) => user !== null)).to.have.lengthOf(1);
  });

  it('begin no session of an account that has changed since its password was verified', async () => {
    const user = await createUser(store.db, { name: 'dora', role: 'viewer', passwordHash: 'old' }, now);
    const id = user?.id ?? 0n;
    const begin = (hash: string, passwordHash: string) =>
      store.transaction((tx) =>
        openSession(
          tx,
          { hash, userId: id, byLink: false, userAgent: null, expiresAt: later(minute), passwordHash },
          now,
          minute,
        ),
      );
    expect(await begin('before', 'old')).to.equal(true);
    await store.transaction((tx) => changeUser(tx, id, { passwordHash: 'new' }, now));
    expect(await begin('late', 'old')).to.equal(false);
    expect(await begin('right', 'new')).to.equal(true);
    expect(await roleOf(store.db, 'session', 'right', now)).to.equal('viewer');
    await store.transaction((tx) => changeUser(tx, id, { disabled: true }, now));
    expect(await begin('disabled', 'new')).to.equal(false);
    expect(await roleOf(store.db, 'session', 'right', now)).to.equal(null);
  });

  it('forget sessions that are over when the next one begins', async () => {
    const user = await createUser(store.db, { name: 'carla', role: 'viewer', passwordHash: null }, now);
    const session = { userId: user?.id ?? 0n, byLink: false, userAgent: null, expiresAt: later(10 * minute) };
    const begin = (hash: string, at: Date) =>
      openSession(store.db, { ...session, hash, passwordHash: null }, at, 5 * minute);
    await begin('idle', now);
    await begin('used', now);
    expect(await findSession(store.db, 'used', later(4 * minute), 5 * minute)).to.include({ name: 'carla' });
    await begin('next', later(5 * minute));
    const kept = await store.db.session.findMany({ orderBy: { hash: 'asc' } });
    expect(kept.map(({ hash }) => hash)).to.deep.equal(['next', 'used']);
  });
});

import {
  askDirectly,
  askThroughProxies,
  ensureSource,
  type Permit,
  setPace,
  sourceStatuses,
  takePermit,
  tryProxies,
} from '@tickermill/store/sources';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

const source = 'sec-edgar';
const minuteMs = 60_000;

describe('a source whose proxies fail', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
    await ensureSource(store.db, source, { requests: 1_000, perMs: 1_000 });
  });
  afterEach(() => store.close());

  const take = (hasProxies = true) => takePermit(store.sql, source, null, hasProxies);
  const wayOf = (permit: Permit) => (permit.kind === 'go' ? permit.way : permit.kind);
  const directSince = async () => (await sourceStatuses(store.db))[0]?.directSince ?? null;
  /** Has the trial fall due, where it would in ten minutes. */
  const endDirect = () => store.db.$executeRaw`UPDATE source_state SET direct_until = clock_timestamp()`;
  const untilTrial = async () => {
    const [row] = await store.db.$queryRaw<{ ms: number }[]>`
      SELECT (extract(epoch FROM direct_until - clock_timestamp()) * 1000)::float8 AS ms FROM source_state`;
    return row?.ms ?? Number.NaN;
  };

  it('is asked directly by all from the next permit on, which one of them was told to do', async () => {
    expect(wayOf(await take())).to.equal('usual');
    expect(await directSince()).to.equal(null);
    const changes = await Promise.all(Array.from({ length: 5 }, () => askDirectly(store.db, source)));
    expect(changes.filter(Boolean)).to.have.length(1);
    for (const hasProxies of [true, false]) expect(wayOf(await take(hasProxies))).to.equal('direct');
    expect(await directSince()).to.be.instanceOf(Date);
  });

  it('is asked at half the pace, also when that is changed, and at its own afterwards', async () => {
    const distance = async () => {
      await store.db.$executeRaw`UPDATE source_state SET next_at = clock_timestamp()`;
      await take();
      return (await take()).inMs;
    };
    await setPace(store.db, source, { requests: 1, perMs: 10 * minuteMs });
    await askDirectly(store.db, source);
    expect(await distance()).to.be.within(19 * minuteMs, 20 * minuteMs);
    await setPace(store.db, source, { requests: 1, perMs: 30 * minuteMs });
    expect((await take()).inMs, 'counted from the last departure').to.be.within(59 * minuteMs, 60 * minuteMs);
    await askThroughProxies(store.db, source);
    expect(await distance()).to.be.within(29 * minuteMs, 30 * minuteMs);
  });

  it('has its proxies tried by one request after ten minutes, of a process that has some', async () => {
    await askDirectly(store.db, source);
    expect(await untilTrial()).to.be.within(9 * minuteMs, 10 * minuteMs);
    await endDirect();
    expect(wayOf(await take(false))).to.equal('direct');
    const ways = (await Promise.all(Array.from({ length: 20 }, () => take()))).map(wayOf);
    expect(ways.filter((way) => way === 'trial')).to.have.length(1);
    expect(await untilTrial(), 'if that comes to nothing').to.be.within(9 * minuteMs, 10 * minuteMs);
    expect(wayOf(await take())).to.equal('direct');
  });

  it('is asked through them again when that works, which is published once', async () => {
    await askDirectly(store.db, source);
    const changes = await Promise.all(Array.from({ length: 5 }, () => askThroughProxies(store.db, source)));
    expect(changes.filter(Boolean)).to.have.length(1);
    expect(await directSince()).to.equal(null);
    expect(wayOf(await take())).to.equal('usual');
  });

  it('has them tried at once where an operator may have mended them', async () => {
    await tryProxies(store.db, source);
    expect(wayOf(await take())).to.equal('usual');
    await askDirectly(store.db, source);
    await tryProxies(store.db, source);
    expect(wayOf(await take())).to.equal('trial');
  });

  it('says until when it is asked directly, or neither', async () => {
    const half = store.db.$executeRaw`UPDATE source_state SET direct_since = now()`;
    expect(await half.catch(String)).to.contain('source_state_direct_check');
  });
});

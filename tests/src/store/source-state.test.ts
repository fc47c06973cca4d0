import { ensureSource, openSource, quietMs, quietSource, takePermit, takeProbe } from '@tickermill/store';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

const source = 'sec-edgar';

describe('the permit', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
    await ensureSource(store.db, source, { requests: 8, perMs: 1_000 });
  });
  afterEach(() => store.close());

  const setClock = (sql: string) => store.db.$executeRawUnsafe(`UPDATE source_state SET ${sql}`);

  it('spaces departures by the pace, and takes none beyond its horizon', async () => {
    await setClock(`next_at = now() + interval '1 hour'`);
    expect((await takePermit(store.db, source)).kind).to.equal('not-before');
    await setClock(`next_at = clock_timestamp() - interval '1 hour'`);
    const permits = await Promise.all(Array.from({ length: 8 }, () => takePermit(store.db, source)));
    const granted = permits.flatMap((permit) => (permit.kind === 'go' ? [permit.inMs] : [])).sort((a, b) => a - b);
    // Slots lie 125 ms apart from now on, and at most 300 ms ahead: no pace is owed for the past.
    expect(granted.length).to.be.within(3, 5);
    const [row] = await store.db.$queryRaw<{ requests: bigint }[]>`SELECT requests FROM source_state`;
    expect(Number(row?.requests)).to.equal(granted.length);
    for (const [index, inMs] of granted.entries()) expect(inMs).to.be.at.most(index * 125 + 1);
  });

  it('is refused while the source is quiet, and the end of a quiet period only moves later', async () => {
    await quietSource(store.db, source, { ms: 600_000, reason: 'blocked' });
    await quietSource(store.db, source, { ms: 1_000, reason: 'a shorter one' });
    const permit = await takePermit(store.db, source);
    expect(permit.kind).to.equal('quiet');
    expect(permit.kind === 'quiet' && permit.inMs).to.be.within(590_000, 600_000);
    expect(await quietMs(store.db, source)).to.be.above(590_000);
  });

  it('ends a quiet period with one probe under a lease', async () => {
    await quietSource(store.db, source, { ms: 600_000, reason: 'blocked' });
    expect(await takeProbe(store.db, source, 60_000)).to.equal(false);
    await setClock(`quiet_until = now() - interval '1 second'`);
    expect((await takePermit(store.db, source)).kind).to.equal('probe-due');
    expect(await takeProbe(store.db, source, 60_000)).to.equal(true);
    expect(await takeProbe(store.db, source, 60_000)).to.equal(false);
    // Not "quiet for a minute": the probe is answered in a moment.
    expect((await takePermit(store.db, source)).kind).to.equal('probing');
    await setClock(`probe_until = now() - interval '1 second'`);
    expect(await takeProbe(store.db, source, 60_000)).to.equal(true); // its holder died
    await openSource(store.db, source);
    expect((await takePermit(store.db, source)).kind).to.equal('go');
  });

  it('is refused while an operator has paused the source, quiet or not', async () => {
    await setClock(`state = 'paused'`);
    expect((await takePermit(store.db, source)).kind).to.equal('paused');
    await quietSource(store.db, source, { ms: 1_000, reason: 'blocked' });
    expect((await takePermit(store.db, source)).kind).to.equal('paused');
  });
});

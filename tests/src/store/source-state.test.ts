import {
  countFailure,
  ensureSource,
  failProbe,
  forgetFailures,
  mayAsk,
  openSource,
  type Permit,
  pauseSource,
  quietSource,
  resumeSource,
  returnProbe,
  setPace,
  sourceStatuses,
  takePermit,
  takePermits,
  tripBreaker,
} from '@tickermill/store/sources';
import { openScratchStore, type ScratchStore, until } from '@tickermill/testkit';
import { expect } from 'chai';

const source = 'sec-edgar';
const pace = { requests: 8, perMs: 1_000 };
const hourMs = 3_600_000;

describe('the state of a source', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
    await ensureSource(store.db, source, pace);
  });
  afterEach(() => store.close());

  const set = (sql: string) => store.db.$executeRawUnsafe(`UPDATE source_state SET ${sql}`);
  const take = (quota: Parameters<typeof takePermit>[2] = null) => takePermit(store.db, source, quota);
  const status = async () => {
    const [row] = await sourceStatuses(store.db);
    if (!row) throw new Error('the source has no row');
    return row;
  };
  const state = async () => (await status()).state;
  /** Becomes due at once, where it would be in ten minutes. */
  const endQuiet = () => set(`quiet_until = clock_timestamp() - interval '1 ms'`);
  const probeOf = (permit: Permit) => {
    if (permit.kind !== 'go' || permit.probe === null) throw new Error(`no probe, but ${JSON.stringify(permit)}`);
    return permit.probe;
  };
  const dueProbe = async () => {
    await quietSource(store.db, source, { ms: hourMs, reason: 'blocked' });
    await endQuiet();
    return probeOf(await take());
  };

  describe('pace', () => {
    it('spaces departures, takes none beyond the horizon, and owes none for the past', async () => {
      await set(`next_at = now() + interval '1 hour'`);
      const refused = await take();
      expect(refused.kind).to.equal('not-before');
      expect(refused.inMs).to.be.within(hourMs - 10_000, hourMs - 300);
      expect((await status()).requests).to.equal(0);

      await set(`next_at = clock_timestamp() - interval '1 hour'`);
      const permits = await Promise.all(Array.from({ length: 8 }, () => take()));
      const granted = permits.flatMap((permit) => (permit.kind === 'go' ? [permit.inMs] : [])).sort((a, b) => a - b);
      // Slots lie 125 ms apart from now on, and at most 300 ms ahead.
      expect(granted.length).to.be.within(3, 5);
      expect((await status()).requests).to.equal(granted.length);
      for (const [index, inMs] of granted.entries()) expect(inMs).to.be.at.most(index * 125 + 1);
    });

    it('refuses many at once by what those before them have left, not by what they saw', async () => {
      const permits = await Promise.all(Array.from({ length: 40 }, () => take()));
      for (const { kind, inMs } of permits) if (kind === 'not-before') expect(inMs).to.be.above(0);
    });

    it('gives several together slots one behind the other, or none where they do not all lie within the horizon', async () => {
      expect(await takePermits(store.db, source, null, 4)).to.equal(null); // the fourth would leave in 375 ms
      expect((await status()).requests).to.equal(0);
      const permits = (await takePermits(store.db, source, null, 3)) ?? [];
      expect(permits.map(({ kind }) => kind)).to.deep.equal(['go', 'go', 'go']);
      const [first = 0, second = 0, third = 0] = permits.map(({ inMs }) => inMs);
      expect(first).to.be.within(0, 1);
      expect([second - first, third - second].map(Math.round)).to.deep.equal([125, 125]);
      expect((await status()).requests).to.equal(3);
      expect(await takePermits(store.db, source, null, 3)).to.equal(null);
      expect((await take()).inMs).to.be.above(0);
    });

    it('follows a change from the next departure on, counted from the last one', async () => {
      await setPace(store.db, source, { requests: 1, perMs: hourMs });
      await take();
      expect((await take()).inMs).to.be.within(hourMs - 10_000, hourMs);
      await setPace(store.db, source, { requests: 4, perMs: 1_000 });
      const next = await take();
      expect(next.kind).to.equal('go');
      expect(next.inMs).to.be.at.most(250);
      await setPace(store.db, source, { requests: 1, perMs: 10_000 });
      const slow = await take();
      expect(slow.kind).to.equal('not-before');
      expect(slow.inMs).to.be.within(9_000, 10_000);
    });

    it('stays what it was set to when a worker starts', async () => {
      await setPace(store.db, source, { requests: 3, perMs: 1_000 });
      expect(await ensureSource(store.db, source, pace)).to.deep.equal({ requests: 3, perMs: 1_000 });
    });
  });

  describe('quota', () => {
    const quota = { perDay: 3, resetZone: 'America/New_York' };
    beforeEach(() => setPace(store.db, source, { requests: 1_000, perMs: 1_000 }));

    it('is counted before the request is sent, and says when the next day begins', async () => {
      const permits = await Promise.all(Array.from({ length: 6 }, () => take(quota)));
      expect(permits.filter(({ kind }) => kind === 'go')).to.have.length(3);
      const [spent] = permits.filter(({ kind }) => kind === 'spent');
      expect(spent?.inMs).to.be.within(1, 25 * hourMs);
      const [{ midnight } = { midnight: '' }] = await store.db.$queryRawUnsafe<{ midnight: string }[]>(
        `SELECT to_char((now() + ${spent?.inMs} * interval '1 ms' + interval '1 minute') AT TIME ZONE 'America/New_York', 'HH24') AS midnight`,
      );
      expect(midnight).to.equal('00');
      expect((await status()).quota.used).to.equal(3);
      expect((await status()).requests).to.equal(3);
    });

    it('is counted for each of several together, on a new day too, and given to all of them or none', async () => {
      await set(`quota_day = '2020-01-01', quota_used = 1`);
      expect(await takePermits(store.db, source, quota, 4)).to.equal(null);
      expect(await takePermits(store.db, source, quota, 2)).to.have.length(2);
      expect(await takePermits(store.db, source, quota, 2)).to.equal(null);
      expect((await status()).quota.used).to.equal(2);
      expect((await take(quota)).kind).to.equal('go');
      expect((await take(quota)).kind).to.equal('spent');
    });

    it('begins anew with the day of its zone, and not when a clock goes back', async () => {
      for (let nth = 0; nth < 3; nth += 1) await take(quota);
      await set(`quota_day = quota_day - 1`);
      expect((await take(quota)).kind).to.equal('go');
      expect((await status()).quota.used).to.equal(1);
      await set(`quota_day = quota_day + 1, quota_used = 3`);
      expect((await take(quota)).kind).to.equal('spent');
    });

    it('that is raised holds at once', async () => {
      for (let nth = 0; nth < 4; nth += 1) await take(quota);
      expect((await take({ ...quota, perDay: 5 })).kind).to.equal('go');
    });

    it('is not counted where there is none, and keeps a probe back where it is spent', async () => {
      await take();
      expect((await status()).quota).to.deep.equal({ day: null, used: 0 });
      for (let nth = 0; nth < 3; nth += 1) await take(quota);
      await quietSource(store.db, source, { ms: hourMs, reason: 'blocked' });
      await endQuiet();
      expect((await take(quota)).kind).to.equal('spent');
      expect(await state()).to.equal('quiet');
    });
  });

  describe('quiet', () => {
    it('ends only ever later, for the reason of the longer period', async () => {
      await quietSource(store.db, source, { ms: 600_000, reason: 'blocked' });
      const left = await quietSource(store.db, source, { ms: 1_000, reason: 'a shorter one' });
      expect(left).to.be.within(590_000, 600_000);
      const permit = await take();
      expect(permit.kind).to.equal('quiet');
      expect(permit.inMs).to.be.within(590_000, 600_000);
      expect((await status()).quietReason).to.equal('blocked');
      await quietSource(store.db, source, { ms: hourMs, reason: 'a longer one' });
      expect((await take()).inMs).to.be.above(600_000);
      expect((await status()).quietReason).to.equal('a longer one');
      expect(await mayAsk(store.db, source)).to.equal(false);
    });

    it('lets no permit pass that waited for the row while it was set', async () => {
      let waiting: Promise<Permit>[] = [];
      await store.transaction(async (tx) => {
        await quietSource(tx, source, { ms: 600_000, reason: 'blocked' });
        waiting = Array.from({ length: 4 }, () => take());
        await until('four that wait', async () => {
          const [blocked] = await store.db.$queryRaw<{ n: number }[]>`
            SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
          return blocked?.n === 4;
        });
      });
      expect((await Promise.all(waiting)).map(({ kind }) => kind)).to.deep.equal(Array(4).fill('quiet'));
      expect((await status()).requests).to.equal(0);
    });

    it('is ended by no request of several together', async () => {
      await quietSource(store.db, source, { ms: hourMs, reason: 'blocked' });
      await endQuiet();
      expect(await takePermits(store.db, source, null, 2)).to.equal(null);
      expect((await status()).requests).to.equal(0);
      expect(probeOf(await take())).to.equal(1);
    });

    it('is ended by one probe among many that ask, which takes a slot of the pace like any request', async () => {
      await quietSource(store.db, source, { ms: hourMs, reason: 'blocked' });
      await set(`quiet_until = clock_timestamp(), next_at = clock_timestamp() + interval '1 minute'`);
      expect((await take()).kind).to.equal('not-before');
      await set(`next_at = clock_timestamp()`);
      const permits = await Promise.all(Array.from({ length: 8 }, () => take()));
      const probes = permits.filter((permit) => permit.kind === 'go');
      expect(probes).to.have.length(1);
      expect(permits.filter(({ kind }) => kind === 'probing')).to.have.length(7);
      expect(await state()).to.equal('probing');
      expect(await openSource(store.db, source, probeOf(probes[0] as Permit))).to.equal(true);
      expect(await take()).to.include({ kind: 'go', probe: null });
      expect(await status()).to.include({ state: 'open', quietUntil: null, quietReason: null });
    });

    it('is probed again when the lease of a process that died has run out, which then decides nothing', async () => {
      const first = await dueProbe();
      const lease = await take();
      expect(lease.kind).to.equal('probing');
      expect(lease.inMs).to.be.within(59_000, 60_300);
      await set(`probe_until = clock_timestamp() - interval '1 ms'`);
      const second = probeOf(await take());
      expect(await openSource(store.db, source, first)).to.equal(false);
      const rest = { quietMs: 1_000, longestMs: 2_000, reason: 'late', by: 'breaker' } as const;
      expect(await failProbe(store.db, source, { ...rest, probe: first })).to.equal(null);
      await returnProbe(store.db, source, first);
      expect(await state()).to.equal('probing');
      expect(await openSource(store.db, source, second)).to.equal(true);
      expect(await state()).to.equal('open');
    });

    it('goes on when a block page arrives while it is probed', async () => {
      const probe = await dueProbe();
      await quietSource(store.db, source, { ms: 600_000, reason: 'a late answer' });
      expect(await openSource(store.db, source, probe)).to.equal(false);
      expect((await take()).kind).to.equal('quiet');
    });

    it('leaves a probe that was not sent to the next who asks', async () => {
      await returnProbe(store.db, source, await dueProbe());
      expect(probeOf(await take())).to.equal(2);
    });
  });

  describe('breaker', () => {
    const rest = { quietMs: 300_000, longestMs: hourMs, reason: 'only failures', by: 'breaker' } as const;
    const failTimes = (times: number) =>
      Promise.all(Array.from({ length: times }, async () => (await countFailure(store.db, source)).ofSource));
    const trip = () => tripBreaker(store.db, source, { ...rest, failures: { ofSource: 3 } });

    it('counts the failures of every process, and trips once however many see it due', async () => {
      expect((await failTimes(2)).sort()).to.deep.equal([1, 2]);
      expect(await trip()).to.equal(null);
      expect(await failTimes(1)).to.deep.equal([3]);
      const trips = await Promise.all([trip(), trip(), trip()]);
      expect(trips.filter((ms) => ms !== null)).to.have.length(1);
      expect(await status()).to.include({ state: 'quiet', breakerTrips: 1, quietReason: 'only failures' });
      await failTimes(5); // requests that were on their way fail as well
      expect(await trip()).to.equal(null);
      expect((await take()).inMs).to.be.within(290_000, 300_000);
    });

    it('rests twice as long each time, at most an hour, until the source answers as it should', async () => {
      const rests: number[] = [];
      await failTimes(3);
      rests.push((await trip()) ?? 0);
      for (let nth = 0; nth < 5; nth += 1) {
        await endQuiet();
        await set('next_at = clock_timestamp()');
        const probe = probeOf(await take());
        rests.push((await failProbe(store.db, source, { ...rest, probe })) ?? 0);
      }
      expect(rests.map((ms) => Math.round(ms / 60_000))).to.deep.equal([5, 10, 20, 40, 60, 60]);

      await endQuiet();
      await set('next_at = clock_timestamp()');
      await openSource(store.db, source, probeOf(await take()));
      // The probe alone is no proof: what was asked for failed.
      expect(await status()).to.include({ state: 'open', consecutiveFailures: 0, breakerTrips: 6 });
      expect(await take()).to.include({ kind: 'go', failing: true });
      await forgetFailures(store.db, source);
      expect(await status()).to.include({ consecutiveFailures: 0, breakerTrips: 0 });
      expect(await take()).to.include({ kind: 'go', failing: false });
    });

    it('tells whoever takes a permit that there are failures, and forgets them at a success', async () => {
      expect(await take()).to.include({ kind: 'go', failing: false });
      await failTimes(2);
      expect(await take()).to.include({ kind: 'go', failing: true });
      await forgetFailures(store.db, source);
      await failTimes(2);
      expect(await trip()).to.equal(null);
    });

    it('keeps its count of trips while the source rests: what was on its way proves nothing', async () => {
      await failTimes(3);
      await trip();
      await forgetFailures(store.db, source);
      expect(await status()).to.include({ state: 'quiet', breakerTrips: 1 });
    });
  });

  describe('pause', () => {
    it('refuses every permit until it is lifted, and says by whom', async () => {
      await pauseSource(store.db, source, { by: 'an operator' });
      await pauseSource(store.db, source, { by: 'another' });
      expect((await take()).kind).to.equal('paused');
      expect(await mayAsk(store.db, source)).to.equal(false);
      expect(await status()).to.include({ state: 'paused', pausedBy: 'an operator' });
      await resumeSource(store.db, source);
      expect((await take()).kind).to.equal('go');
      expect(await status()).to.include({ state: 'open', pausedBy: null, pausedAt: null });
    });

    it('neither lifts nor forgets a quiet period, whichever came first', async () => {
      await quietSource(store.db, source, { ms: 600_000, reason: 'blocked' });
      await pauseSource(store.db, source, { by: 'an operator' });
      await resumeSource(store.db, source);
      expect((await take()).kind).to.equal('quiet');

      await pauseSource(store.db, source, { by: 'an operator' });
      await quietSource(store.db, source, { ms: hourMs, reason: 'a late answer' });
      expect(await state()).to.equal('paused');
      await resumeSource(store.db, source);
      const permit = await take();
      expect(permit.kind).to.equal('quiet');
      expect(permit.inMs).to.be.above(600_000);
    });

    it('that outlasts a quiet period is followed by a probe, never by open', async () => {
      await quietSource(store.db, source, { ms: 600_000, reason: 'blocked' });
      await pauseSource(store.db, source, { by: 'an operator' });
      await endQuiet();
      expect((await take()).kind).to.equal('paused'); // no probe meanwhile
      await resumeSource(store.db, source);
      expect(probeOf(await take())).to.equal(1);
    });

    it('lets a probe that is on its way decide, and holds all the same', async () => {
      const probe = await dueProbe();
      await pauseSource(store.db, source, { by: 'an operator' });
      expect(await openSource(store.db, source, probe)).to.equal(true);
      expect((await take()).kind).to.equal('paused');
      await resumeSource(store.db, source);
      expect(await take()).to.include({ kind: 'go', probe: null });
    });
  });
});

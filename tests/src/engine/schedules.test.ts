import {
  addSchedule,
  openSchedules,
  type Queues,
  removeSchedule,
  runScheduler,
  type Schedules,
  setSchedule,
  viewSchedule,
  viewScheduler,
  viewSchedules,
} from '@tickermill/engine';
import { silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import { onEveryBackend } from './every-backend.ts';
import { openScheduleWorld, type ScheduleWorld } from './schedules.fixture.ts';

// Monday, 2 March 2026: the slots of the day in New York are 08:00, 14:00, 20:00 and 02:00 UTC.
const params = { daysBack: 7, maxFilings: 10 };

onEveryBackend('schedules', (toBackend) => {
  let world: ScheduleWorld;
  let schedules: Schedules;
  beforeEach(async () => {
    world = await openScheduleWorld(toBackend);
    schedules = await world.start();
  });
  afterEach(() => world.close());

  /** What two maintenance chores do. */
  const restore = async (of = schedules) => {
    await of.align();
    await of.catchUp();
  };
  const ids = async () => [...(await world.queues.repeats('schedule')).keys()].sort();
  const ofTicker = async (ticker: string) => {
    const { items } = await viewSchedules(world, { page: 1, limit: 9, ticker });
    return BigInt(items[0]?.id ?? 0);
  };
  const group = async () => BigInt((await viewSchedules(world, { page: 1, limit: 1 })).items[0]?.id ?? 0);
  const brief = async () =>
    (await world.ticks()).map(({ ticker, due, trigger, skip }) => `${ticker} ${due} ${trigger ?? skip}`);

  /** The queues of the world, and which repeatable jobs are added to them. */
  const watched = (): { added: string[]; queues: Queues } => {
    const added: string[] = [];
    const repeat: Queues['repeat'] = (name, all) => {
      added.push(...all.map(({ id }) => id));
      return world.queues.repeat(name, all);
    };
    return { added, queues: { ...world.queues, repeat } };
  };

  it('follow tracking: one repeatable job per tracked ticker', async () => {
    await world.track('AAPL', 'GOOG', 'MSFT');
    await restore();
    expect(await ids()).to.have.length(3);
    await restore();
    const [before] = await world.rows('SELECT min(id) AS id FROM schedules');
    await world.untrack('GOOG');
    await world.track('TSLA');
    await restore();
    const { items, total } = await viewSchedules(world, { page: 1, limit: 50 });
    expect(items.map(({ kind, ticker, tickers }) => [kind, ticker, tickers])).to.deep.equal([
      ['group', null, 3],
      ...['AAPL', 'MSFT', 'TSLA'].map((ticker) => ['ticker', ticker, null]),
    ]);
    expect(total).to.equal(4);
    expect(await ids()).to.deep.equal(
      items
        .slice(1)
        .map(({ id }) => `schedule-${id}-1`)
        .sort(),
    );
    expect(await world.rows('SELECT min(id) AS id FROM schedules')).to.deep.equal([before]);
  });

  it('join all ticks of a slot into one run, however often each comes', async () => {
    await world.track('AAPL', 'GOOG', 'MSFT');
    await restore();
    world.at('2026-03-02T14:00:01Z');
    await world.tick(schedules, '2026-03-02T14:00:00Z', 'AAPL', 'MSFT');
    expect(await world.runs(), 'the slot still waits for GOOG').to.deep.equal([]);
    await world.tick(schedules, '2026-03-02T14:00:00Z');
    const run = { trigger: 'schedule', group: 'insider-trades', due: '02 14:00', tickers: ['AAPL', 'GOOG', 'MSFT'] };
    expect(await world.runs()).to.deep.equal([run]);
    expect(await world.rows('SELECT request FROM runs')).to.deep.equal([
      { request: { force: false, params, tickers: run.tickers } },
    ]);
    expect((await world.queues.openJobIds('plan')).size).to.equal(1);
    await Promise.all([world.tick(schedules, '2026-03-02T14:00:00Z'), restore()]);
    expect(await world.runs()).to.deep.equal([run]);
    expect(await world.ticks()).to.have.length(3);
  });

  it('close a slot after 2 min; what comes then joins a run of its own', async () => {
    await world.track('AAPL', 'GOOG', 'MSFT');
    await restore();
    world.at('2026-03-02T14:00:00Z');
    await world.tick(schedules, '2026-03-02T14:00:00Z', 'AAPL');
    world.at('2026-03-02T14:01:59Z');
    await world.tick(schedules, '2026-03-02T14:00:00Z', 'GOOG');
    expect(await world.runs()).to.deep.equal([]);
    world.at('2026-03-02T14:02:01Z');
    await world.tick(schedules, '2026-03-02T14:00:00Z', 'MSFT');
    expect((await world.runs()).map(({ trigger, tickers }) => [trigger, tickers])).to.deep.equal([
      ['schedule', ['AAPL', 'GOOG']],
      ['late', ['MSFT']],
    ]);
  });

  it('take from the ledger what the queue never brought: a tick lost, twice added, or of another meaning', async () => {
    await world.track('AAPL', 'GOOG');
    await restore();
    world.at('2026-03-02T14:00:29Z');
    await world.tick(schedules, '2026-03-02T14:00:00Z', 'AAPL');
    await restore();
    expect(await brief(), 'in the grace ticks are on their way').to.deep.equal(['AAPL 02 14:00 null']);
    world.at('2026-03-02T14:00:31Z');
    await restore();
    expect(await brief()).to.deep.equal(['AAPL 02 14:00 schedule', 'GOOG 02 14:00 schedule']);
    expect(await world.runs()).to.have.length(1);
  });

  it('come back after the queue was emptied, and after their next ticks were removed', async () => {
    await world.track('AAPL', 'GOOG');
    await restore();
    const before = await world.queues.repeats('schedule');
    await world.queues.endRepeats('schedule', [...before.keys()]);
    expect(await ids()).to.deep.equal([]);
    await restore();
    expect(await world.queues.repeats('schedule')).to.deep.equal(before);
    expect((await world.queues.counts('schedule')).delayed).to.equal(2);
    for (let round = 0; round < 3; round++) await restore();
    expect((await world.queues.counts('schedule')).delayed, 'and only once').to.equal(2);
  });

  it('add a repeatable job anew only when it means something else', async () => {
    await world.track('AAPL', 'GOOG');
    await restore();
    const { added, queues } = watched();
    const restarted = await openSchedules({ store: world.store, queues, now: world.now, log: silentLog });
    await restore(restarted);
    await setSchedule(world, await group(), { params: { daysBack: 7 }, zone: 'America/New_York' });
    await restore(restarted);
    expect(added, 'a restart, and parameters, change no slot').to.deep.equal([]);
    const own = await ofTicker('GOOG');
    await setSchedule(world, own, { cron: '30 2 * * *' });
    await restore(restarted);
    expect(added).to.deep.equal([`schedule-${own}-2`]);
    expect(await ids()).to.have.length(2);
    await setSchedule(world, own, { enabled: false });
    await restore(restarted);
    expect(await ids()).to.have.length(1);
  });

  it('add a repeatable job anew when its next tick is missing twice in a row', async () => {
    await world.track('AAPL', 'GOOG');
    await restore();
    const { added, queues } = watched();
    const blind = { ...queues, openJobIds: async () => new Set<string>() };
    const restarted = await openSchedules({ store: world.store, queues: blind, now: world.now, log: silentLog });
    await restore(restarted);
    expect(added).to.deep.equal([]);
    await restore(restarted);
    expect(added.sort()).to.deep.equal(await ids());
    expect((await world.queues.counts('schedule')).delayed).to.equal(2);
  });

  it('run the last slot once that nobody was there for, and say of those before that they were missed', async () => {
    await world.track('AAPL', 'GOOG');
    await restore();
    world.at('2026-03-03T09:00:00Z');
    await world.start();
    const missed = ['02 14:00 missed', '02 20:00 missed', '03 02:00 missed', '03 08:00 late'];
    expect(await brief()).to.deep.equal(missed.flatMap((slot) => [`AAPL ${slot}`, `GOOG ${slot}`]));
    const restarted = await world.start();
    await world.tick(restarted, '2026-03-02T14:00:00Z');
    await restore(restarted);
    expect(await brief(), 'once').to.have.length(8);
    expect((await world.runs()).map(({ due, trigger, tickers }) => [due, trigger, tickers])).to.deep.equal([
      ['03 08:00', 'late', ['AAPL', 'GOOG']],
    ]);
    world.at('2026-03-03T09:01:00Z');
    await world.track('TSLA');
    await restore(restarted);
    expect(
      (await world.ticks()).some(({ ticker }) => ticker === 'TSLA'),
      'nothing of before it was tracked',
    ).to.equal(false);
  });

  it('are stopped and started over restarts; what falls due meanwhile is skipped and not made up for', async () => {
    await world.track('AAPL');
    await restore();
    expect(await runScheduler(world, false)).to.include({ running: false, nextRun: null, jobsCount: 1 });
    world.at('2026-03-02T14:00:05Z');
    await world.tick(schedules, '2026-03-02T14:00:00Z');
    expect(await ids(), 'the repeatable jobs stay').to.have.length(1);
    world.at('2026-03-03T02:00:10Z');
    const restarted = await world.start();
    expect(await runScheduler(world, true)).to.deep.include({
      running: true,
      nextRun: new Date('2026-03-03T08:00:00.000Z'),
    });
    await restore(restarted);
    expect(await brief()).to.deep.equal(['02 14:00', '02 20:00', '03 02:00'].map((slot) => `AAPL ${slot} stopped`));
    world.at('2026-03-03T08:00:01Z');
    await world.tick(restarted, '2026-03-03T08:00:00Z');
    expect((await brief()).at(-1)).to.equal('AAPL 03 08:00 schedule');
    expect(await world.runs()).to.have.length(1);
    expect((await viewScheduler(world)).lastRun).to.be.a('date');
  });

  it('give a ticker its own, which is a group of its own, and take it back', async () => {
    await world.track('AAPL', 'GOOG');
    await restore();
    const own = await addSchedule(world, {
      dataset: 'insider-trades',
      ticker: 'GOOG',
      cron: '0 9 * * *',
      zone: 'America/New_York',
      enabled: true,
    });
    expect(own).to.deep.include({
      kind: 'ticker',
      group: `insider-trades/${own.id}`,
      nextRun: new Date('2026-03-02T14:00:00.000Z'),
    });
    expect(own.params).to.deep.equal({ daysBack: 7, maxFilings: 10 });
    world.at('2026-03-02T14:00:01Z');
    await world.tick(schedules, '2026-03-02T14:00:00Z');
    expect((await world.runs()).map(({ group: of, tickers }) => [of, tickers])).to.deep.equal([
      ['insider-trades', ['AAPL']],
      [`insider-trades/${own.id}`, ['GOOG']],
    ]);
    // The group's tickers change with it, a ticker with its own does not.
    await setSchedule(world, await group(), { cron: '0 12 * * *', zone: 'UTC' });
    expect(await viewSchedule(world, await ofTicker('AAPL'))).to.include({ cron: '0 12 * * *', zone: 'UTC' });
    expect(await viewSchedule(world, own.id)).to.include({ cron: '0 9 * * *' });
    await removeSchedule(world, own.id);
    expect(await viewSchedule(world, own.id)).to.include({ cron: '0 12 * * *', group: 'insider-trades' });
    await restore();
    world.at('2026-03-03T12:00:01Z');
    await world.tick(schedules, '2026-03-03T12:00:00Z');
    expect((await world.runs()).at(-1)?.tickers).to.deep.equal(['AAPL', 'GOOG']);
    expect(await world.runs(), 'no slot of before the change').to.have.length(3);
  });

  it('lose no slot to a change: what had fallen due under the former meaning is run', async () => {
    await world.track('AAPL');
    await restore();
    world.at('2026-03-02T14:00:01Z');
    await setSchedule(world, await group(), { cron: '0 1 * * *' });
    // The tick of the former meaning comes after the change.
    await schedules.handler(
      { kind: 'tick', schedule: await ofTicker('AAPL'), version: 1, dueMs: Date.parse('2026-03-02T20:00:00Z') },
      new AbortController().signal,
    );
    await restore();
    expect(await brief()).to.deep.equal(['AAPL 02 14:00 schedule']);
  });
});

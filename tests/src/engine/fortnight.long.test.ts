import { addDays, dayAt, nextSlots } from '@tickermill/core';
import {
  addSchedule,
  awaitRun,
  type EngineWorker,
  runScheduler,
  setSchedule,
  viewSchedule,
  viewSchedules,
} from '@tickermill/engine';
import { findInstruments, track } from '@tickermill/store/universe';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onEveryBackend } from './every-backend.ts';
import { openThread, runMs, type Thread } from './thread.fixture.ts';

const zone = 'America/New_York';
const tickers = ['AAPL', 'MSFT', 'NVDA', 'AMZN'];
const own = 'KO';
const everyone = [...tickers, own];
/** The clocks go back on 1 November; the 11th is Veterans Day, on which EDGAR takes no filings. */
const [firstDay, days] = ['2026-10-29', 14];
const withoutFilings = ['2026-10-31', '2026-11-01', '2026-11-07', '2026-11-08', '2026-11-11'];
const dayOf = (index: number) => addDays(firstDay, index);

interface Row {
  readonly ticker: string;
  readonly due: Date;
  readonly run: bigint | null;
  readonly trigger: string | null;
  readonly skip: string | null;
  /** Of the target that the run requested for it. */
  readonly state: string | null;
  readonly why: string | null;
}

const rowsOf = `
  SELECT y.symbol AS ticker, t.due_at AS due, t.run_id AS run, r.trigger, t.skip_reason AS skip, x.state, coalesce(x.skip_reason, x.error_code) AS why
  FROM schedule_ticks t JOIN schedules s ON s.id = t.schedule_id JOIN symbols y ON y.instrument_id = s.instrument_id
    LEFT JOIN runs r ON r.id = t.run_id LEFT JOIN run_targets x ON x.run_id = t.run_id AND y.symbol = ANY(x.tickers)
  ORDER BY t.due_at, y.symbol`;

onEveryBackend('schedules at work', (toBackend) => {
  let thread: Thread;
  let clock: Date;
  let worker: EngineWorker | null;
  const now = () => clock;
  const start = async () => {
    worker = await thread.startWorker({ now, attempts: 1, reconcileMs: 50 });
  };
  const stop = async () => {
    await worker?.stop(5_000);
    worker = null;
  };
  beforeEach(async () => {
    clock = new Date(`${firstDay}T12:00:00Z`);
    thread = await openThread(toBackend, { worker: null });
    // One group is as good as two.
    await thread.store.db.schedule.deleteMany({ where: { dataset: 'daily-prices' } });
    await start();
    await thread.listCompanies();
  });
  afterEach(() => thread.close());

  const trackAll = async () => {
    const listed = await findInstruments(thread.store.db, everyone);
    await thread.store.transaction((tx) =>
      track(
        tx,
        'all',
        listed.map(({ instrumentId }) => instrumentId),
      ),
    );
    await until(
      'their schedules',
      async () => (await thread.rows(`SELECT 1 FROM schedules WHERE kind = 'ticker'`)).length === listed.length,
    );
  };
  const requesting = () => ({ ...thread, now });
  const jobOf = (schedule: string, version: number, slot: Date) => ({
    title: 'a tick',
    data: { schedule, version, dueMs: slot.getTime() },
  });
  const atRest = async () => {
    const [left] = await thread.rows<{ n: number }>(
      `SELECT ((SELECT count(*) FROM runs WHERE finished_at IS NULL)
         + (SELECT count(*) FROM schedule_ticks WHERE run_id IS NULL AND skip_reason IS NULL))::int AS n`,
    );
    return left?.n === 0;
  };
  const untilSlot = (slot: Date, rows: number) =>
    until(
      `the slot of ${slot.toISOString()}`,
      async () => {
        const found = await thread.rows(`SELECT 1 FROM schedule_ticks WHERE due_at = '${slot.toISOString()}'`);
        return found.length === rows && (await atRest());
      },
      { withinMs: 2 * runMs },
    );

  it('write one row for every slot of every ticker of a fortnight, and why if nothing was fetched', async function () {
    this.timeout(900_000);
    await trackAll();
    const [group] = (await viewSchedules(requesting(), { page: 1, limit: 1 })).items;
    await setSchedule(requesting(), BigInt(group?.id ?? 0), { params: { daysBack: 1, maxFilings: 10_000 } });
    await addSchedule(requesting(), {
      dataset: 'insider-trades',
      ticker: own,
      cron: '30 1 * * *',
      zone,
      enabled: true,
      params: { daysBack: 1, maxFilings: 10_000 },
    });
    const schedules = await thread.rows<{ id: bigint; version: number; ticker: string }>(
      `SELECT s.id, s.version, y.symbol AS ticker FROM schedules s JOIN symbols y USING (instrument_id) ORDER BY s.id`,
    );
    const until14 = (cron: string) => {
      const end = new Date(`${dayOf(days)}T12:00:00Z`);
      return nextSlots(cron, zone, clock, 100).filter((slot) => slot <= end);
    };
    const slots = [
      ...until14('0 3,9,15,21 * * *').map((slot) => ({ slot, of: tickers })),
      ...until14('30 1 * * *').map((slot) => ({ slot, of: [own] })),
    ].sort((a, b) => a.slot.getTime() - b.slot.getTime());
    const hour = (slot: Date) => slot.toLocaleTimeString('en-GB', { timeZone: zone, timeStyle: 'short' });
    const outage = (slot: Date) => slot >= new Date('2026-11-04T20:00:00Z') && slot < new Date('2026-11-05T08:00:00Z');
    const stopped = (slot: Date) => dayAt(slot, zone) === '2026-11-06';

    for (const [index, { slot, of }] of slots.entries()) {
      const after = (seconds: number) => new Date(slot.getTime() + seconds * 1_000);
      await thread.fault(outage(slot) ? { host: '*', kind: '5xx', status: 500 } : []);
      if (stopped(slot) && hour(slot) === '03:00') await runScheduler(requesting(), false);
      if (hour(slot) === '09:00' && !stopped(slot)) {
        // Every day the workers are down over one slot; on one of them over two.
        await stop();
        if (dayAt(slot, zone) === '2026-11-09') continue;
      }
      clock = after(worker ? 2 : 300);
      if (worker) {
        const chosen = schedules.filter(({ ticker }) => of.includes(ticker));
        const lost = index % 5 === 0 ? chosen.slice(1) : chosen;
        const jobs = [...lost, ...lost.slice(0, 2)].map(({ id, version }) => jobOf(String(id), version, slot));
        await thread.queues.add('schedule', jobs);
        clock = after(40);
      } else await start();
      await untilSlot(slot, of.length);
      // Postgres has a clock of its own, which the gates would find far ahead.
      await thread.store.db.$executeRaw`UPDATE run_targets SET finished_at = ${clock} WHERE finished_at > ${clock}`;
      if (stopped(slot) && hour(slot) === '21:00') await runScheduler(requesting(), true);
    }
    if (!worker) await start();

    const rows = await thread.rows<Row>(rowsOf);
    const wanted = slots.flatMap(({ slot, of }) => of.map((ticker) => `${slot.toISOString()} ${ticker}`));
    expect(rows.map(({ due, ticker }) => `${due.toISOString()} ${ticker}`).sort()).to.deep.equal(wanted.sort());
    expect(wanted).to.have.length(4 * days * tickers.length + days);
    expect(wanted, 'the first of two 01:30').to.include(`2026-11-01T05:30:00.000Z ${own}`);
    expect(wanted).not.to.include(`2026-11-01T06:30:00.000Z ${own}`);

    const fetched = ['done', 'nothing', 'partial'];
    for (const { ticker, due, run, skip, state, why } of rows) {
      const row = `${ticker} ${due.toISOString()} ${state}`;
      expect((run === null) !== (skip === null), row).to.equal(true);
      if (run !== null && !fetched.includes(state ?? '')) expect(why, row).to.be.a('string');
    }
    const reasons = (which: (row: Row) => boolean) => [
      ...new Set(rows.filter(which).map(({ skip, why }) => skip ?? why)),
    ];
    expect(reasons(({ due }) => outage(due))).to.deep.equal(['SERVER_ERROR']);
    expect(reasons(({ skip }) => skip === 'stopped').length, 'the day of the stop').to.equal(1);
    expect(rows.filter(({ skip }) => skip === 'missed').map(({ due }) => due.toISOString())).to.deep.equal(
      tickers.map(() => '2026-11-09T14:00:00.000Z'),
    );
    const quiet = rows.filter(({ why }) => why === 'no-news').map(({ ticker, due }) => `${dayAt(due, zone)} ${ticker}`);
    expect([...new Set(quiet.map((each) => each.slice(0, 10)))], 'days without filings').to.deep.equal(withoutFilings);
    expect(quiet).to.include.members(withoutFilings.flatMap((day) => tickers.map((ticker) => `${day} ${ticker}`)));
    const late = new Set(
      rows.filter(({ trigger }) => trigger === 'late').map(({ due }) => due.toISOString().slice(0, 10)),
    );
    expect(late.size, 'a slot of every day but that of the stop').to.equal(days - 1);
    const twice = `SELECT dataset, group_key, due_at FROM runs WHERE due_at IS NOT NULL GROUP BY 1, 2, 3 HAVING count(*) > 1`;
    expect(await thread.rows(twice), 'one run per slot').to.deep.equal([]);
  });

  it('follow another when its run ended in whatever state, no earlier than their hour, and once', async () => {
    await trackAll();
    const [group] = (await viewSchedules(requesting(), { page: 1, limit: 1 })).items;
    const leader = await addSchedule(requesting(), { dataset: 'companies', cron: '0 9 * * *', zone, enabled: true });
    const chained = await setSchedule(requesting(), BigInt(group?.id ?? 0), {
      after: leader.id,
      zone,
      notBefore: '09:30',
    });
    expect(chained.nextRuns.slice(0, 2)).to.deep.equal([
      new Date('2026-10-29T13:30:00Z'),
      new Date('2026-10-30T13:30:00Z'),
    ]);
    await until('their tickers to follow', async () => (await thread.queues.repeats('schedule')).size === 1);

    const slot = new Date('2026-10-29T13:00:00Z');
    clock = new Date('2026-10-29T13:00:01Z');
    await thread.fault({ host: '*', kind: '5xx', status: 500 });
    await thread.queues.add('schedule', [jobOf(String(leader.id), 1, slot), jobOf(String(leader.id), 1, slot)]);
    const waiting = () =>
      thread.rows(`SELECT 1 FROM schedule_ticks WHERE run_id IS NULL AND due_at = '2026-10-29T13:30:00Z'`);
    await until('the followers to wait for their hour', async () => (await waiting()).length === everyone.length);
    const [led] = await thread.rows<{ id: bigint; state: string }>(
      `SELECT id, state FROM runs WHERE due_at = '${slot.toISOString()}'`,
    );
    expect(led?.state).to.equal('failed');
    expect(await viewSchedule(requesting(), chained.id)).to.deep.include({ nextRun: new Date('2026-10-29T13:30:00Z') });
    await thread.fault([]);
    clock = new Date('2026-10-29T13:30:01Z');
    await until('their run', async () => (await waiting()).length === 0);
    const runs = await thread.rows<{ id: bigint; trigger: string; n: number }>(
      `SELECT id, trigger, jsonb_array_length(request -> 'tickers') AS n FROM runs WHERE dataset = 'insider-trades'`,
    );
    expect(runs.map(({ trigger, n }) => [trigger, n])).to.deep.equal([['schedule', everyone.length]]);
    expect((await awaitRun(thread.store, runs[0]?.id ?? 0n, runMs)).finishedAt).not.to.equal(null);
    // Told once more, as after a crash, the end of the run makes nobody follow again.
    await thread.rows(
      `UPDATE runs SET told_at = NULL, finished_at = finished_at - interval '1 min' WHERE id = ${led?.id}`,
    );
    await until(
      'it to be told again',
      async () => (await thread.rows(`SELECT 1 FROM runs WHERE id = ${led?.id} AND told_at IS NOT NULL`)).length === 1,
    );
    expect(await thread.rows(`SELECT 1 FROM runs WHERE dataset = 'insider-trades'`)).to.have.length(1);
  });
});

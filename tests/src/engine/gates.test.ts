import { forecastRun, manualRun, pauseSource, requestRun, requestTarget, resumeSource } from '@tickermill/engine';
import type { ReportedRun, Trigger } from '@tickermill/store/ledger';
import { track } from '@tickermill/store/universe';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

const dataset = 'insider-trades';
const usual = { daysBack: 30, maxFilings: 1_000 };
const hour = 3_600_000;
const apple = '0000320193';

onOneBackend('the gates', (toBackend) => {
  let thread: Thread;
  let clock: Date;
  beforeEach(async () => {
    clock = new Date('2026-11-20T22:00:00Z'); // a Friday, 17:00 in New York
    thread = await openThread(toBackend, {
      now: () => clock,
      worker: { now: () => clock, reconcileMs: 200, concurrency: 1 },
    });
    await thread.listCompanies();
  });
  afterEach(() => thread.close());

  const requests = async () => (await thread.ask<{ firstRequests: string[] }>('stats')).firstRequests.slice(1);
  const stop = () => pauseSource(thread, 'sec-edgar', { by: 'test' });
  const goOn = () => resumeSource(thread, 'sec-edgar');
  /** The ledger keeps the time of Postgres: tests say when things ended. */
  const endedAt = (run: { id: string | bigint }, at: string | Date) =>
    thread.store.db.$executeRaw`
      WITH r AS (UPDATE runs SET finished_at = ${new Date(at)} WHERE id = ${run.id})
      UPDATE run_targets SET finished_at = ${new Date(at)} WHERE run_id = ${run.id}`;
  const ask = (trigger: Trigger, tickers: string[], params: Record<string, number> = usual, force = false) =>
    requestRun(thread, { dataset, trigger, request: { tickers, params, force } });
  const skips = async (run: ReportedRun | bigint) => {
    const id = typeof run === 'bigint' ? run : run.id;
    const rows = await thread.rows<{ skip_reason: string }>(
      `SELECT skip_reason FROM run_targets WHERE run_id = ${id} AND state = 'skipped' ORDER BY id`,
    );
    return rows.map(({ skip_reason }) => skip_reason);
  };
  const planned = (...ids: bigint[]) =>
    until('the runs to be planned', async () => {
      const left = await thread.rows(`SELECT 1 FROM runs WHERE id IN (${ids.join()}) AND planned_at IS NULL`);
      return left.length === 0;
    });
  const targetOf = async (id: bigint) => (await thread.store.db.runTarget.findMany({ where: { runId: id } }))[0];

  it('asks for nothing within four hours of a success that covers it, unless forced', async () => {
    const first = await thread.scrape('AAPL');
    expect(first.state).to.equal('done');
    await endedAt(first, new Date(clock.getTime() - 4 * hour + 1_000));
    const before = (await requests()).length;
    const again = await thread.scrape('AAPL');
    expect([again.state, await skips(again)]).to.deep.equal(['done', ['fresh']]);
    expect(await skips(await thread.scrape('AAPL', { daysBack: 5, maxFilings: 3 })), 'less').to.deep.equal(['fresh']);
    expect((await requests()).length, 'no request was spent').to.equal(before);

    const wider = await thread.scrape('AAPL', { daysBack: 40, maxFilings: 1_000 });
    expect([await skips(wider), wider.report.requests > 0]).to.deep.equal([[], true]);
    expect(await skips(await thread.scrape('AAPL', usual, { force: true })), 'by force').to.deep.equal([]);
    await thread.rows(`UPDATE run_targets SET finished_at = '2026-11-20T17:59:00Z' WHERE target <> '*'`);
    expect(await skips(await thread.scrape('AAPL')), 'later').to.deep.equal([]);
  });

  it('requests a ticker that a person names at once, unless it was fetched within the last minute', async () => {
    const named = manualRun(['AAPL'], { ...usual, force: false, isNamed: true });
    const first = await thread.scrape('AAPL');
    await endedAt(first, new Date(clock.getTime() - 59_000));
    const before = (await requests()).length;
    const recent = await requestTarget(thread, named);
    expect(recent).to.deep.equal({ runId: first.id, target: apple, answeredBy: 'recent-run' });
    expect((await requests()).length, 'no request was spent').to.equal(before);

    await endedAt(first, new Date(clock.getTime() - 60_000));
    const own = await requestTarget(thread, named);
    expect(own.answeredBy).to.equal('new-run');
    const run = await thread.awaitRun(own.runId);
    expect([run.state, run.report.requests, run.report.skipped]).to.deep.equal(['done', 1, {}]);
    await endedAt(run, new Date(clock.getTime() - 60_000));
    const all = await thread.awaitRun(await ask('manual', ['AAPL', 'MSFT']));
    expect(all.report.skipped, 'as one of many it is held back').to.deep.equal({ fresh: 1 });
  });

  it('does not count a partial success as fresh', async () => {
    const cut = await thread.scrape('AAPL', { daysBack: 120, maxFilings: 1 });
    expect(cut.state).to.equal('partial');
    await endedAt(cut, clock);
    expect(await skips(await thread.scrape('AAPL', { daysBack: 120, maxFilings: 1 }))).to.deep.equal([]);
  });

  it('asks by schedule only when a filing day, or part of one, lies since the last success', async () => {
    const first = await thread.scrape('AAPL');
    await endedAt(first, '2026-11-21T05:00:00Z'); // the first instant of Saturday in New York
    clock = new Date('2026-11-22T20:00:00Z');
    const scheduled = async (tickers: string[]) =>
      thread.awaitRun(await ask('schedule', tickers, { daysBack: 7, maxFilings: 10 }));
    expect(await skips(await scheduled(['AAPL', 'MSFT']))).to.deep.equal(['no-news']);
    expect(await skips(await thread.awaitRun(await ask('tracked', ['AAPL'])))).to.deep.equal([]);
    await endedAt(first, '2026-11-21T05:00:00Z');
    await thread.rows(`UPDATE run_targets SET finished_at = '2026-11-21T05:00:00Z' WHERE state <> 'skipped'`);
    expect(await skips(await thread.scrape('AAPL', { daysBack: 7, maxFilings: 10 })), 'by hand').to.deep.equal([]);
    await thread.rows(`UPDATE run_targets SET finished_at = '2026-11-21T05:00:00Z' WHERE state <> 'skipped'`);
    clock = new Date('2026-11-23T08:00:00Z');
    expect(await skips(await scheduled(['AAPL'])), 'on Monday').to.deep.equal([]);
  });

  it('joins an open target that covers the request, and lends it the priority', async () => {
    await stop();
    const backfill = await ask('backfill', ['AAPL'], { daysBack: 120, maxFilings: 1_000 });
    await planned(backfill);
    await planned(await ask('retry', ['MSFT']));
    const joined = await requestTarget(thread, manualRun(['AAPL'], { ...usual, force: false }));
    expect(joined, 'its run').to.deep.equal({ runId: backfill, target: apple, answeredBy: 'open-run' });
    const late = await ask('manual', ['AAPL', 'KO']);
    await planned(late);
    expect(await skips(late)).to.deep.equal(['in-flight']);
    const [row] = await thread.rows(
      `SELECT joined_run_id FROM run_targets WHERE run_id = ${late} AND state = 'skipped'`,
    );
    expect(row).to.deep.equal({ joined_run_id: backfill });
    await until('its task to be a job in its new place', async () => {
      const tasks = await thread.rows<{ state: string }>(
        `SELECT state FROM tasks WHERE run_id = ${backfill} AND priority = 20`,
      );
      return tasks[0]?.state === 'queued';
    });
    await goOn();
    for (const id of [backfill, late]) expect((await thread.awaitRun(id)).state).to.equal('done');
    expect((await requests())[0], 'before a retry').to.contain('CIK0000320193');
    const late20 = await thread.rows(`SELECT 1 FROM tasks WHERE run_id = ${backfill} AND priority <> 20`);
    expect(late20, 'its documents are as urgent').to.deep.equal([]);
  });

  it('keeps what an open target does not cover as its one follow-up, merged, and plans it when that closes', async () => {
    await stop();
    const first = await ask('manual', ['AAPL'], { daysBack: 10, maxFilings: 5 });
    await planned(first);
    const second = await ask('backfill', ['AAPL'], { daysBack: 20, maxFilings: 5 });
    await planned(second);
    const third = await ask('manual', ['AAPL'], { daysBack: 5, maxFilings: 500 });
    await planned(third);
    const fourth = await requestTarget(thread, manualRun(['AAPL'], { daysBack: 90, maxFilings: 7, force: true }));
    expect(fourth).to.include({ runId: second, answeredBy: 'open-run' });
    expect(await skips(third)).to.deep.equal(['in-flight']);
    expect(await targetOf(second)).to.deep.include({ state: 'open', followUp: true, force: true, priority: 20 });
    expect((await targetOf(second))?.params).to.deep.equal({ since: '2026-08-22', maxFilings: 500 });
    await goOn();
    for (const id of [first, second]) expect((await thread.awaitRun(id)).finishedAt).not.to.equal(null);
    expect(await targetOf(second)).to.deep.include({ state: 'done', followUp: false });
    const twice = `SELECT document_key FROM tasks WHERE document_key IS NOT NULL GROUP BY 1 HAVING count(*) > 1`;
    expect(await thread.rows(twice), 'no document twice').to.deep.equal([]);
  });

  it('brings every request in full, however many come at once', async () => {
    await thread.startWorker({ now: () => clock, reconcileMs: 200 });
    for (let round = 0; round < 3; round++) {
      await thread.rows(`UPDATE run_targets SET finished_at = '2026-11-01' WHERE finished_at IS NOT NULL`); // not fresh
      await stop();
      const wanted = Array.from({ length: 8 }, (_, n) => ({
        daysBack: 1 + ((n * 37 + round * 11) % 60),
        maxFilings: 1 + ((n * 53 + round * 29) % 90),
        force: (n + round) % 4 === 0,
      }));
      const ids = await Promise.all(
        wanted.map(({ force, ...params }) => ask(force ? 'manual' : 'retry', ['AAPL'], params, force)),
      );
      await planned(...ids);
      const rows = await thread.store.db.runTarget.findMany({ where: { runId: { in: ids } } });
      const open = rows.filter(({ state }) => state === 'open');
      expect(open.map(({ followUp }) => followUp).sort(), 'one and its follow-up').to.deep.equal([false, true]);
      for (const [n, { daysBack, maxFilings, force }] of wanted.entries()) {
        const row = rows.find(({ runId }) => runId === ids[n]);
        const hosts = row?.state === 'open' ? [row] : open.filter(({ runId }) => runId === row?.joinedRunId);
        const since = new Date(clock.getTime() - daysBack * 24 * hour).toISOString().slice(0, 10);
        const brings = hosts.some(({ params, ...host }) => {
          const has = params as { since: string; maxFilings: number };
          return has.since <= since && has.maxFilings >= maxFilings && (host.force || !force);
        });
        expect(brings, `request ${n}: ${JSON.stringify(wanted[n])}`).to.equal(true);
      }
      await goOn();
      for (const id of ids) expect((await thread.awaitRun(id)).finishedAt, `run ${id}`).not.to.equal(null);
    }
  });

  it('plans a follow-up that a lost process left', async () => {
    await stop();
    const first = await ask('manual', ['AAPL'], { daysBack: 10, maxFilings: 5 });
    await planned(first);
    const second = await ask('manual', ['AAPL'], { daysBack: 20, maxFilings: 5 });
    await planned(second);
    // What a process leaves that is lost between closing a target and having its follow-up planned.
    await thread.rows(`UPDATE tasks SET state = 'done', finished_at = now() WHERE run_id = ${first}`);
    await thread.rows(`UPDATE run_targets SET state = 'done', finished_at = now() WHERE run_id = ${first}`);
    await until('the follow-up to be planned', async () => (await targetOf(second))?.followUp === false);
    await goOn();
    expect((await thread.awaitRun(second)).finishedAt).not.to.equal(null);
  });

  it('says what a run would do, and writes nothing', async () => {
    const run = manualRun(['AAPL', 'MSFT', 'NOSUCH'], { ...usual, force: false });
    const before = await thread.rows('SELECT count(*)::int AS n FROM runs');
    const cold = await forecastRun(thread, run);
    expect(cold).to.deep.include({ targets: 2, requests: 2, skipped: { 'unknown-ticker': 1 } });
    expect(cold.endsAt).to.deep.equal(new Date(clock.getTime() + 4)); // 500 a second
    expect(await thread.rows('SELECT count(*)::int AS n FROM runs')).to.deep.equal(before);

    const { report } = await thread.scrape('AAPL');
    await thread.rows(`UPDATE run_targets SET finished_at = '2026-11-20T01:00:00Z'`);
    const known = await forecastRun(thread, run);
    expect(known.requests, 'what it took the last time').to.equal(report.requests + 1);
    const one = await forecastRun(thread, manualRun(['AAPL', 'MSFT'], { ...usual, force: false, limit: 1 }));
    expect(one).to.deep.include({ targets: 1, skipped: { limit: 1 } });
    await stop();
    expect((await forecastRun(thread, run)).endsAt).to.equal(null);
  });

  it('asks in order: index, hand, retry, watchlist priority, the busiest, the stalest, backfill', async () => {
    const tickers = ['AAPL', 'MSFT', 'NVDA', 'AMZN', 'GOOGL', 'META', 'TSLA', 'JPM', 'V'] as const;
    const ciks = new Map(
      (
        await thread.rows<{ symbol: string; cik: string; id: bigint }>(
          `SELECT symbol, cik, i.id FROM symbols JOIN instruments i ON i.id = instrument_id`,
        )
      ).map((row) => [row.symbol, row]),
    );
    const of = (ticker: string) => ciks.get(ticker) as { cik: string; id: bigint };
    await track(thread.store.db, 'first', [of('NVDA').id]);
    await track(thread.store.db, 'second', [of('AMZN').id, of('GOOGL').id, of('META').id, of('TSLA').id]);
    await thread.rows(`UPDATE watchlists SET priority = 1 WHERE name = 'first'`);
    // AMZN is busy; of the three that are not, META was asked long ago, TSLA lately, GOOGL never.
    await thread.rows(`
      INSERT INTO filings (accession, form, issuer_cik, issuer_name, filed_on, url, document_sha256, parser_version)
      SELECT '0000000009-26-00000' || n, '4', '${of('AMZN').cik}', 'Amazon', '2026-11-01', 'https://x', 'x', 1 FROM generate_series(1, 5) n`);
    for (const [ticker, day] of [
      ['META', '2026-11-01'],
      ['TSLA', '2026-11-10'],
    ] as const) {
      const { id } = await thread.store.db.run.create({
        data: { dataset, trigger: 'manual', state: 'done', request: {}, toldAt: clock, finishedAt: clock },
      });
      await thread.store.db.runTarget.create({
        data: {
          runId: id,
          dataset,
          target: of(ticker).cik,
          state: 'done',
          finishedAt: new Date(day),
          params: { since: '2026-10-30', maxFilings: 1 },
        },
      });
    }
    await stop();
    const failed = await thread.store.db.run.create({
      data: { dataset, trigger: 'manual', state: 'failed', request: {}, toldAt: clock, finishedAt: clock },
    });
    await thread.store.db.runTarget.create({
      data: {
        runId: failed.id,
        dataset,
        target: of('V').cik,
        tickers: ['V'],
        state: 'failed',
        finishedAt: clock,
        params: { since: '2026-11-20', maxFilings: 1 },
      },
    });
    const few = { daysBack: 1, maxFilings: 1 };
    const ids = [
      await ask('backfill', ['JPM'], few),
      await ask('schedule', ['GOOGL', 'META', 'TSLA', 'AMZN', 'NVDA', 'MSFT'], few),
      (
        await thread.store.db.run.create({
          data: { dataset, trigger: 'retry', retryOf: failed.id, request: { tickers: [], params: few, force: false } },
        })
      ).id,
      await ask('manual', ['AAPL'], few),
    ];
    await thread.queues.add('plan', [{ title: 'the retry', data: { run: String(ids[2]) } }]);
    const companies = await requestRun(thread, {
      dataset: 'companies',
      trigger: 'schedule',
      request: { tickers: null, params: {}, force: false },
    });
    await planned(...ids, companies);
    await until(
      'all of them to stand in the queue',
      async () => (await thread.queues.openJobIds('sec-edgar')).size === 10,
    );
    await goOn();
    for (const id of [...ids, companies]) await thread.awaitRun(id);
    const priorities = await thread.rows<{ label: string; priority: number }>(
      `SELECT label, priority FROM tasks WHERE step IN ('submissions', 'list') AND id > 1 ORDER BY priority, id`,
    );
    expect(priorities.map(({ label }) => label)).to.deep.equal([
      '',
      'AAPL',
      'V',
      'NVDA',
      'AMZN',
      'GOOGL',
      'META',
      'TSLA',
      'MSFT',
      'JPM',
    ]);
    const seen = (await requests()).map(
      (path) => tickers.find((ticker) => path.endsWith(`/CIK${of(ticker).cik}.json`)) ?? path,
    );
    const lists = seen.filter((name) => !name.includes('/Archives/'));
    expect(lists).to.deep.equal([
      '/www.sec.gov/files/company_tickers.json',
      'AAPL',
      'V',
      'NVDA',
      'AMZN',
      'GOOGL',
      'META',
      'TSLA',
      'MSFT',
      'JPM',
    ]);
  });
});

import { changeCheck, runChecks } from '@tickermill/quality';
import { resolveQaFinding } from '@tickermill/store/quality';
import { silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import { friday, openQuality, type QualityWorld } from './quality.fixture.ts';

describe('runs of checks', () => {
  let world: QualityWorld;
  beforeEach(async () => {
    world = await openQuality();
  });
  afterEach(() => world.close());

  const set = (symbol: string, date: string, change: string) =>
    world.rows(`UPDATE daily_prices p SET ${change}, known_from = clock_timestamp() FROM symbols s
      WHERE s.instrument_id = p.instrument_id AND s.symbol = '${symbol}' AND p.date = '${date}'`);
  const findings = () =>
    world.rows<{ date: string; times: number; as: string | null; open: boolean }>(
      `SELECT date::text, times, resolved_as AS as, resolved_at IS NULL AS open FROM qa_findings ORDER BY date`,
    );
  const events = (type: string) =>
    world
      .rows<{ data: Record<string, unknown> }>(`SELECT data FROM events WHERE type = '${type}' ORDER BY id`)
      .then((all) => all.map(({ data }) => data));

  it('keep a finding once however often they find it, and resolve it when they no longer do', async () => {
    await world.invent('WRONG');
    await set('WRONG', '2026-11-18', 'volume = -1');
    await world.night('coherence');
    await world.night('coherence');
    expect(await findings()).to.deep.equal([{ date: '2026-11-18', times: 1, as: null, open: true }]);
    await set('WRONG', '2026-11-18', 'volume = 10');
    await world.night('coherence');
    expect(await findings()).to.deep.equal([{ date: '2026-11-18', times: 1, as: 'check', open: false }]);
    await set('WRONG', '2026-11-18', 'volume = -1');
    await world.night('coherence');
    expect(await findings()).to.deep.equal([{ date: '2026-11-18', times: 2, as: null, open: true }]);
  });

  it('leave alone what a person resolved, until its evidence changes', async () => {
    await world.invent('WRONG');
    await set('WRONG', '2026-11-18', 'volume = -1');
    await world.night('coherence');
    const [finding] = await world.rows<{ id: bigint }>('SELECT id FROM qa_findings');
    expect(await resolveQaFinding(world.store.sql, finding?.id ?? 0n, { by: 'anna', note: 'known' })).to.equal(true);
    await world.check('coherence');
    expect(await world.open('coherence')).to.deep.equal([]);
    await set('WRONG', '2026-11-18', 'volume = -2');
    await world.night('coherence');
    expect(await world.open('coherence')).to.deep.equal(['WRONG 2026-11-18 critical']);
  });

  it('look at what has changed since their last success, and at everything on demand', async () => {
    await world.invent('OLD');
    await world.rows(`UPDATE daily_prices SET known_from = '2026-11-01', volume = -1 WHERE date = '2026-09-01'`);
    await world.rows(`INSERT INTO qa_checks (check_id, succeeded_at) VALUES ('coherence', now())`);
    await world.rows(`UPDATE daily_prices SET known_from = '2026-11-01'`);
    await world.night('coherence');
    expect(await world.open('coherence')).to.deep.equal([]);
    expect(await world.check('coherence')).to.deep.equal(['OLD 2026-09-01 critical']);
  });

  it('judge the few that are open for long together with all that have changed today', async () => {
    for (const symbol of ['OLD', 'MENDED', ...Array.from({ length: 9 }, (_, nth) => `N${nth}`)])
      await world.invent(symbol);
    await set('OLD', '2026-09-01', 'close = close * 3');
    await set('MENDED', '2026-09-01', 'close = close * 3');
    await world.check('price_jump');
    expect(await world.open('price_jump')).to.deep.equal(['MENDED 2026-09-01 critical', 'OLD 2026-09-01 critical']);
    await world.rows(`UPDATE qa_checks SET succeeded_at = '2026-11-20'`);
    await world.rows(
      `UPDATE daily_prices SET known_from = CASE date WHEN '2026-11-20' THEN '2026-11-21' ELSE '2026-11-01' END::timestamptz`,
    );
    await set('MENDED', '2026-09-01', 'close = close / 3');
    await set('N3', '2026-11-20', 'close = close * 3');
    await world.night('price_jump');
    expect(await world.open('price_jump')).to.deep.equal(['N3 2026-11-20 critical', 'OLD 2026-09-01 critical']);
  });

  it('judge what is no longer listed no more', async () => {
    await world.invent('WRONG');
    await set('WRONG', '2026-11-18', 'volume = -1');
    await world.night('coherence');
    await world.rows(`UPDATE instruments SET status = 'delisted'`);
    await world.night('coherence');
    expect(await findings()).to.deep.equal([{ date: '2026-11-18', times: 1, as: 'expired', open: false }]);
  });

  it('make a finding of a check that fails, run the others, and resolve it by its next success', async () => {
    await world.invent('WRONG');
    await set('WRONG', '2026-11-18', 'volume = -1');
    const deps = { store: world.store, log: silentLog, now: () => friday };
    await world.rows('ALTER TABLE corporate_actions RENAME TO actions_away');
    const run = { runId: null, checkIds: ['price_jump', 'coherence'], whole: true };
    const states = (await runChecks(deps, run)).map(({ target, state, errorCode }) => [target, state, errorCode]);
    expect(states).to.deep.equal([
      ['price_jump', 'failed', 'QAFAIL'],
      ['coherence', 'done', null],
    ]);
    expect([await world.open('qafail'), await world.open('coherence')]).to.deep.equal([
      ['price_jump 2026-11-20 critical'],
      ['WRONG 2026-11-18 critical'],
    ]);
    expect(await events('qa.check-failed')).to.have.length(1);
    await world.rows('ALTER TABLE actions_away RENAME TO corporate_actions');
    await world.night('coherence');
    expect(await world.open('qafail')).to.have.length(1);
    await world.night('price_jump');
    expect(await world.open('qafail')).to.deep.equal([]);
    expect(await events('qa.check-recovered')).to.deep.equal([{ check: 'price_jump' }]);

    await world.rows('ALTER TABLE corporate_actions RENAME TO actions_away');
    await runChecks(deps, run);
    await runChecks(deps, run);
    expect(await events('qa.check-failed'), 'it fails again on the day of its recovery').to.have.length(2);
    await changeCheck(world.store.sql, 'price_jump', { enabled: false }, { by: 'anna' });
    expect(await world.open('qafail')).to.deep.equal([]);
    expect(await events('qa.check-disabled')).to.deep.equal([{ check: 'price_jump' }]);
  });

  it('colour a roll-up after two runs, and publish it', async () => {
    await world.invent('WRONG');
    await set('WRONG', '2026-11-18', 'volume = -1');
    await world.night('coherence');
    expect(await events('qa.roll-up')).to.deep.equal([]);
    await world.night('coherence');
    expect(await events('qa.roll-up')).to.deep.equal([
      { check: 'coherence', colour: 'yellow', was: 'green', fails: 1, share: 100 },
    ]);
    const [day] = await world.rows<object>('SELECT day::text, fails, universe, share, colour FROM qa_summary');
    expect(day).to.deep.equal({ day: '2026-11-20', fails: 1, universe: 1, share: 100, colour: 'yellow' });
    await set('WRONG', '2026-11-18', 'volume = 5');
    await world.night('coherence');
    await world.night('coherence');
    expect((await events('qa.roll-up')).map(({ colour }) => colour)).to.deep.equal(['yellow', 'green']);
  });
});

describe('the checks of what was fetched', () => {
  let world: QualityWorld;
  beforeEach(async () => {
    world = await openQuality();
  });
  afterEach(() => world.close());

  /** Executions of a target, one a day, the first on the 10th. */
  const execute = async (target: string, kind: string, states: readonly string[]) => {
    for (const [nth, state] of states.entries()) {
      const at = `2026-11-${10 + nth}T01:00:00Z`;
      await world.rows(`WITH run AS (INSERT INTO runs (dataset, trigger, request, state, created_at, finished_at)
          VALUES ('daily-prices', 'manual', '{}', 'done', '${at}', '${at}') RETURNING id)
        INSERT INTO run_targets (run_id, dataset, target, target_kind, state, error_code, finished_at)
        SELECT id, 'daily-prices', '${target}', '${kind}', '${state}', 'TIMEOUT', '${at}' FROM run`);
    }
  };

  it('fetch_error: each of the last three failed, since the first of them', async () => {
    const [failing, well, two] = [await world.list('FAIL'), await world.list('WELL'), await world.list('TWO')];
    await execute(String(failing), 'instrument', ['failed', 'done', 'failed', 'gone', 'failed', 'failed']);
    await execute(String(well), 'instrument', ['failed', 'failed', 'failed', 'nothing']);
    await execute(String(two), 'instrument', ['done', 'failed', 'failed']);
    const old = await world.list('OLD');
    await execute(String(old), 'instrument', ['failed', 'failed', 'failed']);
    await world.rows(
      `UPDATE run_targets SET finished_at = '2026-10-21T22:29:00Z' WHERE target = '${old}' AND finished_at < '2026-11-11'`,
    );
    const cik = await world.list('CIK');
    await world.rows(`UPDATE instruments SET cik = '0000000042' WHERE id = ${cik}`);
    await execute('0000000042', 'cik', ['failed', 'failed', 'failed']);
    const [part, cut] = [await world.list('PART'), await world.list('CUT')];
    for (const id of [part, cut]) await execute(String(id), 'instrument', ['partial', 'partial', 'partial']);
    // One that a limit cut short has no code: nothing of it failed.
    await world.rows(`UPDATE run_targets SET error_code = NULL WHERE target = '${cut}'`);
    expect(await world.check('fetch_error')).to.deep.equal([
      ...['CIK 2026-11-10 critical', 'FAIL 2026-11-12 critical', 'PART 2026-11-10 critical'],
    ]);
    expect(await world.check('fetch_error', { runs: 4 })).to.deep.equal(['FAIL 2026-11-12 critical']);
  });

  it('suspect: two empty answers, the latest of them the last that came', async () => {
    const seen = (id: bigint, times: number, last: string) =>
      world.rows(`INSERT INTO price_findings (instrument_id, what, day, provider, times, first_seen, last_seen)
        VALUES (${id}, 'suspect', '-infinity', 'yahoo', ${times}, '2026-11-19', '${last}')`);
    const written = (id: bigint) =>
      world.rows(`UPDATE coverage SET written_at = '2026-11-20' WHERE instrument_id = ${id}`);
    for (const [symbol, times, last] of [
      ['GONE', 2, '2026-11-20'],
      ['ONCE', 1, '2026-11-20'],
      ['BACK', 5, '2026-11-19'],
    ] as const) {
      const id = await world.invent(symbol);
      await seen(id, times, last);
      await written(id);
    }
    expect(await world.check('suspect')).to.deep.equal(['GONE 2026-11-19 warning']);
  });

  it('api_latency: the 95th percentile of three whole days in a row', async () => {
    const slow = '{0,0,0,0,0,0,0,0,0,80,20,0}'; // 20 of 100 took 10 to 30 s
    const fast = '{0,0,0,0,0,0,0,0,0,96,4,0}';
    const hour = (source: string, day: string, buckets: string) =>
      world.rows(`INSERT INTO source_hours (source, hour, requests, failures, throttles, buckets)
        VALUES ('${source}', '2026-11-${day}T03:00:00Z', 100, 0, 0, '${buckets}')`);
    for (const day of ['17', '18', '19']) await hour('yahoo', day, slow);
    for (const day of ['17', '19']) await hour('stooq', day, slow);
    await hour('stooq', '18', fast);
    for (const day of ['17', '18', '19']) await hour('sec-edgar', day, '{0,0,0,0,0,0,0,0,0,95,5,0}');
    for (const day of ['17', '18', '19']) await hour('alpha-vantage', day, '{0,0,0,0,0,0,0,0,0,94,6,0}');
    expect(await world.check('api_latency')).to.deep.equal([
      'alpha-vantage 2026-11-19 warning',
      'yahoo 2026-11-19 warning',
    ]);
    expect(await world.check('api_latency', { days: 1 })).to.deep.equal([
      'alpha-vantage 2026-11-19 warning',
      'stooq 2026-11-19 warning',
      'yahoo 2026-11-19 warning',
    ]);
  });

  it('night_volume: against the median of its weekday and hour, and of too few runs not at all', async () => {
    const report = (done: number, found: number) => JSON.stringify({ targets_by_state: { done }, found, created: 0 });
    const night = (group: string, weeksAgo: number, done: number, found = done * 10) =>
      world.rows(`INSERT INTO runs (dataset, trigger, group_key, due_at, request, state, report, finished_at)
        VALUES ('${group}', 'schedule', '${group}', '2026-11-20T00:00:00Z'::timestamptz - ${weeksAgo * 7} * interval '1 day', '{}', 'done',
          '${report(done, found)}', now())`);
    for (const [group, tonight] of [
      ['daily-prices', 89],
      ['companies', 90],
    ] as const) {
      for (let week = 1; week <= 6; week++) await night(group, week, 100);
      await night(group, 0, tonight);
    }
    expect(await world.check('night_volume')).to.deep.equal(['daily-prices 2026-11-20 warning']);
    expect(await world.check('night_volume', { critical_percent: 90 })).to.deep.equal([
      'daily-prices 2026-11-20 critical',
    ]);
    // The median of the 20 before it is 110: of more it would be 120, of which 100 are too few.
    for (let week = 1; week <= 27; week++) await night('listings', week, week <= 10 ? 100 : week <= 20 ? 120 : 9_000);
    await night('listings', 0, 100);
    // Every target answered, and with half of the filings; fewer than five runs before it tell nothing.
    for (let week = 1; week <= 6; week++) await night('insider-trades', week, 100);
    await night('insider-trades', 0, 100, 499);
    for (let week = 1; week <= 5; week++) await night('second-closes', week, 100);
    await night('second-closes', 0, 50);
    for (let week = 1; week <= 4; week++) await night('ownership-index', week, 100);
    await night('ownership-index', 0, 1);
    expect(await world.check('night_volume')).to.deep.equal([
      'daily-prices 2026-11-20 warning',
      'insider-trades 2026-11-20 critical',
      'second-closes 2026-11-20 warning',
    ]);
  });
});

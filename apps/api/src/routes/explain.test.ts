import { ExplanationView } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const now = new Date('2026-11-20T22:00:00Z');

describe('an explanation', () => {
  let api: ServedApi;
  const rows = <T extends object>(sql: string) => api.store.db.$queryRawUnsafe<T[]>(sql);
  const explained = async (query: string) => {
    const { status, body } = await api.askJson('GET', `explain?${query}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    return ExplanationView.parse(body);
  };
  const sentence = async (query: string) => (await explained(query)).sentence;

  before(async () => {
    api = await serveApi({ now: () => now });
  });
  beforeEach(async () => {
    await rows('TRUNCATE runs, run_targets, tasks, task_targets, dead_letters, source_state, worker_reports CASCADE');
    await rows(`INSERT INTO source_state (source, enabled, pace_requests, pace_per_ms)
      VALUES ('yahoo', true, 40, 60000), ('sec-edgar', true, 8, 1000), ('alpha-vantage', true, 4, 60000)`);
    await rows(`INSERT INTO worker_reports (worker, seen_at, clock_ahead_ms, disk_free_bytes, disk_total_bytes)
      VALUES ('w-1', clock_timestamp(), 0, 1000, 1000)`);
  });
  after(() => api.close());

  const run = async (fields: Record<string, string> = {}) => {
    const row = {
      dataset: `'daily-prices'`,
      trigger: `'schedule'`,
      request: `'{}'`,
      state: `'running'`,
      planned_at: 'now()',
      ...fields,
    };
    const [made] = await rows<{ id: bigint }>(
      `INSERT INTO runs (${Object.keys(row).join()}) VALUES (${Object.values(row).join()}) RETURNING id`,
    );
    return String(made?.id);
  };
  const target = async (runId: string, fields: Record<string, string> = {}) => {
    const row = {
      run_id: runId,
      dataset: `'daily-prices'`,
      target: `'1'`,
      target_kind: `'instrument'`,
      tickers: `'{AAPL}'`,
      ...fields,
    };
    const [made] = await rows<{ id: bigint }>(
      `INSERT INTO run_targets (${Object.keys(row).join()}) VALUES (${Object.values(row).join()}) RETURNING id`,
    );
    return String(made?.id);
  };
  let requests = 0;
  const task = async (runId: string, targetId: string | null, fields: Record<string, string> = {}) => {
    const row = {
      run_id: runId,
      source: `'yahoo'`,
      dataset: `'daily-prices'`,
      collector: `'c'`,
      step: `'s'`,
      input: `'{}'`,
      request: `'r${++requests}'`,
      title: `'t'`,
      label: `'AAPL'`,
      priority: '50',
      ...fields,
    };
    const [made] = await rows<{ id: bigint }>(
      `INSERT INTO tasks (${Object.keys(row).join()}) VALUES (${Object.values(row).join()}) RETURNING id`,
    );
    if (targetId !== null)
      await rows(`INSERT INTO task_targets (task_id, target_id) VALUES (${made?.id}, ${targetId})`);
    return String(made?.id);
  };
  /** A run with one target and one task that waits. */
  const waiting = async (fields: Record<string, string> = {}) => {
    const runId = await run();
    const targetId = await target(runId, { target: `'t${requests}'` });
    return { runId, targetId, taskId: await task(runId, targetId, fields) };
  };

  it('of a task that only its pace holds back counts what was used, what is before it, and when it leaves', async () => {
    const other = await run();
    for (let nth = 0; nth < 3; nth++)
      await task(other, null, { state: `'done'`, started_at: `'2026-11-20T21:59:30Z'` });
    await rows(`INSERT INTO tasks (run_id, source, dataset, collector, step, input, request, title, label, priority)
      SELECT ${other}, 'yahoo', 'daily-prices', 'c', 's', '{}', 'before ' || n, 't', 'X', 10 FROM generate_series(1, 214) n`);
    const { taskId, targetId, runId } = await waiting();
    const { reason, facts, sentence: text } = await explained(`task=${taskId}`);
    expect(text).to.equal('3 of 40 a minute used, 214 before it, leaves 22:05 UTC.');
    expect(reason).to.equal('pace');
    expect(facts).to.include({ used: 3, ahead: 214, leaves_at: '2026-11-20T22:05:21.000Z', run_id: runId });
    expect(await sentence(`target=${targetId}`)).to.equal(text);
    expect(await sentence(`run=${runId}`)).to.equal(`0 of 1 target done, 1 request to go; the next: ${text}`);
  });

  it('of a task names the state of its source that lets nothing leave', async () => {
    const { taskId } = await waiting();
    const state = (set: string) => rows(`UPDATE source_state SET ${set} WHERE source = 'yahoo'`);
    await state(`state = 'quiet', quiet_until = '2026-11-20T22:10:00Z', quiet_reason = 'THROTTLED'`);
    expect(await sentence(`task=${taskId}`)).to.match(
      /^It waits: Yahoo.* is quiet until 22:10 UTC \(THROTTLED\), then one probe decides\.$/,
    );
    await state(`paused_at = '2026-11-20T21:00:00Z', paused_by = 'anna'`);
    expect(await sentence(`task=${taskId}`)).to.match(/^It waits: Yahoo.* is paused by anna since 21:00 UTC\.$/);
    await state(`enabled = false`);
    expect((await explained(`task=${taskId}`)).reason).to.equal('source-off');
    const spent = await waiting({ source: `'alpha-vantage'` });
    await rows(`UPDATE source_state SET quota_day = '2026-11-20', quota_used = 25 WHERE source = 'alpha-vantage'`);
    const { sentence: text, facts } = await explained(`task=${spent.taskId}`);
    expect(text).to.match(/^It waits: 25 of 25 requests of the day to Alpha Vantage are used; they count anew at /);
    expect(facts).to.include({ used: 25, limit: 25 });
  });

  it('of a task says when it is tried again, that its run is paused, or how it ended', async () => {
    const again = await waiting({ attempts: '2', error_code: `'HTTP_5XX'`, not_before: `'2026-11-20T22:04:00Z'` });
    expect(await sentence(`task=${again.taskId}`)).to.match(
      /^2 attempts to Yahoo.* failed \(HTTP_5XX\); the next leaves at 22:04 UTC at the earliest\.$/,
    );
    const paused = await waiting();
    await rows(`UPDATE runs SET paused_at = '2026-11-20T20:00:00Z' WHERE id = ${paused.runId}`);
    expect(await sentence(`task=${paused.taskId}`)).to.equal(
      `It waits: run ${paused.runId} is paused since 20:00 UTC until somebody resumes it.`,
    );
    expect((await explained(`run=${paused.runId}`)).reason).to.equal('run-paused');
    const failed = await waiting({
      state: `'failed'`,
      attempts: '5',
      error_code: `'TIMEOUT'`,
      finished_at: `'2026-11-20T21:30:00Z'`,
    });
    expect(await sentence(`task=${failed.taskId}`)).to.equal(
      'It failed at 21:30 UTC after 5 attempts (TIMEOUT); the retry of its run, or the next slot, requests it again.',
    );
  });

  it('of a skipped target has the facts of its gate', async () => {
    const skipped = (reason: string, fields: Record<string, string> = {}) => ({
      state: `'skipped'`,
      skip_reason: `'${reason}'`,
      finished_at: `'2026-11-20T21:00:00Z'`,
      dataset: `'insider-trades'`,
      ...fields,
    });
    const earlier = await run({ dataset: `'insider-trades'`, finished_at: `'2026-11-20T19:40:00Z'` });
    await target(earlier, { dataset: `'insider-trades'`, state: `'done'`, finished_at: `'2026-11-20T19:40:00Z'` });
    const later = await run({ dataset: `'insider-trades'`, request: `'{"limit": 2}'` });
    const fresh = await target(later, skipped('fresh'));
    expect(await sentence(`target=${fresh}`)).to.equal('Skipped: fetched 19:40 UTC, fresh until 23:40 UTC.');
    const closed = await target(later, skipped('no-news', { target: `'2'` }));
    expect(await sentence(`target=${closed}`)).to.equal(
      'Skipped: EDGAR closed, and has accepted no filing since the last fetch.',
    );
    const beyond = await target(later, skipped('limit', { target: `'3'` }));
    expect(await sentence(`target=${beyond}`)).to.equal(
      'Skipped: the run requests at most 2 targets, and others came first.',
    );
    const joined = await target(later, skipped('in-flight', { target: `'4'`, joined_run_id: earlier }));
    expect(await sentence(`target=${joined}`)).to.equal(
      `Skipped: run ${earlier} has the same target open and brings it.`,
    );
    await rows(`INSERT INTO dead_letters (dataset, target, error_code, error_message, failed_on, created_at)
      VALUES ('insider-trades', '5', 'GONE', 'no', '{}', '2026-11-17T12:00:00Z')`);
    const dead = await target(later, skipped('dead-letter', { target: `'5'` }));
    expect(await sentence(`target=${dead}`)).to.equal(
      'Skipped: a dead letter since 2026-11-17 12:00 UTC (GONE); it is not requested until it is revived.',
    );
    const whole = await run({ state: `'done'`, finished_at: `'2026-11-20T21:00:00Z'` });
    await target(whole, skipped('no-news'));
    expect(await sentence(`run=${whole}`)).to.equal(
      'It requested nothing: its target was skipped, since EDGAR closed, and has accepted no filing since the last fetch.',
    );
  });

  it('of a follow-up names the run that it waits behind, and of a failure what comes next', async () => {
    const runId = await run();
    await target(runId);
    const behind = await target(await run(), { follow_up: 'true' });
    expect(await sentence(`target=${behind}`)).to.equal(
      `It waits behind run ${runId}, which has the same target open with less than is wanted here, and is planned when that closes.`,
    );
    const ended = await run({ state: `'failed'`, finished_at: `'2026-11-20T21:30:00Z'` });
    const failed = await target(ended, {
      target: `'9'`,
      state: `'failed'`,
      error_code: `'TIMEOUT'`,
      error_message: `'no answer'`,
      finished_at: `'2026-11-20T21:29:00Z'`,
    });
    expect(await sentence(`target=${failed}`)).to.equal(
      'It failed at 21:29 UTC (TIMEOUT: no answer); one retry run requests it at 22:30 UTC.',
    );
    const retry = await run({ retry_of: ended });
    expect(await sentence(`target=${failed}`)).to.equal(
      `It failed at 21:29 UTC (TIMEOUT: no answer); run ${retry} requests it once more.`,
    );
    expect(await sentence(`run=${ended}`)).to.equal(
      'It ended failed at 21:30 UTC: 1 failed; most failures are TIMEOUT (1).',
    );
  });

  it('of a run that nobody plans says what it waits for', async () => {
    await run({ state: `'planning'`, planned_at: 'NULL' });
    const second = await run({ state: `'planning'`, planned_at: 'NULL', created_at: `'2026-11-20T21:50:00Z'` });
    expect(await sentence(`run=${second}`)).to.equal('It waits to be planned since 21:50 UTC, behind 1 other run.');
    await rows('DELETE FROM worker_reports');
    expect(await sentence(`run=${second}`)).to.equal('It waits for a worker: none has reported for two minutes.');
  });

  it('of a schedule has its last slot and its next, or why there is none', async () => {
    await rows('TRUNCATE schedules CASCADE');
    const [made] = await rows<{
      id: bigint;
    }>(`INSERT INTO schedules (dataset, kind, group_key, cron, zone, since, created_at)
      VALUES ('companies', 'market', 'companies', '0 3 * * *', 'UTC', '2026-11-01', '2026-11-01') RETURNING id`);
    const id = String(made?.id);
    const slot = `'companies', 'schedule', 'companies', '2026-11-20T03:00Z', '{}'`;
    expect(await sentence(`schedule=${id}`)).to.equal('It has not fallen due yet; next 2026-11-21 03:00 UTC.');
    await rows(
      `INSERT INTO schedule_ticks (schedule_id, due_at, skip_reason) VALUES (${id}, '2026-11-19T03:00Z', 'missed')`,
    );
    expect(await sentence(`schedule=${id}`)).to.equal(
      'Due 2026-11-19 03:00 UTC, skipped: nothing ran when it fell due, and a later slot took its place; next 2026-11-21 03:00 UTC.',
    );
    const [slotRun] = await rows<{
      id: bigint;
    }>(`INSERT INTO runs (dataset, trigger, group_key, due_at, request, state, finished_at)
      VALUES (${slot}, 'done', '2026-11-20T03:01Z') RETURNING id`);
    await target(String(slotRun?.id), { dataset: `'companies'`, state: `'skipped'`, skip_reason: `'no-news'` });
    expect(await sentence(`schedule=${id}`)).to.equal(
      'Due 03:00 UTC, skipped: EDGAR closed, and has accepted no filing since the last fetch; next 2026-11-21 03:00 UTC.',
    );
    await api.askJson('POST', 'scheduler/stop');
    expect(await sentence(`schedule=${id}`)).to.match(
      /^All schedules are stopped by local since .*; what falls due meanwhile is skipped and not caught up\.$/,
    );
    await api.askJson('POST', 'scheduler/start');
    await rows(`UPDATE schedules SET enabled = false WHERE id = ${id}`);
    expect(await sentence(`schedule=${id}`)).to.equal('It is disabled: it does not fall due until it is enabled.');
  });

  it('of a day is that of why, and one subject is named', async () => {
    const { sentence: text, reason, subject } = await explained('day=2026-11-15&ticker=AAPL');
    expect([reason, subject.id]).to.deep.equal(['closed', 'AAPL 2026-11-15']);
    expect(text).to.contain('Sunday');
    for (const query of ['', 'run=1&task=2', 'day=2026-11-15', 'ticker=AAPL', 'run=1&ticker=AAPL', 'run=x'])
      expect((await api.askJson('GET', `explain?${query}`)).status, query).to.equal(422);
    for (const kind of ['run', 'target', 'task', 'schedule'])
      expect((await api.askJson('GET', `explain?${kind}=999999`)).status, kind).to.equal(404);
  });
});

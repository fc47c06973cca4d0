import { changeAlertChannel } from '@tickermill/store/alerts';
import { forgetChores } from '@tickermill/store/fleet';
import { ensureSource } from '@tickermill/store/sources';
import { expect } from 'chai';
import { type AlertWorld, openAlertWorld, runOf } from './alert-world.fixture.ts';
import { openReceiver, type Receiver } from './receiver.fixture.ts';

/** What nobody's statement brings about, what several share, and what is disabled meanwhile. */
describe('alerts about conditions', () => {
  let world: AlertWorld;
  let receiver: Receiver;
  beforeEach(async () => {
    world = await openAlertWorld();
    receiver = await openReceiver();
  });
  afterEach(async () => {
    await receiver.close();
    await world.close();
  });
  const addWebhook = () => world.addChannel('hook', 'webhook', { secret: { url: `${receiver.url}/` } });
  const headlines = () => receiver.received.map(({ body }) => (JSON.parse(body) as { headline: string }).headline);
  const told = (prefix: string) =>
    world.store.sql.$queryRaw<{ type: string; data: Record<string, unknown> }[]>`
      SELECT type, data FROM events WHERE type LIKE ${`${prefix}%`} ORDER BY txid, id`;
  /** Hands what was published since to the alerts, as their consumer does. */
  const read = async (type: string) => {
    const rows = await world.store.sql.$queryRaw<{ txid: bigint; id: bigint; data: Record<string, unknown> }[]>`
      SELECT txid, id, data FROM events WHERE type = ${type} ORDER BY txid, id`;
    for (const row of rows) await world.alerts.handle({ ...row, type, at: world.now() });
  };
  const states = async () => (await world.listed()).map(({ kind, state, severity }) => [kind, state, severity]);

  it('say once that runs wait to be planned, however late their readers are, and once that none does', async () => {
    await world.store.sql.$executeRaw`
      INSERT INTO runs (dataset, trigger, state, request, created_at)
      VALUES ('daily-prices', 'schedule', 'planning', '{}', ${world.now()}::timestamptz - interval '16 min')`;
    for (const _ of [1, 2, 3]) await world.look();
    expect((await told('planner')).map(({ type, data }) => [type, data['runs']])).to.deep.equal([['planner.stale', 1]]);
    await world.store.sql.$executeRaw`UPDATE runs SET state = 'running'`;
    for (const _ of [1, 2]) await world.look();
    await world.store.sql.$executeRaw`UPDATE runs SET state = 'planning'`;
    await world.look();
    expect((await told('planner')).map(({ type }) => type)).to.deep.equal([
      'planner.stale',
      'planner.recovered',
      'planner.stale',
    ]);
  });

  it('tell the end of what an older build has opened, of which no state is kept', async () => {
    await world.publish('planner.stale', { runs: 1, since: '2026-11-20T21:40:00.000Z' });
    await world.look();
    expect((await told('planner')).map(({ type }) => type)).to.deep.equal(['planner.stale', 'planner.recovered']);
  });

  it('tell of the requests of a day: nearly spent, spent, and there again after its midnight', async () => {
    await addWebhook();
    await ensureSource(world.store.db, 'alpha-vantage', { requests: 1, perMs: 1_000 });
    const use = (used: number) => world.store.sql.$executeRaw`
      UPDATE source_state SET quota_used = ${used}, quota_day = '2026-11-20' WHERE source = 'alpha-vantage'`;
    const quota = async () => (await told('source.quota')).map(({ data }) => [data['state'], data['used']]);
    await use(19);
    await world.look();
    expect(await quota()).to.deep.equal([]);
    await use(20);
    for (const _ of [1, 2]) await world.look();
    expect(await quota()).to.deep.equal([['low', 20]]);
    await read('source.quota');
    world.pass(5);
    await world.look();
    expect(headlines(), 'that is worth no message to whoever wants warnings').to.deep.equal([]);
    await use(25);
    await world.look();
    await read('source.quota');
    world.pass(3);
    await world.look();
    expect(headlines()).to.deep.equal(['WARNING: the requests of the day to Alpha Vantage are spent']);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).to.deep.include({
      evidence: [
        '25 of 25 are sent',
        '0 tasks wait for it',
        '2 events since 2026-11-20 22:00 UTC, the latest at 2026-11-20 22:05 UTC (alert #1)',
      ],
    });
    world.setClock('2026-11-21T04:59:00Z'); // 23:59 in New York
    await world.look();
    world.setClock('2026-11-21T05:00:00Z');
    await world.look();
    expect(await quota()).to.deep.equal([
      ['low', 20],
      ['spent', 25],
      ['left', 0],
    ]);
    await read('source.quota');
    expect(await states()).to.deep.equal([['quota-spent', 'closed', 'warning']]);
  });

  it('are over when they are for each of those that share the cause', async () => {
    const failing = (chore: string) => world.publish('maintenance.failing', { chore, failures: 3, error: 'refused' });
    const recovered = (chore: string) => world.publish('maintenance.recovered', { chore, failures: 9 });
    await addWebhook();
    for (const source of ['yahoo', 'stooq', 'yahoo']) await failing(`queue-${source}`);
    await world.look();
    expect(headlines()).to.deep.equal(['CRITICAL: the queue cannot be reached']);
    expect(receiver.received[0]?.body).to.contain('Of 2 sources: stooq, yahoo');
    await recovered('queue-yahoo');
    await recovered('queue-alpha-vantage');
    expect(await states()).to.deep.equal([['queue-unreachable', 'open', 'critical']]);
    await recovered('queue-stooq');
    expect(await states()).to.deep.equal([['queue-unreachable', 'closed', 'critical']]);

    const disk = { free_bytes: 1, total_bytes: 100 };
    for (const worker of ['host-1', 'host-2']) await world.publish('disk.low', { worker, ...disk });
    await world.publish('disk.recovered', { worker: 'host-1', ...disk });
    expect((await states())[0]).to.deep.equal(['disk-low', 'open', 'critical']);
    await world.publish('disk.recovered', { worker: 'host-2', ...disk });
    expect((await states())[0]).to.deep.equal(['disk-low', 'closed', 'critical']);
  });

  it('are over with a chore that no process does any more', async () => {
    await world.store.sql.$executeRaw`
      INSERT INTO maintenance_chores (name, holder, held_until, due_at, failures)
      VALUES ('queue-stooq', 'gone', now() - interval '8 days', now() - interval '8 days', 900),
        ('old-prices', 'gone', now() - interval '8 days', now() - interval '8 days', 0)`;
    await world.publish('maintenance.failing', { chore: 'queue-stooq', failures: 3, error: 'refused' });
    expect(await forgetChores(world.store.sql, 7 * 86_400_000)).to.equal(2);
    expect((await told('maintenance.forgotten')).map(({ data }) => data)).to.deep.equal([{ chore: 'queue-stooq' }]);
    await world.publish('maintenance.forgotten', { chore: 'queue-stooq' });
    expect(await states()).to.deep.equal([['queue-unreachable', 'closed', 'critical']]);
  });

  it('become as bad as what they explain, so that no channel misses it', async () => {
    await world.addChannel('hook', 'webhook', { secret: { url: `${receiver.url}/` }, minSeverity: 'critical' });
    const paused = { source: 'sec-edgar', state: 'paused', paused_by: 'anna', quiet_until: null };
    await world.publish('source.changed', paused);
    await world.publish('run.finished', runOf('failed'));
    await world.look();
    expect(headlines()).to.deep.equal(['CRITICAL: SEC EDGAR is paused by anna']);
    expect(receiver.received[0]?.body).to.contain('Because of it, and not sent apart: 1 × run-failed');
    expect(await states()).to.deep.equal([
      ['run-failed', 'open', 'critical'],
      ['source-paused', 'open', 'critical'],
    ]);
    await world.publish('source.changed', { source: 'sec-edgar', state: 'open', quiet_until: null });
    expect((await states())[1]).to.deep.equal(['source-paused', 'closed', 'critical']);
  });

  it('are not kept waiting for a channel that was disabled, and are told to it when it is enabled again', async () => {
    const hook = await addWebhook();
    receiver.answer = () => ({ status: 500 });
    await world.publish('run.finished', runOf('failed'));
    await world.look();
    const deliveries = async () =>
      (await world.store.sql.$queryRaw<{ state: string }[]>`SELECT state FROM alert_deliveries ORDER BY id`).map(
        ({ state }) => state,
      );
    expect(await deliveries()).to.deep.equal(['queued']);
    await world.store.transaction((tx) => changeAlertChannel(tx, hook, { enabled: false }));
    expect(await deliveries()).to.deep.equal(['cancelled']);
    receiver.received.splice(0);
    receiver.answer = () => ({ status: 200 });
    world.pass(30);
    await world.look();
    await world.store.transaction((tx) => changeAlertChannel(tx, hook, { enabled: true }));
    await world.look();
    expect(headlines()).to.deep.equal(['CRITICAL: the insider-trades run 7 failed: 17 of 20 targets']);
    expect(await deliveries()).to.deep.equal(['cancelled', 'sent']);
  });

  it('end a message whose attempt was under way when its channel was disabled', async () => {
    const hook = await addWebhook();
    receiver.answer = async () => {
      await world.store.transaction((tx) => changeAlertChannel(tx, hook, { enabled: false }));
      return { status: 500 };
    };
    await world.publish('run.finished', runOf('failed'));
    await world.look();
    const rows = await world.store.sql.$queryRaw`SELECT state, error FROM alert_deliveries`;
    expect(rows).to.deep.equal([{ state: 'cancelled', error: 'its channel was disabled' }]);
  });
});

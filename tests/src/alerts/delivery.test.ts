import { createHmac } from 'node:crypto';
import { openAlerts } from '@tickermill/alerts';
import { alertChannels, changeAlertChannel } from '@tickermill/store/alerts';
import { silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import { type AlertWorld, blockedUntil, openAlertWorld, opened, runOf } from './alert-world.fixture.ts';
import { openReceiver, type Receiver } from './receiver.fixture.ts';

const token = '123456:a-token-of-a-bot';

describe('the delivery of alerts', () => {
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
  const bodies = () => receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  const addWebhook = (name = 'hook', path = '/hook') =>
    world.addChannel(name, 'webhook', { secret: { url: `${receiver.url}${path}`, key: 'a key of 16 letters' } });
  const addTelegram = () =>
    world.addChannel('phone', 'telegram', { settings: { chat: '42', server: receiver.url }, secret: { token } });
  const headlines = () => bodies().map(({ headline, text }) => headline ?? String(text).split('\n')[0]);
  const stateOf = async () =>
    world.store.sql.$queryRaw<{ state: string; attempts: number; error: string | null }[]>`
      SELECT state, attempts, error FROM alert_deliveries ORDER BY id`;

  it('sends what an event means, signed, and its end with its duration', async () => {
    await addWebhook();
    await world.publish('source.changed', blockedUntil('2026-11-20T22:10:00Z'));
    await world.look();
    const [{ body, headers }] = receiver.received as [Receiver['received'][number]];
    expect(headers['x-tickermill-timestamp']).to.equal(String(world.now().getTime() / 1_000));
    const signed = createHmac('sha256', 'a key of 16 letters').update(`${headers['x-tickermill-timestamp']}.${body}`);
    expect(headers['x-tickermill-signature']).to.equal(`sha256=${signed.digest('hex')}`);
    expect(JSON.parse(body)).to.deep.include({
      severity: 'critical',
      headline: 'CRITICAL: SEC EDGAR has blocked our requests',
    });

    world.pass(12);
    await world.publish('source.changed', opened());
    await world.look();
    expect(receiver.received).to.have.length(1);
    world.pass(10);
    await world.look();
    await world.look();
    expect(headlines()).to.deep.equal([
      'CRITICAL: SEC EDGAR has blocked our requests',
      'OVER after 12 min: SEC EDGAR has blocked our requests',
    ]);
  });

  it('keeps what was over for a year, and what is open for ever', async () => {
    await world.publish('source.changed', blockedUntil('2026-11-20T22:10:00Z'));
    await world.publish('source.changed', opened());
    await world.publish('run.finished', runOf('failed'));
    const prune = world.alerts.chores.find(({ name }) => name === 'old-alerts');
    const kept = async () => (await world.listed()).map(({ kind }) => kind);
    world.pass(365 * 24 * 60);
    await prune?.run();
    expect(await kept()).to.deep.equal(['run-failed', 'source-blocked']);
    world.pass(1 / 60);
    await prune?.run();
    expect(await kept()).to.deep.equal(['run-failed']);
  });

  it('counts an event that is delivered again once', async () => {
    const event = { txid: 5n, id: 1n, type: 'run.finished', at: world.now(), data: runOf('failed') };
    await world.alerts.handle(event);
    await world.alerts.handle(event);
    await world.alerts.handle({ ...event, id: 2n });
    expect((await world.listed()).map(({ count }) => count)).to.deep.equal([2]);
  });

  it('is done once by two processes that look at the same moment', async () => {
    await addWebhook();
    await world.publish('run.finished', runOf('failed'));
    const twin = openAlerts({
      store: world.store,
      log: silentLog,
      now: world.now,
      publicUrl: undefined,
      allowPrivate: true,
      sourcesOf: () => [],
    });
    const all = [...world.alerts.chores, ...twin.chores, ...world.alerts.chores, ...twin.chores];
    await Promise.all(all.map((chore) => chore.run()));
    await Promise.all(all.map((chore) => chore.run()));
    twin.close();
    expect(headlines()).to.deep.equal(['CRITICAL: the insider-trades run 7 failed: 17 of 20 targets']);
  });

  it('waits as long as Telegram asks for, in the words of 2016 too, and not a moment less', async () => {
    await addTelegram();
    const tooMany = (seconds: number, more: object = {}) => ({
      status: 429,
      body: JSON.stringify({
        ok: false,
        error_code: 429,
        description: `Too Many Requests: retry after ${seconds}`,
        ...more,
      }),
    });
    receiver.answer = () => tooMany(10_072, { parameters: { retry_after: 10_072 } });
    await world.publish('run.finished', runOf('failed'));
    await world.look();
    receiver.answer = () => tooMany(3);
    world.pass(10_071 / 60);
    await world.look();
    expect(receiver.received).to.have.length(1);
    world.pass(1 / 60);
    await world.look();
    expect(receiver.received).to.have.length(2);
    receiver.answer = () => ({ status: 200, body: JSON.stringify({ ok: true, result: { message_id: 42 } }) });
    world.pass(3 / 60);
    await world.look();
    expect(receiver.received.map(({ path }) => path)).to.deep.equal(Array(3).fill(`/bot${token}/sendMessage`));
    expect(bodies()[2]).to.deep.include({ chat_id: '42', parse_mode: 'HTML' });
    expect((await stateOf())[0]).to.deep.include({ state: 'sent', attempts: 3 });
    expect((await alertChannels(world.store.sql))[0]?.failingSince).to.equal(null);
  });

  it('gives up what is refused for good, and sends to the other channels', async () => {
    const phone = await addTelegram();
    receiver.answer = ({ path }) =>
      path.startsWith('/bot')
        ? {
            status: 400,
            body: JSON.stringify({ ok: false, error_code: 400, description: 'Bad Request: chat not found' }),
          }
        : { status: 200 };
    await addWebhook();
    await world.publish('run.finished', runOf('failed'));
    await world.look();
    const failing = await world.store.sql.$queryRaw<{ data: Record<string, unknown> }[]>`
      SELECT data FROM events WHERE type = 'alert-channel.failing'`;
    expect(failing.map(({ data }) => data)).to.deep.equal([
      { channel: String(phone), name: 'phone', kind: 'telegram', failures: 1, error: 'Bad Request: chat not found' },
    ]);
    await world.publish('alert-channel.failing', failing[0]?.data ?? {});
    await world.look();
    expect(
      receiver.received.filter(({ path }) => path === '/hook').map(({ body }) => JSON.parse(body).headline),
    ).to.deep.equal([
      'CRITICAL: the insider-trades run 7 failed: 17 of 20 targets',
      'CRITICAL: alerts no longer reach phone (telegram)',
    ]);
    // Its own failure is not sent to it, and the refused message is not sent again.
    expect(receiver.received.filter(({ path }) => path.startsWith('/bot'))).to.have.length(1);

    const disabled = await changeAlertChannel(world.store.db, phone, { enabled: false });
    expect([disabled?.failures, disabled?.failingSince]).to.deep.equal([0, null]);
    const [event] = await world.store.sql.$queryRaw<{ data: Record<string, unknown> }[]>`
      SELECT data FROM events WHERE type = 'alert-channel.disabled'`;
    await world.publish('alert-channel.disabled', event?.data ?? {});
    expect((await world.listed()).map(({ kind, state }) => [kind, state])).to.deep.equal([
      ['channel-failing', 'closed'],
      ['run-failed', 'open'],
    ]);
  });

  it('tries a dead channel at growing intervals, for a day, while the others get theirs', async () => {
    await addWebhook('dead', '/dead');
    await addWebhook('alive', '/alive');
    receiver.answer = ({ path }) => ({ status: path === '/dead' ? 502 : 200 });
    await world.publish('run.finished', runOf('failed'));
    const attempts = () => receiver.received.filter(({ path }) => path === '/dead').length;
    await world.look();
    expect(receiver.received.map(({ path }) => path).sort()).to.deep.equal(['/alive', '/dead']);
    for (const [seconds, expected] of [
      [9, 1],
      [1, 2],
      [19, 2],
      [1, 3],
      [39, 3],
      [1, 4],
    ] as const) {
      world.pass(seconds / 60);
      await world.look();
      expect(attempts(), `after ${seconds} s more`).to.equal(expected);
    }
    world.pass(24 * 60);
    await world.look();
    const [dead] = await stateOf();
    expect(dead).to.deep.include({ state: 'failed', attempts: 5, error: 'it answered 502' });
  });

  it('quotes no secret in what it keeps and reports of a failure', async () => {
    await world.addChannel('hook', 'webhook', { secret: { url: `${receiver.url}/of-a-secret` } });
    receiver.answer = ({ path }) => ({ status: 500, body: `cannot POST ${receiver.url}${path}` });
    await world.publish('run.finished', runOf('failed'));
    await world.look();
    expect((await stateOf())[0]?.error).to.equal('it answered 500: cannot POST ****');
    await receiver.close();
    world.pass(1);
    await world.look();
    expect((await stateOf())[0]?.error).to.equal('127.0.0.1 could not be reached: ECONNREFUSED');
    receiver = await openReceiver();
  });

  it('follows no redirect, and goes to no private address unless that is allowed', async () => {
    await addWebhook();
    receiver.answer = () => ({ status: 302, headers: { location: `${receiver.url}/elsewhere` } });
    await world.publish('run.finished', runOf('failed'));
    await world.look();
    expect(receiver.received.map(({ path }) => path)).to.deep.equal(['/hook']);
    expect((await stateOf())[0]).to.deep.include({ state: 'failed', error: 'it answered 302' });

    const strict = await openAlertWorld('2026-11-20T22:00:00Z', { allowPrivate: false });
    try {
      for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '0x7f.1'])
        await strict.addChannel(`at-${host.replaceAll(/\W/g, '')}`, 'webhook', {
          secret: { url: receiver.url.replace('127.0.0.1', host) },
        });
      await strict.publish('run.finished', runOf('failed'));
      await strict.look();
      const errors = (await alertChannels(strict.store.sql)).map(({ lastError }) => lastError ?? '');
      expect(errors).to.have.length(4);
      for (const error of errors) expect(error).to.contain('is not a public address');
      expect(receiver.received).to.have.length(1);
    } finally {
      await strict.close();
    }
  });
});

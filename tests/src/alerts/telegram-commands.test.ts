import { alertChannels, silencesAt } from '@tickermill/store/alerts';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { type AlertWorld, openAlertWorld, runOf } from './alert-world.fixture.ts';
import { openReceiver, type Receiver } from './receiver.fixture.ts';

const token = '123456:a-token-of-a-bot';

describe('commands of a Telegram chat', () => {
  let world: AlertWorld;
  let bot: Receiver;
  /** Updates that the next polls bring. */
  let pages: object[][];
  beforeEach(async () => {
    world = await openAlertWorld();
    pages = [];
    bot = await openReceiver(({ path }) => {
      const result = path.endsWith('/getUpdates') ? (pages.shift() ?? []) : { message_id: 1 };
      return { status: 200, body: JSON.stringify({ ok: true, result }) };
    });
    await world.addChannel('phone', 'telegram', {
      settings: { chat: '42', server: bot.url, commands: true },
      secret: { token },
    });
  });
  afterEach(async () => {
    await bot.close();
    await world.close();
  });

  const update = (update_id: number, text: string, { chat = 42, ageSeconds = 5 } = {}) => ({
    update_id,
    message: {
      message_id: update_id,
      date: Math.floor(world.now().getTime() / 1_000) - ageSeconds,
      text,
      chat: { id: chat, type: 'private' },
      from: { id: 7, username: 'anna', is_bot: false },
    },
  });
  const poll = () => world.alerts.chores.find(({ name }) => name === 'telegram-commands')?.run();
  const replies = () =>
    bot.received.flatMap(({ path, body }) => (path.endsWith('/sendMessage') ? [String(JSON.parse(body).text)] : []));
  const offsets = () =>
    bot.received.flatMap(({ path, body }) => (path.endsWith('/getUpdates') ? [JSON.parse(body).offset] : []));
  const audit = () =>
    world.store.sql.$queryRaw<{ actor: string; action: string }[]>`SELECT actor, action FROM audit_log ORDER BY id`;

  it('mute, show and acknowledge, each once, with an entry in the audit log', async () => {
    await world.publish('run.finished', runOf('failed'));
    pages = [
      [update(10, '/status'), update(11, '/mute@tickermill_bot 2h')],
      [update(11, '/mute 2h'), update(12, '/ack 1'), update(13, '/ack'), update(14, '/unmute'), update(15, '/sing')],
    ];
    expect(await poll()).to.equal('more');
    expect((await silencesAt(world.store.sql, world.now())).map(({ endsAt }) => endsAt.toISOString())).to.deep.equal([
      '2026-11-21T00:00:00.000Z',
    ]);
    expect(await poll()).to.equal('more');
    expect(replies()).to.deep.equal([
      '1 open:\n#1 critical: the insider-trades run 7 failed: 17 of 20 targets',
      'Muted for 2 h 0 min. /unmute ends that.',
      'Acknowledged: 1.',
      'Acknowledged: 0.',
      'Alerts are sent again.',
      'I know /status, /mute 60m, /unmute, /ack and /ack NUMBER.',
    ]);
    expect(offsets()).to.deep.equal([undefined, 12]);
    expect((await world.listed())[0]?.ackedBy).to.equal('telegram:phone:anna');
    expect(await silencesAt(world.store.sql, world.now())).to.deep.equal([]);
    const by = { actor: 'telegram:phone:anna' };
    expect(await audit()).to.deep.equal([
      { ...by, action: 'muteAlerts' },
      { ...by, action: 'ackAlert' },
      { ...by, action: 'ackAlerts' },
      { ...by, action: 'unmuteAlerts' },
    ]);
  });

  it('are obeyed from the configured chat alone, and not when they are old', async () => {
    pages = [
      [
        update(10, '/mute 60m', { chat: 43 }),
        update(11, '/mute 60m', { ageSeconds: 600 }),
        { update_id: 12, poll: {} },
      ],
    ];
    await poll();
    expect(replies()).to.deep.equal([]);
    expect(await audit()).to.deep.equal([]);
    await poll();
    expect(offsets()).to.deep.equal([undefined, 13]);
  });

  it('are not polled where no chat may send any, and a failure of the bot is one of the chore, without its token', async () => {
    bot.answer = () => ({
      status: 409,
      body: JSON.stringify({
        ok: false,
        error_code: 409,
        description: 'Conflict: terminated by other getUpdates request',
      }),
    });
    const error = await Promise.resolve(poll()).catch((reason: unknown) => reason);
    expect(String(error)).to.contain('Conflict: terminated by other getUpdates request').and.not.to.contain(token);
    await world.store.sql.$executeRaw`UPDATE alert_channels SET settings = settings || '{"commands":false}'`;
    bot.received.splice(0);
    expect(await poll()).to.equal('done');
    expect(bot.received).to.deep.equal([]);
    expect((await alertChannels(world.store.sql))[0]?.failures).to.equal(0);
  });

  it('of one bot are obeyed to the end, whatever becomes of another', async () => {
    await world.addChannel('other', 'telegram', {
      settings: { chat: '42', server: bot.url, commands: true },
      secret: { token: '654321:another-bot' },
    });
    let isRefused = false;
    bot.answer = async ({ path }) => {
      const ok = (result: unknown) => ({ status: 200, body: JSON.stringify({ ok: true, result }) });
      if (path.endsWith('/sendMessage')) return ok({ message_id: 1 });
      if (path.includes(token)) {
        isRefused = true;
        return { status: 401, body: JSON.stringify({ ok: false, description: 'Unauthorized' }) };
      }
      await until('the refusal of the other', () => isRefused);
      return ok([update(10, '/status')]);
    };
    const error = await Promise.resolve(poll()).catch((reason: unknown) => reason);
    expect(String(error)).to.contain('Unauthorized');
    expect(replies()).to.deep.equal(['Nothing is wrong.']);
  });

  it('are waited for no longer once the process stops', async () => {
    let isAsked = false;
    bot.answer = () => {
      isAsked = true;
      return new Promise(() => {});
    };
    const polled = Promise.resolve(poll());
    await until('the poll', () => isAsked);
    world.alerts.stop();
    expect(await polled).to.equal('done');
  });
});

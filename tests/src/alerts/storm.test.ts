import { ackCriticals } from '@tickermill/store/alerts';
import { needRedis } from '@tickermill/testkit';
import { expect } from 'chai';
import { type AlertWorld, blockedUntil, openAlertWorld, runOf } from './alert-world.fixture.ts';
import { openMailServer } from './mail-server.fixture.ts';
import { openQueueInRedis, type QueueInRedis } from './queue-in-redis.fixture.ts';
import { openReceiver, type Receiver } from './receiver.fixture.ts';

/** A night that begins at 22:00: 5,000 findings of one cause, a source that shuts us out, and its Redis stopped. */
describe('a storm of one night', () => {
  let world: AlertWorld;
  let mail: Awaited<ReturnType<typeof openMailServer>>;
  const receivers: Record<string, Receiver> = {};
  /** Each an event of its own; those of checks come in one. */
  const entries = 300;
  const findings = 5_000;
  let queue: QueueInRedis;
  before(async function () {
    needRedis.call(this);
    world = await openAlertWorld('2026-11-20T22:00:00Z');
    queue = await openQueueInRedis(world.store, ['sec-edgar', 'yahoo', 'stooq', 'alpha-vantage']);
    // Each answers as the samples of its service do.
    const ok: Record<string, string> = {
      webhook: '',
      telegram: JSON.stringify({ ok: true, result: { message_id: 42 } }),
      slack: 'ok',
      discord: '',
      ntfy: JSON.stringify({ id: 'x', event: 'message' }),
      apprise: '',
    };
    for (const [kind, body] of Object.entries(ok))
      receivers[kind] = await openReceiver(() => (kind === 'discord' ? { status: 204 } : { status: 200, body }));
    mail = await openMailServer({ disabledCommands: ['STARTTLS'] });
    const urlOf = (kind: string) => receivers[kind]?.url ?? '';
    await world.addChannel('hook', 'webhook', { secret: { url: `${urlOf('webhook')}/` } });
    await world.addChannel('phone', 'telegram', {
      settings: { chat: '42', server: urlOf('telegram') },
      secret: { token: '123456:a-token-of-a-bot' },
      minSeverity: 'info',
    });
    await world.addChannel('team', 'slack', { secret: { url: `${urlOf('slack')}/services/x` } });
    await world.addChannel('guild', 'discord', { secret: { url: `${urlOf('discord')}/api/webhooks/x` } });
    await world.addChannel('topic', 'ntfy', { secret: { url: `${urlOf('ntfy')}/ticks` } });
    await world.addChannel('others', 'apprise', { secret: { url: `${urlOf('apprise')}/notify/x` } });
    await world.addChannel('post', 'email', {
      settings: {
        host: 'localhost',
        port: mail.port,
        security: 'none',
        from: 'ticks@mail.example',
        to: ['anna@mail.example'],
      },
      secret: {},
    });
  });
  after(async () => {
    for (const receiver of Object.values(receivers)) await receiver.close();
    await mail?.close();
    await queue?.close();
    await world?.close();
  });

  /** The first line of each message, as its reader sees it. */
  const firstLines: Readonly<Record<string, (body: Record<string, unknown>) => unknown>> = {
    webhook: ({ headline }) => headline,
    telegram: ({ text }) => /^<b>(.*)<\/b>/.exec(String(text))?.[1],
    slack: ({ text }) => /^\*(.*)\*$/m.exec(String(text))?.[1],
    discord: ({ embeds }) => (embeds as [{ title: string }])[0].title.replaceAll('\\', ''),
    ntfy: ({ title }) => title,
    apprise: ({ title }) => title,
  };
  const headlines = () => ({
    ...Object.fromEntries(
      Object.entries(firstLines).map(([kind, read]) => [
        kind,
        (receivers[kind]?.received ?? []).map(({ body }) => read(JSON.parse(body))).sort(),
      ]),
    ),
    email: mail.mails.map((text) => /^Subject: (.*(?:\r\n .*)*)/m.exec(text)?.[1]?.replaceAll('\r\n', '')).sort(),
  });
  const onEach = (messages: readonly string[]) =>
    Object.fromEntries([...Object.keys(firstLines), 'email'].map((kind) => [kind, [...messages].sort()]));
  const finding = {
    source: 'sec-edgar',
    dataset: 'companies',
    what: 'odd-entry',
    symbol: null,
    tickers: [],
    detail: {},
  };
  /** Looks every five minutes until a time. */
  const until = async (time: string) => {
    for (const end = new Date(time); world.now() < end; world.pass(5)) await world.look();
    await world.look();
  };

  it('is three messages and the digest on each channel, with reminders until somebody takes it on', async () => {
    await world.store.sql.$executeRaw`
      INSERT INTO qa_findings (check_id, subject, date, severity, hash, created_at, seen_at)
      SELECT 'price_jump', 'T' || n, '2026-11-20', 'critical', '', now(), now() FROM generate_series(1, ${findings}::int) AS n`;
    const rollUp = { check: 'price_jump', colour: 'red', was: 'yellow', fails: findings, share: 62.5 };
    await world.publish('qa.roll-up', rollUp);
    await world.publish('listing.finding', finding, entries);
    await world.publish('source.changed', blockedUntil('2026-11-20T22:10:00Z'));
    await queue.stop();
    await world.relay('maintenance.failing');
    // What hangs on these: none of it is sent.
    for (const chore of ['missed-slots', 'abandoned-runs'])
      await world.publish('maintenance.failing', { chore, failures: 3, error: 'connect ECONNREFUSED' });
    for (const run of ['7', '8', '9']) await world.publish('run.finished', runOf('failed', { run }));
    // More causes than a night has messages for.
    await world.publish('schema.newer', {
      source: 'sec-edgar',
      dataset: 'insider-trades',
      schema_version: 'X0609',
      newest_known: 'X0508',
      accession: '0000320193-26-000101',
    });
    await world.publish('clock.wrong', { worker: 'host-4711' });
    await until('2026-11-20T22:55:00Z');

    const reminder = 'STILL CRITICAL: 2 alerts that nobody took on';
    const messages = [
      'CRITICAL: SEC EDGAR has blocked our requests',
      'CRITICAL: the queue cannot be reached',
      'WARNING: the check price_jump is red: 5,000 findings, 62.5 % of the universe',
    ];
    expect(headlines()).to.deep.equal(onEach([...messages, ...Array(3).fill(reminder)]));
    const bodyWith = (text: string) => receivers['webhook']?.received.find(({ body }) => body.includes(text))?.body;
    expect(bodyWith('queue cannot')).to.contain('2 × chore-failing, 1 × run-failed').and.to.contain('Of 4 sources: ');
    expect(bodyWith('queue cannot')).to.match(
      /failed 3 times in a row: The queue cannot be used: (Redis does not answer|connect ECONN|Connection is closed)/,
    );
    expect(bodyWith('price_jump')).to.contain('no fetch mends it').and.to.contain('/runbooks/check-red.md');
    expect(bodyWith('price_jump')).to.match(/Worst: T\d+ \(2026-11-20\)(, T\d+ \(2026-11-20\)){4}"/);

    const open = await world.listed();
    expect(await ackCriticals(world.store.sql, { by: 'anna', at: world.now() })).to.equal(3);
    await until('2026-11-21T02:05:00Z');
    const digest = 'DIGEST: 3 more alerts of the night, 3 still open';
    expect(headlines()).to.deep.equal(onEach([...messages, ...Array(3).fill(reminder), digest]));
    const states = await world.store.sql.$queryRaw`SELECT DISTINCT state FROM alert_deliveries`;
    expect(states).to.deep.equal([{ state: 'sent' }]);

    // Nothing is lost in what is kept, whatever was sent of it.
    const counts = Object.fromEntries(open.map(({ kind, cause, count }) => [`${kind} ${cause}`, count]));
    expect(counts).to.deep.equal({
      'roll-up-red qa:price_jump': 1,
      'listing-finding listing:sec-edgar:odd-entry': entries,
      'source-blocked source:sec-edgar': 1,
      'queue-unreachable queue': 4,
      'chore-failing chore:missed-slots': 1,
      'chore-failing chore:abandoned-runs': 1,
      'run-failed run-failed:insider-trades': 3,
      'schema-newer schema:insider-trades:X0609': 1,
      'clock-wrong clock:host': 1,
    });
  });

  it('is one message for each end, with how long it lasted', async () => {
    for (const { received } of Object.values(receivers)) received.splice(0);
    mail.mails.splice(0);
    await world.publish('source.changed', { source: 'sec-edgar', state: 'open', quiet_until: null });
    await queue.start();
    await world.relay('maintenance.recovered');
    for (const chore of ['missed-slots', 'abandoned-runs'])
      await world.publish('maintenance.recovered', { chore, failures: 900 });
    await world.publish('run.finished', runOf('done', { run: '10' }));
    await until('2026-11-21T03:00:00Z');
    expect(headlines()).to.deep.equal(
      onEach([
        'OVER after 4 h 5 min: SEC EDGAR has blocked our requests',
        'OVER after 4 h 5 min: the queue cannot be reached',
      ]),
    );
  });
});

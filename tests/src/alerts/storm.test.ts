import { expect } from 'chai';
import { type AlertWorld, blockedUntil, openAlertWorld, runOf } from './alert-world.fixture.ts';
import { openReceiver, type Receiver } from './receiver.fixture.ts';

/** A night that begins at 22:00: 5,000 findings of one cause, a source that shuts us out, and Redis gone. */
describe('a storm of one night', () => {
  let world: AlertWorld;
  let hook: Receiver;
  let bot: Receiver;
  /** Each an event of its own; those of checks come in one. */
  const entries = 300;
  before(async () => {
    world = await openAlertWorld('2026-11-20T22:00:00Z');
    hook = await openReceiver();
    bot = await openReceiver(() => ({ status: 200, body: JSON.stringify({ ok: true, result: {} }) }));
    await world.addChannel('hook', 'webhook', { secret: { url: `${hook.url}/` } });
    await world.addChannel('phone', 'telegram', {
      settings: { chat: '42', server: bot.url },
      secret: { token: '123456:a-token-of-a-bot' },
      minSeverity: 'info',
    });
  });
  after(async () => {
    await hook.close();
    await bot.close();
    await world.close();
  });

  const headlinesOf = ({ received }: Receiver) =>
    received.map(({ body }) => {
      const { headline, text } = JSON.parse(body) as { headline?: string; text?: string };
      return headline ?? /^<b>(.*)<\/b>/.exec(text ?? '')?.[1] ?? '';
    });
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
    const rollUp = { check: 'lag_check', colour: 'red', was: 'yellow', fails: 5_000, share: 62.5 };
    await world.publish('qa.roll-up', rollUp);
    await world.publish('listing.finding', finding, entries);
    await world.publish('source.changed', blockedUntil('2026-11-20T22:10:00Z'));
    for (const source of ['sec-edgar', 'yahoo', 'stooq', 'alpha-vantage'])
      await world.publish('maintenance.failing', {
        chore: `queue-${source}`,
        failures: 3,
        error: 'connect ECONNREFUSED',
      });
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
      'WARNING: the check lag_check is red: 5,000 findings',
    ];
    for (const receiver of [hook, bot])
      expect(headlinesOf(receiver).sort()).to.deep.equal([...messages, ...Array(3).fill(reminder)].sort());
    expect(hook.received.find(({ body }) => body.includes('queue'))?.body).to.contain(
      '2 × chore-failing, 1 × run-failed',
    );

    const open = await world.listed();
    await world.store.sql.$executeRaw`
      UPDATE alerts SET acked_at = ${world.now()}, acked_by = 'anna' WHERE severity = 'critical'`;
    await until('2026-11-21T02:05:00Z');
    const digest = 'DIGEST: 3 more alerts of the night, 3 still open';
    for (const receiver of [hook, bot])
      expect(headlinesOf(receiver).sort()).to.deep.equal([...messages, ...Array(3).fill(reminder), digest].sort());

    // Nothing is lost in what is kept, whatever was sent of it.
    const counts = Object.fromEntries(open.map(({ kind, cause, count }) => [`${kind} ${cause}`, count]));
    expect(counts).to.deep.equal({
      'roll-up-red qa:lag_check': 1,
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
    hook.received.splice(0);
    await world.publish('source.changed', { source: 'sec-edgar', state: 'open', quiet_until: null });
    for (const source of ['sec-edgar', 'yahoo', 'stooq', 'alpha-vantage'])
      await world.publish('maintenance.recovered', { chore: `queue-${source}`, failures: 900 });
    for (const chore of ['missed-slots', 'abandoned-runs'])
      await world.publish('maintenance.recovered', { chore, failures: 900 });
    await world.publish('run.finished', runOf('done', { run: '10' }));
    await until('2026-11-21T03:00:00Z');
    expect(headlinesOf(hook).sort()).to.deep.equal([
      'OVER after 4 h 5 min: SEC EDGAR has blocked our requests',
      'OVER after 4 h 5 min: the queue cannot be reached',
    ]);
  });
});

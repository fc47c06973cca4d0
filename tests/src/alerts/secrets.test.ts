import { openAlerts, openChannelTests } from '@tickermill/alerts';
import type { ChannelKind, Log } from '@tickermill/core';
import { addAlertChannel, alertChannelSecrets, alertChannels } from '@tickermill/store/alerts';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { runOf } from './alert-world.fixture.ts';
import { openReceiver, type Receiver } from './receiver.fixture.ts';

/** In every part of every secret. */
const mark = 's3cret';

describe('the secrets of channels', () => {
  let store: ScratchStore;
  let receiver: Receiver;
  let at = new Date('2026-11-20T22:00:00Z');
  const lines: string[] = [];
  const write = (...what: unknown[]) =>
    void lines.push(
      JSON.stringify(what, (_, value) =>
        value instanceof Error ? [String(value), value.stack, { ...value }] : (value as unknown),
      ),
    );
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  before(async () => {
    store = await openScratchStore();
    // The worst of servers: it quotes whatever it was sent, and refuses.
    receiver = await openReceiver(({ path, headers, body }) => ({
      status: 500,
      body: JSON.stringify({ description: `cannot ${path} with ${JSON.stringify(headers)}`, body }),
    }));
    const { url } = receiver;
    const mail = {
      host: 'localhost',
      port: 1,
      security: 'none',
      user: 'ticks',
      from: 'a@b.example',
      to: ['c@d.example'],
    };
    const channels: Record<ChannelKind, { settings?: object; secret: object }> = {
      telegram: {
        settings: { chat: '42', server: url, commands: true },
        secret: { token: `123456:a-${mark}-of-a-bot` },
      },
      slack: { secret: { url: `${url}/services/${mark}` } },
      discord: { secret: { url: `${url}/api/webhooks/${mark}` } },
      email: { settings: mail, secret: { password: `a-${mark}-password` } },
      ntfy: { secret: { url: `${url}/${mark}`, token: `tk_${mark}` } },
      apprise: { secret: { url: `${url}/notify/${mark}` } },
      webhook: { secret: { url: `${url}/${mark}`, key: `a key of 16 letters, ${mark}` } },
    };
    for (const [kind, { settings = {}, secret }] of Object.entries(channels)) {
      const common = { name: kind, kind: kind as ChannelKind, minSeverity: 'info', watchMatches: true } as const;
      await addAlertChannel(store.db, { ...common, settings, secret, createdBy: 'test' }, at);
    }
  });
  after(async () => {
    await receiver.close();
    await store.close();
  });

  it('are in no line of the log, and in no table but their own, whatever their servers answer', async () => {
    const options = { store, log, now: () => at, publicUrl: undefined, allowPrivate: true, sourcesOf: () => [] };
    const alerts = openAlerts(options);
    const event = { txid: 5n, id: 1n, type: 'run.finished', at, data: runOf('failed') };
    await alerts.handle(event);
    const tests = openChannelTests({ store, now: () => at, allowPrivate: true });
    for (const minutes of [0, 5, 30]) {
      at = new Date(at.getTime() + minutes * 60_000);
      for (const chore of alerts.chores) await chore.run().catch((error: unknown) => log.error('failed', error));
    }
    for (const { id } of await alertChannels(store.sql)) {
      const channel = await alertChannelSecrets(store.sql, id);
      if (channel) write(await tests.test(channel));
    }
    tests.close();
    await receiver.close(); // nothing answers any more
    at = new Date(at.getTime() + 3_600_000);
    for (const chore of alerts.chores) await chore.run().catch((error: unknown) => log.error('failed', error));
    alerts.close();
    expect(lines.length).to.be.greaterThan(14);
    expect(lines.filter((line) => line.includes(mark))).to.deep.equal([]);

    const tables = await store.sql.$queryRaw<{ name: string }[]>`
      SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
    const holding: string[] = [];
    for (const { name } of tables) {
      const rows = await store.db.$queryRawUnsafe<object[]>(
        `SELECT 1 FROM "${name}" t WHERE t::text LIKE '%${mark}%' LIMIT 1`,
      );
      if (rows.length > 0) holding.push(name);
    }
    expect(holding).to.deep.equal(['alert_channels']);
    const [outside] = await store.sql.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM alert_channels WHERE (to_jsonb(alert_channels) - 'secret')::text LIKE ${`%${mark}%`}`;
    expect(outside?.count, 'in a column beside their own').to.equal(0);
    expect(
      JSON.stringify(
        await alertChannels(store.sql),
        (_, value) => String(value) && (typeof value === 'bigint' ? String(value) : value),
      ),
    ).not.to.contain(mark);
  });

  it('are read by nobody who may read views, and left out of a dump that leaves out their table', async () => {
    const [may] = await store.sql.$queryRaw<{ reads: boolean }[]>`
      SELECT coalesce(has_table_privilege((SELECT oid FROM pg_roles WHERE rolname = 'tickermill_reader'), 'alert_channels', 'SELECT'), false)
        AS reads`;
    expect(may?.reads).to.equal(false);
    const views = await store.sql.$queryRaw<{ name: string }[]>`
      SELECT DISTINCT view_name AS name FROM information_schema.view_table_usage WHERE table_name = 'alert_channels'`;
    expect(views).to.deep.equal([]);
  });
});

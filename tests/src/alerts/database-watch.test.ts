import { openAlerts } from '@tickermill/alerts';
import { openStore, type Store } from '@tickermill/store';
import { silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import { openSilentProxy, type SilentProxy } from '../store/silent-proxy.fixture.ts';
import { type AlertWorld, openAlertWorld } from './alert-world.fixture.ts';
import { openReceiver, type Receiver } from './receiver.fixture.ts';

describe('a database that is gone', () => {
  let world: AlertWorld;
  let receiver: Receiver;
  let proxy: SilentProxy;
  const stores: Store[] = [];
  const opened: ReturnType<typeof openAlerts>[] = [];
  const target = () => ({ host: new URL(world.store.url).hostname, port: Number(new URL(world.store.url).port) });
  beforeEach(async () => {
    world = await openAlertWorld();
    receiver = await openReceiver();
    proxy = await openSilentProxy(target());
    await world.addChannel('hook', 'webhook', { secret: { url: `${receiver.url}/` } });
  });
  afterEach(async () => {
    for (const alerts of opened.splice(0)) alerts.close();
    for (const store of stores.splice(0)) await store.close();
    await proxy.close();
    await receiver.close();
    await world.close();
  });
  /** The alerts of a worker that reaches the database by way of the proxy. */
  const openWorkerAlerts = () => {
    const url = new URL(world.store.url);
    url.port = String(proxy.port);
    const store = openStore({ url: url.toString(), connections: 2 });
    const options = { store, log: silentLog, now: world.now, publicUrl: undefined, allowPrivate: true };
    const alerts = openAlerts({ ...options, sourcesOf: () => [] });
    stores.push(store);
    opened.push(alerts);
    return alerts;
  };
  const headlines = () => receiver.received.map(({ body }) => (JSON.parse(body) as { headline: string }).headline);
  const send = (alerts: ReturnType<typeof openAlerts>) =>
    alerts.chores.find(({ name }) => name === 'alert-deliveries')?.run();

  it('is said by whoever sends the messages of the fleet, after two minutes, every 15 min, and at its end', async () => {
    const [speaker, other] = [openWorkerAlerts(), openWorkerAlerts()];
    await send(other);
    world.pass(5);
    await send(speaker);
    const lookBoth = async (minutes: number) => {
      world.pass(minutes);
      for (const alerts of [speaker, other]) await alerts.database.look();
    };
    await lookBoth(0);
    const { port } = proxy;
    await proxy.close();
    await lookBoth(0.5);
    await lookBoth(1.9);
    expect(headlines()).to.deep.equal([]);
    await lookBoth(0.1);
    await lookBoth(14.9);
    expect(headlines()).to.deep.equal(['CRITICAL: the database cannot be reached']);
    expect(receiver.received[0]?.body).to.contain('ECONNREFUSED').and.to.contain('Since 2026-11-20 22:05 UTC');
    await lookBoth(0.1);
    expect(headlines()).to.deep.equal([
      'CRITICAL: the database cannot be reached',
      'STILL CRITICAL: the database cannot be reached',
    ]);
    proxy = await openSilentProxy(target(), port);
    await lookBoth(1);
    await lookBoth(1);
    expect(headlines().slice(2)).to.deep.equal(['OVER after 18 min: the database cannot be reached']);

    // It stands in the history, and nothing more is sent of it.
    const events = await world.store.sql.$queryRaw<{ data: Record<string, unknown> }[]>`
      SELECT data FROM events WHERE type = 'database.recovered'`;
    expect(events.map(({ data }) => data)).to.deep.equal([
      { since: '2026-11-20T22:05:30.000Z', until: '2026-11-20T22:23:30.000Z' },
    ]);
    await world.publish('database.recovered', events[0]?.data ?? {});
    for (const _ of [1, 2]) {
      await world.look();
      world.pass(20);
    }
    expect(headlines()).to.have.length(3);
    const [alert] = await world.listed();
    expect(alert).to.include({ kind: 'database-unreachable', state: 'closed', severity: 'critical' });
    expect(alert?.openedAt.toISOString()).to.equal('2026-11-20T22:05:30.000Z');
  });

  it('is not said of a restart, nor while everything is muted', async () => {
    const alerts = openWorkerAlerts();
    await world.store.sql.$executeRaw`
      INSERT INTO silences (reason, until_recovered, starts_at, ends_at, created_by)
      VALUES ('muted', false, ${world.now()}, ${world.now()}::timestamptz + interval '1 h', 'anna')`;
    await send(alerts);
    const { port } = proxy;
    await proxy.close();
    for (const minutes of [0, 30]) {
      world.pass(minutes);
      await alerts.database.look();
    }
    proxy = await openSilentProxy(target(), port);
    await alerts.database.look();
    expect(headlines()).to.deep.equal([]);
  });
});

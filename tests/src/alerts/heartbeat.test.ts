import { setSchedulerRunning } from '@tickermill/store/schedules';
import { expect } from 'chai';
import { type AlertWorld, openAlertWorld, runOf } from './alert-world.fixture.ts';
import { openReceiver, type Receiver } from './receiver.fixture.ts';

describe('the heartbeat outward', () => {
  let world: AlertWorld;
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await openReceiver();
    const heartbeat = { chainUrl: `${receiver.url}/chain`, schedulerUrl: `${receiver.url}/scheduler` };
    world = await openAlertWorld('2026-11-20T22:00:00Z', { heartbeat });
  });
  afterEach(async () => {
    await receiver.close();
    await world.close();
  });
  const paths = () => receiver.received.map(({ path }) => path);
  const signal = (type: string, data: object, at = world.now()) =>
    world.alerts.heartbeat?.handle({ txid: 1n, id: 1n, type, at, data: data as Record<string, unknown> });
  const prices = (state: string, trigger = 'schedule') => runOf(state, { dataset: 'daily-prices', trigger });
  const quality = (state: string) => runOf(state, { dataset: 'quality' });

  it('reports the start, the success and the failure of the nightly chain, and of no other run', async () => {
    await signal('run.created', prices('planning'));
    await signal('run.finished', prices('done'));
    await signal('run.finished', quality('partial'));
    await signal('run.finished', prices('failed'));
    await signal('run.finished', quality('failed'));
    await signal('run.created', prices('planning', 'manual'));
    await signal('run.finished', runOf('failed'));
    expect(paths()).to.deep.equal(['/chain/start', '/chain', '/chain/fail', '/chain/fail']);
  });

  it('is tried again where it does not arrive, for an hour', async () => {
    receiver.answer = () => ({ status: 503 });
    const at = world.now();
    const tried = () => Promise.resolve(signal('run.finished', quality('done'), at)).then(() => 'done', String);
    expect(await tried()).to.contain('answered 503');
    world.pass(59.9);
    expect(await tried()).to.contain('answered 503');
    world.pass(0.1);
    expect(await tried()).to.equal('done');
    expect(paths()).to.have.length(2);
  });

  it('reports that schedules run, and is silent when they are stopped', async () => {
    const beat = world.alerts.chores.find(({ name }) => name === 'scheduler-heartbeat');
    expect(beat?.everyMs).to.equal(300_000);
    await beat?.run();
    await setSchedulerRunning(world.store.db, false);
    await beat?.run();
    expect(paths()).to.deep.equal(['/scheduler']);
    await setSchedulerRunning(world.store.db, true);
    receiver.answer = () => ({ status: 500 });
    expect(await Promise.resolve(beat?.run()).then(() => 'done', String)).to.contain('answered 500');
  });

  it('follows no redirect, and goes to no private address unless that is allowed', async () => {
    receiver.answer = () => ({ status: 302, headers: { location: '/elsewhere' } });
    const sent = (to: AlertWorld) =>
      Promise.resolve(
        to.alerts.heartbeat?.handle({ txid: 1n, id: 1n, type: 'run.finished', at: to.now(), data: quality('done') }),
      ).then(() => 'done', String);
    expect(await sent(world)).to.contain('answered 302');
    expect(paths()).to.deep.equal(['/chain']);
    const heartbeat = { chainUrl: `${receiver.url}/s3cret`, schedulerUrl: undefined };
    const strict = await openAlertWorld('2026-11-20T22:00:00Z', { heartbeat, allowPrivate: false, store: world.store });
    expect(await sent(strict))
      .to.contain('ALERT_PRIVATE_ADDRESSES')
      .and.not.to.contain('s3cret');
    expect(paths()).to.have.length(1);
    strict.alerts.close();
  });

  it('is not there without an address', async () => {
    const silent = await openAlertWorld();
    expect(silent.alerts.heartbeat).to.equal(null);
    expect(silent.alerts.chores.map(({ name }) => name)).to.not.include('scheduler-heartbeat');
    await silent.close();
  });
});

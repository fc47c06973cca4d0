import { startApp } from '@tickermill/testkit';
import { expect } from 'chai';
import { type AlertWorld, openAlertWorld } from '../alerts/alert-world.fixture.ts';
import { openReceiver, type Receiver } from '../alerts/receiver.fixture.ts';
import { onOneBackend } from '../engine/every-backend.ts';
import { openThread, type Thread } from '../engine/thread.fixture.ts';

const few = { daysBack: 10, maxFilings: 1_000 };
const token = 'a token of the tests, of thirty-two letters and more';

onOneBackend('a target that fails for good', (toBackend) => {
  let thread: Thread;
  let alerts: AlertWorld;
  let receiver: Receiver;
  beforeEach(async () => {
    thread = await openThread(toBackend, { worker: { reconcileMs: 200, attempts: 1 } });
    await thread.listCompanies();
    alerts = await openAlertWorld('2026-11-20T22:00:00Z', { store: thread.store });
    receiver = await openReceiver();
    await alerts.addChannel('hook', 'webhook', { secret: { url: `${receiver.url}/` }, minSeverity: 'info' });
  });
  afterEach(async () => {
    alerts.alerts.close();
    await receiver.close();
    await thread.close();
  });

  const targetOf = async (ticker: string) => {
    const run = await thread.scrape(ticker, few);
    const [target] = await thread.rows<{ id: bigint; outcome: string }>(
      `SELECT id, coalesce(skip_reason, state) AS outcome FROM run_targets WHERE run_id = ${run.id}`,
    );
    return { id: target?.id, outcome: target?.outcome };
  };
  /** What the channel was sent, after so many minutes. */
  const headlinesAfter = async (minutes: number) => {
    alerts.pass(minutes);
    await alerts.relay('dead-letter.made');
    await alerts.look();
    return receiver.received.splice(0).map(({ body }) => JSON.parse(body) as { headline: string; action: string });
  };

  it('is set aside, said once, revived by the API, fetched, and said to be over', async () => {
    await thread.fault({ host: 'data.sec.gov', kind: 'cut', rate: 1 });
    for (const day of [18, 19]) {
      const { id, outcome } = await targetOf('AAPL');
      expect(outcome).to.equal('failed');
      await thread.rows(`UPDATE run_targets SET finished_at = '2026-11-${day}T12:00:00Z' WHERE id = ${id}`);
    }
    expect(await headlinesAfter(5), 'two days').to.deep.equal([]);
    expect((await targetOf('AAPL')).outcome).to.equal('failed');
    expect((await targetOf('AAPL')).outcome, 'it is not requested any more').to.equal('dead-letter');
    await headlinesAfter(0);
    const [told, ...more] = await headlinesAfter(5);
    expect(more).to.deep.equal([]);
    expect(told?.headline).to.equal('INFO: 1 target of insider-trades set aside as a dead letter');
    expect(told?.action).to.contain('tickermill dead-letters');

    await thread.fault([]);
    const api = await startApp('api', {
      API_PORT: '0',
      API_TOKEN: token,
      DATABASE_URL: thread.store.url,
      LOG_LEVEL: 'error',
    });
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`${api.url}/api/v1/${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });
    const { items } = (await (await ask('dead-letters')).json()) as { items: { id: string; tickers: string[] }[] };
    expect(items.map(({ tickers }) => tickers)).to.deep.equal([['AAPL']]);
    expect((await ask(`dead-letters/${items[0]?.id}/revive`, { method: 'POST' })).status).to.equal(200);
    await api.stop();
    const audited = await thread.rows(`SELECT path FROM audit_log WHERE path LIKE '%revive'`);
    expect(audited).to.have.length(1);

    expect((await targetOf('AAPL')).outcome).to.equal('done');
    await headlinesAfter(1);
    expect((await headlinesAfter(15)).map(({ headline }) => headline)).to.deep.equal([
      'OVER after 6 min: 1 target of insider-trades set aside as a dead letter',
    ]);
    expect((await alerts.listed()).map(({ kind, state }) => [kind, state])).to.deep.equal([['dead-letters', 'closed']]);
  });
});

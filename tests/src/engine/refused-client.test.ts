import { viewSources } from '@tickermill/engine';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openPrices, type PriceThread } from './prices.fixture.ts';

onOneBackend('a source that refuses its client', (toBackend) => {
  let prices: PriceThread;
  beforeEach(async () => {
    prices = await openPrices(toBackend, { quietMs: 300 });
    await prices.track(['AAPL']);
  });
  afterEach(() => prices.close());

  const view = async () => {
    const source = (await viewSources({ store: prices.store, now: () => new Date() })).find(({ id }) => id === 'yahoo');
    return source ?? expect.fail('no Yahoo');
  };
  /** Why it was quiet after each probe, as events have told it. */
  const reasons = async () => {
    const rows = await prices.rows<{ reason: string }>(
      `SELECT data ->> 'quiet_reason' AS reason FROM events WHERE type = 'source.changed' AND data ->> 'source' = 'yahoo'
         AND data ->> 'state' = 'quiet' AND data ->> 'quiet_reason' LIKE 'the probe failed%' ORDER BY id`,
    );
    return rows.map(({ reason }) => reason);
  };

  it('is said to, with the ways out, after three probes in vain; until then it is a throttle', async () => {
    await prices.fault({ host: 'query1.finance.yahoo.com', kind: '429' });
    const night = prices.night('2026-11-04');
    await until('three probes in vain', async () => (await reasons()).length >= 3);
    const [first, second, third = ''] = await reasons();
    for (const reason of [first, second]) expect(reason).to.match(/too many requests$/);
    expect(third).to.include('3 probes were refused in a row: probably Yahoo refuses this client itself');
    for (const way of ['ALPHA_VANTAGE_KEY', 'YAHOO_EGRESS', 'tickermill import']) expect(third).to.include(way);
    expect((await view()).quietReason).to.include('this client itself');

    await prices.fault([]);
    expect((await night).state).to.equal('done');
    const [row] = await prices.rows(`SELECT state, refused_probes FROM source_state WHERE source = 'yahoo'`);
    expect(row).to.deep.equal({ state: 'open', refused_probes: 0 });
  });
});

import { MarketDaysRequested, MarketDaysResponse } from '@tickermill/core/contracts';
import { ensureSource, recordSources } from '@tickermill/store/sources';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('the API of whole days of markets', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T12:00:00Z') });
    await api.store.db.$executeRaw`
      INSERT INTO market_days (market, day, provider, rows, stored, corrected, confirmed, differing, apart, unheld, unknown, refused, missing)
      SELECT 'us', day::date, 'massive', 12000, 5000, 0, 0, 1, 2, 3, 4, '{"it is a test symbol of an exchange": 2}', ARRAY['GONE']
      FROM generate_series('2026-11-16'::date, '2026-11-18'::date, interval '1 day') AS day`;
  });
  after(() => api.close());

  const list = async (query: string) => {
    const { body } = await api.askJson('GET', `market-days${query}`);
    return MarketDaysResponse.parse(body);
  };

  it('lists what each brought, the latest first', async () => {
    const { total, items } = await list('?limit=2');
    expect([total, ...items.map(({ day }) => day)]).to.deep.equal([3, '2026-11-18', '2026-11-17']);
    expect(items[0]).to.deep.include({ missing: ['GONE'], refused: { 'it is a test symbol of an exchange': 2 } });
    expect((await list('?market=XLON')).total).to.equal(0);
    expect((await list('?from=2026-11-17&to=2026-11-17')).total).to.equal(1);
  });

  it('asks for none of a market that no enabled source serves', async () => {
    const { status, body } = await api.askJson('POST', 'market-days', { market: 'us' });
    expect([status, String(body['detail'])]).to.have.property('0', 422);
    expect(body['detail']).to.include('needs a key');
  });

  it('asks for the last day that is published, or for the sessions of a range', async () => {
    await ensureSource(api.store.db, 'massive', { requests: 4, perMs: 60_000 });
    await recordSources(api.store.db, { enabled: ['massive'], preference: null });
    const dry = MarketDaysRequested.parse((await api.askJson('POST', 'market-days?dry_run', { market: 'us' })).body);
    expect(dry).to.deep.equal({ run_id: null, requests: 4, days: 1 });
    const range = { market: 'us', from: '2026-10-01', to: '2026-11-13' };
    const { status, body } = await api.askJson('POST', 'market-days', range);
    expect([status, MarketDaysRequested.parse(body).days]).to.deep.equal([202, 32]);
    const weekend = { market: 'us', from: '2026-11-14', to: '2026-11-15' };
    expect((await api.askJson('POST', 'market-days', weekend)).status).to.equal(422);
  });
});

import { KoreanRunsView } from '@tickermill/core/contracts';
import { ensureSource, recordSources } from '@tickermill/store/sources';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('the API of Korea', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T12:00:00Z') });
  });
  after(() => api.close());
  const collect = (body: object) => api.askJson('POST', 'korea/collect', body);

  it('refuses to collect while no source of Korea is enabled, and says what to set', async () => {
    const { status, body } = await collect({ what: 'masters' });
    expect([status, body['code']]).to.deep.equal([422, 'INVALID_INPUT']);
    expect(JSON.stringify(body)).to.include('KRX_KEY');
  });

  it('begins a run for each list, market or session', async () => {
    await ensureSource(api.store.db, 'krx-openapi', { requests: 60, perMs: 60_000 });
    await recordSources(api.store.db, { enabled: ['krx-openapi'], preference: null });
    const begun = async (body: object) =>
      KoreanRunsView.parse((await collect(body)).body).runs.map(({ about }) => about);
    expect(await begun({ what: 'masters' })).to.deep.equal(['kospi', 'kosdaq', 'konex']);
    expect(await begun({ what: 'prices', from: '2026-11-16', to: '2026-11-18' })).to.deep.equal([
      ...['XKRX', 'XKOS', 'XKON'],
    ]);
    expect(await begun({ what: 'etf-values', to: '2026-11-18' })).to.deep.equal(['etf-values']);
  });

  it('refuses days where there is one session, and weekends', async () => {
    for (const body of [
      { what: 'valuations', from: '2026-11-16' },
      { what: 'masters', to: '2026-11-16' },
      { what: 'prices', from: '2026-11-14', to: '2026-11-15' },
    ])
      expect((await collect(body)).status, JSON.stringify(body)).to.equal(422);
  });
});

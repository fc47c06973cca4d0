import { storeFilingsAndMatch } from '@tickermill/store/datasets';
import { makeFiling, makeTrade } from '@tickermill/testkit';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('the routes of watch rules', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
  });
  after(() => api.close());

  it('write a rule, list what it matched, and remove it', async () => {
    const body = { tickers: ['aapl'], codes: ['p'], min_value: 1_000, roles: ['director'] };
    const added = await api.askJson('POST', 'watch-rules', body);
    expect(added.status, JSON.stringify(added.body)).to.equal(201);
    const { id } = added.body as { id: string };
    expect(added.body).to.deep.include({ tickers: ['AAPL'], codes: ['P'], min_value: '1000', roles: ['director'] });
    expect(added.body).to.deep.include({ watchlist: null, cluster: null, matches: 0 });

    const transactions = [makeTrade({ shares: '0.1', price: '10000.0000000000000000001' })];
    await api.store.sqlTransaction((tx) => storeFilingsAndMatch(tx, [makeFiling({ transactions })]));
    await api.store.sqlTransaction((tx) => storeFilingsAndMatch(tx, [makeFiling({ transactions, parserVersion: 2 })]));
    const { body: matches } = await api.askJson('GET', `watch-rules/${id}/matches`);
    expect(matches['items']).to.have.length(1);
    expect((matches['items'] as object[])[0]).to.include({ rule: id, value: '1000.00000000000000000001' });
    const { body: rules } = await api.askJson('GET', 'watch-rules');
    expect((rules['items'] as { id: string; matches: number }[])[0]).to.include({ id, matches: 1 });

    expect((await api.ask('DELETE', `/api/v1/watch-rules/${id}`)).status).to.equal(204);
    expect((await api.askJson('GET', `watch-rules/${id}/matches`)).status).to.equal(404);
  });

  it('refuse what cannot be meant, naming the field', async () => {
    const refused = async (body: object) => {
      const { status, body: problem } = await api.askJson('POST', 'watch-rules', body);
      return [status, JSON.stringify(problem)] as const;
    };
    for (const [field, body] of [
      ['watchlist', { tickers: ['AAPL'], watchlist: 'mine' }],
      ['watchlist', { watchlist: 'none of that name' }],
      ['codes', { codes: ['purchase'] }],
      ['min_value', { min_value: '-1' }],
      ['min_value', { min_value: '1e6' }],
      ['roles', { roles: ['king'] }],
      ['cluster', { cluster: { insiders: 1, days: 10 } }],
      ['cluster', { cluster: { insiders: 3 } }],
      ['tickers', { tickers: [] }],
    ] as const) {
      const [status, problem] = await refused(body);
      expect(status, problem).to.equal(422);
      expect(problem).to.contain(field);
    }
  });
});

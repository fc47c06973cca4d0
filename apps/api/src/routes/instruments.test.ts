import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('the list of instruments', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi();
    await api.store.db.instrument.updateMany({ where: { name: 'Apple Inc.' }, data: { isin: 'US0378331005' } });
    await api.store.db.instrument.create({
      data: {
        name: '100%_Fund',
        kind: 'fund',
        listingSource: 'test',
        symbols: { create: { symbol: 'HUND', mic: 'XLON', validFrom: new Date(0) } },
      },
    });
  });
  after(() => api.close());

  const list = async (query: string) => {
    const { status, body } = await api.askJson('GET', `instruments?${query}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body as unknown as { items: Record<string, unknown>[]; has_more: boolean };
  };
  const tickersOf = async (query: string) => (await list(query)).items.map(({ ticker }) => ticker);

  it('finds by symbol, name, CIK, ISIN, exchange and kind', async () => {
    for (const q of ['aapl', 'aa', 'apple', '320193', '0000320193', 'us0378331005'])
      expect(await tickersOf(`q=${q}`), q).to.include('AAPL');
    expect(await tickersOf('q=%25_')).to.deep.equal(['HUND']);
    expect(await tickersOf('exchange=xlon')).to.deep.equal(['HUND']);
    expect(await tickersOf('kind=fund&exchange=XNYS')).to.deep.equal([]);
    const { items } = await list('q=AAPL&limit=1');
    expect(items[0]).to.include({ symbol: 'AAPL', name: 'Apple Inc.', cik: '0000320193', isin: 'US0378331005' });
  });

  it('says of one on which watchlists it is', async () => {
    const watchlists = async () => (await api.askJson('GET', 'instruments/HUND')).body['watchlists'];
    expect(await watchlists()).to.deep.equal([]);
    for (const list of ['mine', 'default'])
      await api.askJson('POST', `watchlists/${list}/items`, { tickers: ['HUND'] });
    expect(await watchlists()).to.deep.equal(['default', 'mine']);
  });

  it('comes page by page, or whole as CSV', async () => {
    const all = await tickersOf('limit=1000');
    const first = await list('limit=1');
    expect([first.items[0]?.['ticker'], first.has_more]).to.deep.equal([all[0], true]);
    expect(await tickersOf('limit=1&page=2')).to.deep.equal([all[1]]);
    const response = await api.ask('GET', '/api/v1/instruments', { headers: { accept: 'text/csv' } });
    const rows = parse(await response.text(), { columns: true }) as Record<string, string>[];
    expect(rows.map(({ ticker }) => ticker)).to.deep.equal(all);
  });
});

import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('watchlists over the API', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
  });
  after(() => api.close());

  const schedulesOf = async () => {
    const { body } = await api.askJson('GET', 'scheduler/jobs?dataset=insider-trades');
    return (body['items'] as { ticker: string | null }[]).flatMap(({ ticker }) => ticker ?? []);
  };
  const remove = async (path: string) => (await api.ask('DELETE', `/api/v1/watchlists/${path}`)).status;
  const refused = ({ status, body }: { status: number; body: Record<string, unknown> }) => [status, body['code']];

  it('are made, renamed, given a priority and deleted', async () => {
    const made = await api.ask('POST', '/api/v1/watchlists', { body: { name: 'value & growth', priority: 5 } });
    expect([made.status, made.headers.get('location')]).to.deep.equal([201, '/api/v1/watchlists/value%20%26%20growth']);
    const again = await api.askJson('POST', 'watchlists', { name: 'value & growth' });
    expect(refused(again)).to.deep.equal([422, 'INVALID_INPUT']);
    await api.askJson('POST', 'watchlists', { name: 'other' });

    const renamed = await api.askJson('PATCH', 'watchlists/other', { name: 'first', priority: 9 });
    expect(renamed.body).to.include({ name: 'first', priority: 9, tickers: 0 });
    const taken = await api.askJson('PATCH', 'watchlists/first', { name: 'value & growth' });
    expect(refused(taken)).to.deep.equal([422, 'INVALID_INPUT']);
    expect(refused(await api.askJson('PATCH', 'watchlists/none', { priority: 1 }))).to.deep.equal([404, 'NOT_FOUND']);
    expect(refused(await api.askJson('GET', 'watchlists/other'))).to.deep.equal([404, 'NOT_FOUND']);

    const { body } = await api.askJson('GET', 'watchlists');
    expect((body['items'] as { name: string }[]).map(({ name }) => name)).to.deep.equal(['first', 'value & growth']);
    expect([await remove('first'), await remove('first')]).to.deep.equal([204, 404]);
    expect(await remove('value%20%26%20growth')).to.equal(204);
  });

  it('may be deleted while tickers are put on them', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const track = api.askJson('POST', 'watchlists/brief/items', { tickers: ['AAPL'] });
        return [(await track).status, await remove('brief')];
      }),
    );
    for (const [tracked, removed] of statuses) {
      expect(tracked).to.be.oneOf([200, 202]);
      expect(removed).to.be.oneOf([204, 404]);
    }
    await remove('brief');
  });

  it('end the schedules of a ticker with the last list that it is on, and keep its data', async () => {
    await api.askJson('POST', 'watchlists/one/items', { tickers: ['AAPL', 'MSFT'] });
    await api.askJson('POST', 'watchlists/two/items', { tickers: ['AAPL'] });
    expect(await schedulesOf()).to.deep.equal(['AAPL', 'MSFT']);
    expect(await remove('one/items/aapl')).to.equal(204);
    expect(await schedulesOf(), 'on another list still').to.deep.equal(['AAPL', 'MSFT']);
    expect(await remove('one/items/AAPL')).to.equal(404);
    const before = await api.queues.openJobIds('schedule');
    expect(await remove('one/items/MSFT')).to.equal(204);
    expect(await schedulesOf()).to.deep.equal(['AAPL']);
    expect((await api.queues.openJobIds('schedule')).size, 'a worker is told to look').to.equal(before.size + 1);
    expect(await remove('two')).to.equal(204);
    expect(await schedulesOf()).to.deep.equal([]);
    expect(await api.store.db.instrument.count()).to.equal(2);
  });

  it('come as CSV, and are read from it', async () => {
    const send = (body: string) =>
      api.ask('POST', '/api/v1/watchlists/csv/items', { body, headers: { 'content-type': 'text/csv' } });
    const tracked = await send('name,ticker\r\n"Apple, Inc.",aapl\r\nMicrosoft,MSFT\r\n');
    expect([tracked.status, ((await tracked.json()) as { tracked: number }).tracked]).to.deep.equal([202, 2]);
    expect((await send('MSFT\nAAPL\n')).status, 'a column without a name').to.equal(200);
    const bad = await send('ticker\nAAPL\nnot a ticker\n');
    const { errors } = (await bad.json()) as { errors: { field: string }[] };
    expect([bad.status, errors[0]?.field]).to.deep.equal([422, 'tickers.1']);
    expect((await send('')).status).to.equal(422);

    const listed = await api.askJson('GET', 'watchlists/csv/items?limit=1');
    expect(listed.body).to.deep.include({ page: 1, limit: 1, total: 2 });
    const response = await api.ask('GET', '/api/v1/watchlists/csv/items', { headers: { accept: 'text/csv' } });
    const [header, ...rows] = parse(await response.text());
    expect(header).to.deep.equal(['ticker', 'name', 'cik', 'tracked_since']);
    expect(rows.map((row) => row.slice(0, 3))).to.deep.equal([
      ['AAPL', 'Apple Inc.', '0000320193'],
      ['MSFT', 'Microsoft Corp', '0000789019'],
    ]);
  });

  it('take many at once, leave out what is not understood, and replace what was there', async () => {
    const body = { tickers: ['AAPL', 'NOPE'], skip_unknown: true };
    const some = await api.askJson('POST', 'watchlists/many/items', body);
    expect(some.body).to.deep.include({
      refused: [{ ticker: 'NOPE', reason: 'no listed company has NOPE' }],
      removed: 0,
    });
    const other = await api.askJson('POST', 'watchlists/many/items', { tickers: ['MSFT'], replace: true });
    expect(other.body).to.deep.include({ refused: [], removed: 1 });
    const { body: items } = await api.askJson('GET', 'watchlists/many/items');
    expect((items['items'] as { ticker: string }[]).map(({ ticker }) => ticker)).to.deep.equal(['MSFT']);
    await api.askJson('POST', 'watchlists/many/items', { tickers: ['AAPL'] });
    const off = await api.askJson('POST', 'watchlists/many/items/remove', { tickers: ['aapl', 'NOPE', 'MSFT'] });
    expect([off.status, off.body]).to.deep.equal([200, { removed: 2, missing: ['NOPE'] }]);
    expect((await api.askJson('POST', 'watchlists/none/items/remove', { tickers: ['AAPL'] })).status).to.equal(404);
    expect(await remove('many')).to.equal(204);
  });
});

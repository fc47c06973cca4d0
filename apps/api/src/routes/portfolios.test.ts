import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const heading = 'kind,date,ticker,quantity,price,amount,fee,currency\n';

describe('portfolios over the API', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
    const { id } = await api.store.db.instrument.create({
      data: { name: '삼성전자', currency: 'KRW', listingSource: 'krx' },
    });
    await api.store.db.symbol.create({
      data: { instrumentId: id, symbol: '005930.KS', mic: 'XKRX', validFrom: new Date('2000-01-01') },
    });
    for (const name of ['Core', 'empty']) await api.askJson('POST', 'portfolios', { name });
  });
  after(() => api.close());

  const send = (path: string, csv: string) =>
    api.ask('POST', `/api/v1/${path}`, { body: csv, headers: { 'content-type': 'text/csv' } });
  const imported = async (path: string, csv: string) => {
    const response = await send(path, csv);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const csvOf = async (path: string) => {
    const response = await api.ask('GET', `/api/v1/${path}`, { headers: { accept: 'text/csv' } });
    return Buffer.from(await response.arrayBuffer()).toString('utf8');
  };
  const refused = ({ status, body }: { status: number; body: Record<string, unknown> }) => [
    status,
    (body['errors'] as { field: string }[] | undefined)?.map(({ field }) => field) ?? body['code'],
  ];
  const record = (trade: object) => api.askJson('POST', 'portfolios/Core/trades', trade);
  const buy = { kind: 'buy', ticker: 'AAPL', on: '2026-11-18', quantity: '10', price: '187.20' };

  it('are made, renamed, valued otherwise and deleted', async () => {
    const made = await api.ask('POST', '/api/v1/portfolios', { body: { name: '성장 1', currency: 'KRW' } });
    expect([made.status, made.headers.get('location')]).to.deep.equal([
      201,
      `/api/v1/portfolios/${encodeURIComponent('성장 1')}`,
    ]);
    expect(await made.json()).to.include({ name: '성장 1', currency: 'KRW', method: 'fifo', trades: 0, last: null });
    expect(refused(await api.askJson('POST', 'portfolios', { name: 'Core' }))).to.deep.equal([422, ['name']]);
    expect(refused(await api.askJson('POST', 'portfolios', { name: 'x', currency: 'usd' }))).to.deep.equal([
      422,
      ['currency'],
    ]);
    const path = `portfolios/${encodeURIComponent('성장 1')}`;
    const changed = await api.askJson('PATCH', path, { name: 'growth', method: 'average' });
    expect(changed.body).to.include({ name: 'growth', currency: 'KRW', method: 'average' });
    expect(refused(await api.askJson('PATCH', 'portfolios/growth', { name: 'Core' }))).to.deep.equal([422, ['name']]);
    expect(refused(await api.askJson('GET', path))).to.deep.equal([404, 'NOT_FOUND']);
    const remove = async () => (await api.ask('DELETE', '/api/v1/portfolios/growth')).status;
    expect([await remove(), await remove()]).to.deep.equal([204, 404]);
  });

  it('take each kind of trade with the numbers that it has, and no others', async () => {
    const wrong: [object, string[]][] = [
      [{ ...buy, price: undefined }, ['price']],
      [{ ...buy, amount: '5' }, ['amount']],
      [{ ...buy, ticker: undefined }, ['ticker']],
      [{ ...buy, quantity: '0' }, ['quantity']],
      [{ ...buy, quantity: '-1' }, ['quantity']],
      [{ ...buy, currency: 'dollars' }, ['currency']],
      [{ ...buy, on: '2026-11-22' }, ['on']],
      [{ kind: 'dividend', ticker: 'AAPL', on: '2026-11-18' }, ['amount']],
      [{ kind: 'transfer-out', ticker: 'AAPL', on: '2026-11-18', quantity: '1', price: '5' }, ['price']],
      [{ ...buy, kind: 'sell' }, ['quantity']],
    ];
    for (const [trade, fields] of wrong)
      expect(refused(await record(trade)), JSON.stringify(trade)).to.deep.equal([422, fields]);
    const right = [
      buy,
      { ...buy, kind: 'sell', quantity: 2.5, fee: 1 },
      { kind: 'dividend', ticker: 'AAPL', on: '2026-11-19', amount: '2.6' },
      { kind: 'fee', on: '2026-11-19', amount: '5' },
      { kind: 'transfer-in', ticker: 'AAPL', on: '2026-11-19', quantity: '1' },
      { kind: 'transfer-out', ticker: 'AAPL', on: '2026-11-20', quantity: '0.5' },
      { kind: 'buy', ticker: '005930.KS', on: '2026-11-19', quantity: '3', price: '70000' },
    ];
    for (const trade of right) expect((await record(trade)).status, JSON.stringify(trade)).to.equal(201);
    const { body } = await api.askJson('GET', 'portfolios/Core/trades');
    const currencies = (body['items'] as { currency: string }[]).map(({ currency }) => currency);
    expect(currencies).to.deep.equal(['USD', 'USD', 'USD', 'USD', 'USD', 'KRW', 'USD']);
  });

  it('show what they hold, name what has no price, and correct a trade', async () => {
    const { body } = await api.askJson('GET', 'portfolios/Core');
    expect(body).to.include({ day: '2026-11-20', value: null, missing: 2, dividends: '2.6', fees: '5', trades: 7 });
    const held = body['holdings'] as Record<string, unknown>[];
    expect(held.map(({ ticker, name, quantity, missing }) => [ticker, name, quantity, missing])).to.deep.equal([
      ['AAPL', 'Apple Inc.', '8', 'price'],
      ['005930.KS', '삼성전자', '3', 'price'],
    ]);
    const trades = (await api.askJson('GET', 'portfolios/Core/trades')).body['items'] as { id: string; kind: string }[];
    const [first] = trades;
    const path = `portfolios/Core/trades/${first?.id}`;
    expect((await api.askJson('PUT', path, { ...buy, quantity: '20' })).body).to.include({
      id: first?.id,
      quantity: '20',
    });
    expect(refused(await api.askJson('PUT', path, { ...buy, quantity: '2' }))).to.deep.equal([422, ['quantity']]);
    expect(refused(await api.askJson('DELETE', path))).to.deep.equal([422, ['quantity']]);
    expect(refused(await api.askJson('DELETE', `portfolios/empty/trades/${first?.id}`))).to.deep.equal([
      404,
      'NOT_FOUND',
    ]);
    expect((await api.askJson('PUT', path, buy)).status).to.equal(200);
  });

  it('go out as CSV and come in as they were, all or none', async () => {
    const csv = await csvOf('portfolios/Core/trades');
    expect(csv.split('\n').slice(0, 3)).to.deep.equal([
      heading.trim(),
      'buy,2026-11-18,AAPL,10,187.20,,,USD',
      'sell,2026-11-18,AAPL,2.5,187.20,,1,USD',
    ]);
    expect(await csvOf('portfolios/Core/trades?bom=1&safe=1')).to.equal(`\uFEFF${csv}`);
    const twice = [await imported('portfolios/empty/trades/import', `\uFEFF${csv}`)];
    twice.push(await imported('portfolios/empty/trades/import?replace=1', csv));
    expect(twice.map(({ body }) => body)).to.deep.equal([
      { rows: 7, removed: 0 },
      { rows: 7, removed: 7 },
    ]);
    expect(await csvOf('portfolios/empty/trades')).to.equal(csv);
    const bad = `${heading}buy,2026-11-18,AAPL,1,5,,,\nbuy,18.11.2026,AAPL,1,5,,,\nbuy,2026-11-18,NONE,1,5,,,\nlend,2026-11-18,AAPL,1,5,,,\n`;
    expect(refused(await imported('portfolios/empty/trades/import?replace=1', bad))).to.deep.equal([
      422,
      ['line 3', 'line 4', 'line 5'],
    ]);
    const oversold = `${heading}buy,2026-11-18,AAPL,1,5,,,\nsell,2026-11-19,AAPL,2,5,,,\n`;
    expect(refused(await imported('portfolios/empty/trades/import?replace=1', oversold))).to.deep.equal([
      422,
      ['quantity'],
    ]);
    expect(await csvOf('portfolios/empty/trades')).to.equal(csv);
    expect(await csvOf('portfolios/empty/history')).to.match(/^date,currency,value,.*\n$/);
  });

  it('are valued by exchange rates, from the file of the European Central Bank or one a line', async () => {
    const wide = 'Date, USD, JPY, KRW, \n2026-11-19, 1.1523, 178.40, N/A, \n2026-11-18, 1.15, 178.1, 1690.5, \n';
    expect((await imported('exchange-rates/import', wide)).body).to.deep.equal({
      rows: 5,
      new: 5,
      changed: 0,
      unchanged: 0,
    });
    const long = 'date,currency,per_euro\n2026-11-19,USD,1.1523\n2026-11-19,KRW,1691\n2026-11-18,USD,1.16\n';
    expect((await imported('exchange-rates/import?source=own', long)).body).to.deep.equal({
      rows: 3,
      new: 1,
      changed: 1,
      unchanged: 1,
    });
    expect(await csvOf('exchange-rates?currency=USD')).to.equal(
      'date,currency,per_euro,source\n2026-11-19,USD,1.1523,ecb\n2026-11-18,USD,1.16,own\n',
    );
    const bad = 'date,currency,per_euro\n2026-11-19,USD,0\n19.11.2026,USD,1\n2026-11-19,EUR,1\n';
    expect(refused(await imported('exchange-rates/import', bad))).to.deep.equal([422, ['line 2', 'line 3', 'line 4']]);
    expect(refused(await imported('exchange-rates/import', 'day,rate\n1,2\n'))).to.deep.equal([422, ['date']]);
  });
});

import type { ListedInstrument, ListingId } from '@tickermill/core';
import { StatusResponse, UniverseDelta, UniverseInstrumentView, UniverseResponse } from '@tickermill/core/contracts';
import { storeListing } from '@tickermill/store/datasets';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const isin = 'DE0007164600';

describe('the API of the universe', () => {
  let api: ServedApi;
  const row = (symbol: string, fields: Partial<ListedInstrument> = {}): ListedInstrument => ({
    symbol,
    exchangeSymbol: symbol.replace('.DE', ''),
    name: `${symbol} SE`,
    mic: 'XETR',
    kind: 'stock',
    currency: 'EUR',
    isin: null,
    statusFlags: [],
    ...fields,
  });
  const rest = Array.from({ length: 12 }, (_, nth) => row(`S${nth}.DE`, nth === 0 ? { kind: 'etf' } : {}));
  const read = (day: string, rows: readonly ListedInstrument[], listing: ListingId = 'xetra') =>
    api.store.sqlTransaction((tx) =>
      storeListing(tx, { listing, day, instruments: rows as [ListedInstrument, ...ListedInstrument[]] }),
    );

  before(async () => {
    api = await serveApi({ now: () => new Date('2026-04-20T12:00:00Z') });
    // Listed, renamed, then delisted; and one that is new in February.
    await read('2026-01-01', [...rest, row('OLD.DE', { isin })]);
    await read('2026-02-01', [...rest, row('SAP.DE', { isin }), row('NEW.DE')]);
    await read('2026-03-01', [...rest, row('NEW.DE')]);
    await read('2026-04-01', [...rest, row('NEW.DE')]);
    await read('2026-04-02', rest.slice(0, 5));
  });
  after(() => api.close());

  const universe = async (query: string) => UniverseResponse.parse((await api.askJson('GET', `universe${query}`)).body);
  const symbols = async (day: string) =>
    (await universe(`?as_of=${day}&exchange=XETR&limit=100`)).instruments?.items
      .filter(({ symbol }) => !/^S\d/.test(symbol))
      .map(({ symbol, assumed, status }) => `${symbol} ${status}${assumed ? ' assumed' : ''}`);

  it('counts instruments, and says how each listing was read last', async () => {
    const { as_of, counts, listings, known_since, instruments } = await universe('');
    expect([as_of, instruments]).to.deep.equal([null, null]);
    expect(counts).to.deep.include({ exchange: 'XETR', kind: 'etf', status: 'active', count: 1, assumed: 0 });
    expect(counts).to.deep.include({ exchange: 'XETR', kind: 'stock', status: 'active', count: 12, assumed: 0 });
    expect(counts).to.deep.include({ exchange: 'XETR', kind: 'stock', status: 'delisted', count: 1, assumed: 0 });
    const [xetra] = listings;
    expect(xetra).to.include({ status: 'shrunk', rows: 5, last_success: '2026-04-01', listed: 13 });
    expect(xetra?.refused).to.contain('tickermill universe confirm XETR');
    expect(known_since).to.deep.equal([{ exchange: 'XETR', from: '2026-01-01' }]);
  });

  it('has the status name what was refused, of which exchange, and what to do', async () => {
    const { refused_listings } = StatusResponse.parse((await api.askJson('GET', 'status')).body);
    expect(refused_listings.map(({ listing, exchanges, status }) => [listing, exchanges, status])).to.deep.equal([
      ['xetra', ['XETR'], 'shrunk'],
    ]);
    expect(refused_listings[0]?.message).to.match(/nothing was stored or delisted.*universe confirm XETR/);
  });

  it('says what was listed on a day, the dead included, and what is assumed', async () => {
    expect(await symbols('2025-12-31')).to.deep.equal(['OLD.DE delisted assumed']);
    expect(await symbols('2026-01-01')).to.deep.equal(['OLD.DE delisted']);
    expect(await symbols('2026-02-01')).to.deep.equal(['NEW.DE active', 'SAP.DE delisted']);
    expect(await symbols('2026-03-01')).to.deep.equal(['NEW.DE active']);
    const { counts, instruments } = await universe('?as_of=2026-02-01&kind=etf');
    expect(counts).to.deep.equal([{ exchange: 'XETR', kind: 'etf', status: null, count: 1, assumed: 0 }]);
    expect(instruments?.total).to.equal(1);
    const csv = await (
      await api.ask('GET', '/api/v1/universe?as_of=2026-02-01&exchange=XETR', { headers: { accept: 'text/csv' } })
    ).text();
    expect(csv.split('\n')[0]).to.equal('symbol,exchange,name,kind,isin,cik,status,from,to,assumed');
    expect(csv.trim().split('\n')).to.have.length(15);
  });

  it('does not assume that what began to trade later was listed before', async () => {
    const listed = await api.store.db.symbol.findFirstOrThrow({ where: { symbol: 'S1.DE' } });
    const firstDay = new Date('2025-06-02');
    await api.store.db.coverage.create({
      data: { dataset: 'daily-prices', instrumentId: listed.instrumentId, firstDay, writtenAt: new Date() },
    });
    const before = await universe('?as_of=2025-06-01&exchange=XETR&limit=100');
    const after = await universe('?as_of=2025-06-02&exchange=XETR&limit=100');
    expect((after.instruments?.total ?? 0) - (before.instruments?.total ?? 0)).to.equal(1);
  });

  it('says everything of one instrument, a delisted one by its last symbol', async () => {
    const { body } = await api.askJson('GET', 'universe/XETR:SAP');
    const sap = UniverseInstrumentView.parse(body);
    expect(sap).to.include({ status: 'delisted', isin, currency: 'EUR', delisted_on: '2026-03-01' });
    expect(sap.symbols.map(({ symbol, from, to }) => [symbol, from, to])).to.deep.equal([
      ['SAP.DE', '2026-02-01', '2026-03-01'],
      ['OLD.DE', '2026-01-01', '2026-02-01'],
    ]);
    expect(sap.listings).to.deep.include({
      ...sap.listings[0],
      listing: 'xetra',
      exchange_symbol: 'SAP',
      first_seen: '2026-01-01',
      last_seen: '2026-02-01',
      missing_since: '2026-03-01',
    });
    expect(sap.events.map(({ what }) => what)).to.deep.equal(['delisted', 'renamed', 'listed']);
    const apple = UniverseInstrumentView.parse((await api.askJson('GET', 'universe/AAPL')).body);
    expect(apple.listings.map(({ listing, missing_since }) => [listing, missing_since])).to.deep.equal([
      ['sec-edgar', null],
    ]);
    expect((await api.askJson('GET', 'universe/NONE')).body['code']).to.equal('UNKNOWN_TICKER');
  });

  it('lists what a month has brought, as JSON and CSV', async () => {
    const delta = UniverseDelta.parse((await api.askJson('GET', 'universe/delta?month=2026-02')).body);
    expect(delta.counts).to.deep.equal({ renamed: 1, listed: 1 });
    expect(delta.items.find(({ what }) => what === 'renamed')).to.deep.include({
      symbol: 'SAP.DE',
      confirmed_by: 'isin',
    });
    const page = async (query: string) =>
      UniverseDelta.parse((await api.askJson('GET', `universe/delta?month=2026-02&${query}`)).body);
    const second = await page('limit=1&page=2');
    expect(second).to.deep.equal({ ...delta, items: delta.items.slice(1) });
    expect((await page('what=renamed')).items.map(({ what }) => what)).to.deep.equal(['renamed']);
    const csv = await (
      await api.ask('GET', '/api/v1/universe/delta?month=2026-04', { headers: { accept: 'text/csv' } })
    ).text();
    expect(csv).to.match(/^day,what,exchange,symbol[^\n]*\n2026-04-01,delisted,XETR,SAP\.DE/);
    expect((await api.askJson('GET', 'universe/delta?month=2026-13')).status).to.equal(422);
  });

  it('lets an operator accept a shrunken list, which is then read again', async () => {
    const none = await api.askJson('POST', 'universe/confirm', { exchange: 'XPAR' });
    expect([none.status, none.body['code']]).to.deep.equal([404, 'NOT_FOUND']);
    const { body } = await api.askJson('POST', 'universe/confirm', { exchange: 'XETR' });
    expect(body).to.include({ exchange: 'XETR', rows: 5 });
    const run = await api.store.db.run.findUniqueOrThrow({ where: { id: BigInt(String(body['run_id'])) } });
    expect(run.request).to.deep.include({ params: { listing: 'xetra' } });
    expect((await read('2026-04-03', rest.slice(0, 5)))[0]).to.include({ status: 'done' });
    for (const wrong of [{}, { exchange: 'XETR', change: '1' }])
      expect((await api.askJson('POST', 'universe/confirm', wrong)).status).to.equal(422);
    expect((await api.askJson('POST', 'universe/confirm', { change: '999' })).status).to.equal(404);
  });
});

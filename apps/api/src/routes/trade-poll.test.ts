import { arrowType, parquetType, type TradeView } from '@tickermill/core/contracts';
import { storeCompanies, storeFilings } from '@tickermill/store/datasets';
import { makeFiling, makeTrade, readArrowRows, readParquetRows } from '@tickermill/testkit';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

interface Page {
  readonly page: null;
  readonly limit: number;
  readonly has_more: boolean;
  readonly next_cursor: string;
  readonly items: TradeView[];
}

describe('polling of insider trades', () => {
  let api: ServedApi;
  const companies = [
    { cik: '0000320193', symbol: 'AAPL', name: 'Apple Inc.' },
    { cik: '0000789019', symbol: 'MSFT', name: 'Microsoft Corp' },
    { cik: '0000021344', symbol: 'KO', name: 'Coca Cola Co' },
  ];
  before(async () => {
    api = await serveApi();
    await api.store.transaction((tx) => storeCompanies(tx, companies));
    await api.askJson('POST', 'watchlists/mine/items', { tickers: ['MSFT', 'KO'] });
  });
  after(() => api.close());

  let filings = 0;
  const keep = async (ticker: string, filedOn = '2026-11-20') => {
    filings += 1;
    const company = companies.find(({ symbol }) => symbol === ticker);
    const issuer = { cik: company?.cik ?? '', name: ticker, symbol: ticker, foreignSymbol: null };
    const transactions = [makeTrade({ shares: `${filings}.000001`, date: '2026-11-02' })];
    const accession = `0000000003-26-${String(filings).padStart(6, '0')}`;
    await api.store.transaction((tx) =>
      storeFilings(tx, [makeFiling({ accession, issuer, filedOn, filedAt: null, transactions })]),
    );
    return accession;
  };
  const poll = async (query: string) => (await api.askJson('GET', `insider-trades?${query}`)).body as unknown as Page;
  const accessionsOf = ({ items }: Page) => items.map(({ accession }) => accession);

  it('begins at a day of filing, goes on by its cursors, and has one when there is nothing', async () => {
    const [old, first] = [await keep('AAPL', '2026-11-02'), await keep('AAPL')];
    const begun = await poll('filed_from=2026-11-20');
    expect(accessionsOf(begun)).to.deep.equal([first]);
    expect(begun).to.include({ page: null, limit: 1_000, has_more: false });
    const idle = await poll(`filed_from=2026-11-20&after=${begun.next_cursor}`);
    expect(idle).to.deep.equal({ ...begun, items: [] });
    const [, second, third] = [await keep('KO', '2026-11-03'), await keep('MSFT'), await keep('AAPL')];
    const page = await poll(`filed_from=2026-11-20&limit=1&after=${begun.next_cursor}`);
    expect([accessionsOf(page), page.has_more]).to.deep.equal([[second], true]);
    const last = await poll(`filed_from=2026-11-20&limit=1&after=${page.next_cursor}`);
    expect([accessionsOf(last), last.has_more]).to.deep.equal([[third], false]);
    expect(accessionsOf(await poll('sort=stored')))
      .to.have.length(5)
      .and.include(old);
    const future = await poll('filed_from=2026-12-01');
    expect([future.items, typeof future.next_cursor]).to.deep.equal([[], 'string']);
  });

  it('is of several tickers, or of a watchlist', async () => {
    const tickersOf = async (query: string) =>
      [...new Set((await poll(query)).items.flatMap(({ tickers }) => tickers))].sort();
    expect(await tickersOf('sort=stored&tickers=aapl,MSFT')).to.deep.equal(['AAPL', 'MSFT']);
    expect(await tickersOf('sort=stored&watchlist=mine')).to.deep.equal(['KO', 'MSFT']);
    expect(await tickersOf('filed_from=2026-11-20&watchlist=mine')).to.deep.equal(['MSFT']);
    expect(await tickersOf('tickers=KO,KO')).to.deep.equal(['KO']);
    const stats = await api.askJson('GET', 'insider-trades/stats?watchlist=mine');
    expect(stats.body['totals']).to.include({ trades: 2, purchases: 2 });
  });

  it('answers the same in every format, the cursor in a header', async () => {
    const { items, next_cursor } = await poll('sort=stored&limit=2');
    const as = async (accept: string, query = '') => {
      const response = await api.ask('GET', `/api/v1/insider-trades?sort=stored&limit=2${query}`, {
        headers: { accept },
      });
      expect(response.status).to.equal(200);
      const cursor = response.headers.get('next-cursor');
      if (query === '') expect([cursor, response.headers.get('has-more')]).to.deep.equal([next_cursor, 'true']);
      return Buffer.from(await response.arrayBuffer());
    };
    const lines = String(await as('application/x-ndjson'))
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal(items);
    const expected = items.map(({ accession, shares, date, line, counted, filed_on }) => ({
      accession,
      shares,
      date,
      line: String(line),
      counted,
      filed_on,
    }));
    const columnsOf = (rows: readonly object[]) =>
      (rows as Record<string, unknown>[]).map(({ accession, shares, date, line, counted, filed_on }) => ({
        accession,
        shares,
        date,
        line,
        counted,
        filed_on,
      }));
    expect(columnsOf(readArrowRows(await as(arrowType)).rows)).to.deep.equal(expected);
    expect(columnsOf(readParquetRows(await as(parquetType)).rows)).to.deep.equal(expected);
    const csv = parse(await as('text/csv'), { columns: true });
    expect(columnsOf(csv as object[])).to.deep.equal(expected.map((row) => ({ ...row, counted: String(row.counted) })));
    const end = (await poll('sort=stored')).next_cursor;
    expect(parse(await as('text/csv', `&after=${end}`))).to.have.length(1);
    expect(readParquetRows(await as(parquetType, `&after=${end}`)).rows).to.deep.equal([]);
  });
});

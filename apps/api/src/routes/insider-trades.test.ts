import type { OwnershipFiling } from '@tickermill/core';
import type { FilingDetail, InsiderView, TradeView } from '@tickermill/core/contracts';
import { storeCompanies, storeFilings } from '@tickermill/store/datasets';
import { makeFiling, makeHolding, makeOwner, makeTrade, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const alphabet = { cik: '0001652044', name: 'Alphabet Inc.', symbol: 'GOOG', foreignSymbol: null };

describe('the trades over the API', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi();
    const { store } = api;
    await store.transaction((tx) =>
      storeCompanies(tx, [
        { cik: alphabet.cik, symbol: 'GOOG', name: alphabet.name },
        { cik: alphabet.cik, symbol: 'GOOGL', name: alphabet.name },
      ]),
    );
    await store.db.instrument.create({
      data: {
        name: 'No Cik plc',
        listingSource: 'test',
        symbols: { create: { symbol: 'NOCIK', validFrom: new Date(0) } },
      },
    });
    const owners = Array.from({ length: 10 }, (_, index) =>
      makeOwner({ cik: String(1_000_001 + index).padStart(10, '0'), name: `Owner "${index}", =SUM(1)` }),
    ) as OwnershipFiling['owners'];
    await store.transaction((tx) =>
      storeFilings(tx, [
        makeFiling({
          accession: '0000000001-26-000001',
          issuer: alphabet,
          owners,
          transactions: [makeTrade(), makeTrade({ line: 2, code: 'S', acquiredDisposed: 'D', date: '2026-10-02' })],
          holdings: [makeHolding({ security: 'Class A', footnotesByField: { sharesAfter: ['F1'] } })],
          footnotes: { F1: 'Held by a trust.' },
          remarks: 'Exhibit 24',
        }),
        makeFiling({ accession: '0000000001-26-000002', transactions: [makeTrade({ date: '0023-03-23' })] }),
        // Of a filing that is not here: it counts in nothing.
        makeFiling({ accession: '0000000001-26-000003', form: '4/A', originalFiledOn: '2026-09-01' }),
      ]),
    );
  });
  after(() => api.close());

  const ask = async <T>(path: string) => (await api.askJson('GET', path)).body as T;
  const accessionsOf = async (query: string) =>
    (await ask<{ items: TradeView[] }>(`insider-trades?${query}`)).items.map(({ accession, line }) => [
      accession,
      line,
    ]);
  const problemOf = async (path: string) => {
    const { status, body } = await api.askJson('GET', path);
    return [status, body['code'], (body['errors'] as { field: string }[] | undefined)?.[0]?.field];
  };

  it('are those of the company, by whichever of its tickers they are asked for', async () => {
    const both = [
      ['0000000001-26-000001', 1],
      ['0000000001-26-000001', 2],
    ];
    for (const ticker of ['GOOG', 'googl']) expect(await accessionsOf(`ticker=${ticker}`)).to.deep.equal(both);
    expect(await accessionsOf('ticker=NOCIK')).to.deep.equal([]);
    const [row] = (await ask<{ items: TradeView[] }>('insider-trades?ticker=GOOG')).items;
    expect(row?.tickers).to.deep.equal(['GOOG', 'GOOGL']);
    expect(await ask('insider-trades?ticker=GOOG&limit=1')).to.include({ page: 1, limit: 1, has_more: true });
    expect(await accessionsOf('ticker=AAPL&include_superseded')).to.deep.equal([
      ['0000000001-26-000003', 1],
      ['0000000001-26-000002', 1],
    ]);
  });

  it('are refused for what is not there or not acceptable, and nobody is asked upstream', async () => {
    const runs = await api.store.db.run.count();
    for (const path of ['insider-trades', 'insider-trades/stats', 'filings', 'scheduler/history', 'scheduler/stats'])
      expect(await problemOf(`${path}?ticker=NOSUCH`), path).to.deep.equal([404, 'UNKNOWN_TICKER', undefined]);
    expect(await problemOf('scheduler/history/NOSUCH')).to.deep.equal([404, 'UNKNOWN_TICKER', undefined]);
    expect(await problemOf('filings/0000000001-26-999999')).to.deep.equal([404, 'NOT_FOUND', undefined]);
    expect(await problemOf('insiders/42')).to.deep.equal([404, 'NOT_FOUND', undefined]);
    for (const [query, field] of [
      ['page=101', 'page'],
      ['ticker=GOOG&tickers=AAPL', 'tickers'],
      ['tickers=,', 'tickers'],
      ['filed_from=2026-11-01&page=2', 'page'],
      ['after=1', 'after'],
      ['after=99999999999999999999-0000000001-26-000001-n1', 'after'],
      ['after=1-0000000001-26-000001-n9999999999', 'after'],
      ['after=1-0000000001-26-000001-n1&sort=-date', 'sort'],
      ['sort=stored&limit=10001', 'limit'],
      ['limit=1001', 'limit'],
      ['sort=price', 'sort'],
      ['min_value=1e6', 'min_value'],
      ['from=2026-02-30', 'from'],
      ['owner=x', 'owner'],
      ['role=boss', 'role'],
    ])
      expect(await problemOf(`insider-trades?${query}`), query).to.deep.equal([422, 'INVALID_INPUT', field]);
    expect(await problemOf('insider-trades/stats?group_by=day')).to.deep.equal([422, 'INVALID_INPUT', 'group_by']);
    expect(await problemOf('insider-trades?watchlist=none')).to.deep.equal([404, 'NOT_FOUND', undefined]);
    expect(await problemOf('insider-trades?tickers=GOOG,NOSUCH')).to.deep.equal([404, 'UNKNOWN_TICKER', undefined]);
    expect(await problemOf('insider-trades?after=999999999999-0000000001-26-000001-n1')).to.deep.equal([
      410,
      'CURSOR_LOST',
      undefined,
    ]);
    expect(await problemOf('filings/none')).to.deep.equal([422, 'INVALID_INPUT', 'accession']);
    expect(await api.store.db.run.count()).to.equal(runs);
  });

  it('say in words what cannot be, of the row that it is about', async () => {
    const { items } = await ask<{ items: TradeView[] }>('insider-trades?sort=date');
    expect(items.map(({ date, flags, notes }) => [date, flags, notes])).to.deep.equal([
      ['2026-10-02', [], []],
      ['2026-11-18', [], []],
      [
        '0023-03-23',
        ['date-out-of-range'],
        [
          'The transaction date 0023-03-23 cannot be: it lies before 1934. It is kept as filed, most often a mistyped year.',
        ],
      ],
    ]);
  });

  it('come as CSV, each value as it is stored', async () => {
    const csv = (query: string) =>
      api.ask('GET', `/api/v1/insider-trades?${query}`, { headers: { accept: 'text/csv' } });
    const response = await csv('');
    expect(response.headers.get('content-type')).to.equal('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).to.equal('attachment; filename=insider-trades.csv');
    const [header = [], ...rows] = parse(await response.text());
    expect(rows).to.have.length(3);
    const row = Object.fromEntries(header.map((name, index) => [name, rows[0]?.[index]]));
    expect(row).to.include({
      tickers: 'GOOG GOOGL',
      accession: '0000000001-26-000001',
      price: '10.50',
      value: '1050.00',
    });
    expect(row['owners']).to.match(/^Owner "0", =SUM\(1\); Owner "1"/);
    expect(row).to.include({ filed_at: '2026-11-19T23:30:00.000Z', is_10b5_1: 'false', nature: '', line: '1' });
    const page = parse(await (await csv('limit=1&page=2')).text());
    expect(page.slice(1).map((fields) => fields[header.indexOf('line')])).to.deep.equal(['2']);
    expect((await csv('ticker=NOSUCH')).status).to.equal(404);
    expect(parse(await (await csv('code=ZZ')).text())).to.deep.equal([header]);
  });

  it('come as lines of JSON, each as the list has it', async () => {
    const lines = async (query: string) => {
      const headers = { accept: 'application/x-ndjson' };
      const response = await api.ask('GET', `/api/v1/insider-trades?${query}`, { headers });
      expect(response.headers.get('content-type')).to.match(/^application\/x-ndjson/);
      expect(response.headers.get('content-disposition')).to.equal('attachment; filename=insider-trades.ndjson');
      const text = await response.text();
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown);
    };
    const listed = await api.askJson('GET', 'insider-trades');
    expect(await lines('')).to.deep.equal(listed.body['items']);
    expect(await lines('limit=1&page=2')).to.deep.equal((listed.body['items'] as unknown[]).slice(1, 2));
    expect(await lines('code=ZZ')).to.deep.equal([]);
  });

  it('are summed up, and counted for the next time', async () => {
    const stats = await ask<{ totals: object; items: object[] }>('insider-trades/stats?group_by=month&ticker=GOOGL');
    expect(stats.totals).to.include({ trades: 2, shares_net: '0', value_bought: '1050', value_sold: '1050' });
    expect(stats.items.map((item) => (item as { key: string }).key)).to.deep.equal(['2026-11', '2026-10']);
    const formerSort = await ask<{ items: object[] }>('insider-trades/stats?sort=-value_bought');
    expect(formerSort.items).to.deep.equal(
      (await ask<{ items: object[] }>('insider-trades/stats?sort=-value_acquired')).items,
    );
    const byInsider = await ask<{ totals: object; items: object[] }>('insider-trades/stats?group_by=insider');
    expect([byInsider.totals, byInsider.items.length]).to.deep.include({
      trades: 3,
      trades_bought: 2,
      trades_sold: 1,
      trades_without_value: 0,
      shares_bought: '200',
      shares_sold: '100',
      shares_net: '100',
      trades_acquired: 2,
      trades_disposed: 1,
      shares_acquired: '200',
      shares_disposed: '100',
      value_acquired: '2100',
      value_disposed: '1050',
      purchases: 2,
      purchase_shares: '200',
      purchase_value: '2100',
      sales: 1,
      sale_shares: '100',
      sale_value: '1050',
      value_bought: '2100',
      value_sold: '1050',
      value_net: '1050',
    });
    await until('the totals to be counted', async () => (await api.store.db.staleTradeTotal.count()) === 0);
    expect(await ask('insider-trades/stats?group_by=insider')).to.deep.equal(byInsider);
  });

  it('stand in their filing with all that it says', async () => {
    const filing = await ask<FilingDetail>('filings/0000000001-26-000001');
    expect(filing).to.deep.include({
      form: '4',
      tickers: ['GOOG', 'GOOGL'],
      issuer_cik: alphabet.cik,
      remarks: 'Exhibit 24',
      amendment: null,
      footnotes: { F1: 'Held by a trust.' },
    });
    expect(filing.owners).to.have.length(10);
    expect(filing.trades.map(({ line, value, date }) => [line, value, date])).to.deep.equal([
      [1, '1050.00', '2026-11-18'],
      [2, '1050.00', '2026-10-02'],
    ]);
    expect(filing.holdings).to.have.length(1);
    expect(filing.holdings[0]).to.deep.include({ security: 'Class A', footnotes: { sharesAfter: ['F1'] } });
    const accessions = async (query: string) =>
      (await ask<{ items: { accession: string }[] }>(`filings?${query}`)).items.map(({ accession }) =>
        accession.slice(-1),
      );
    expect(await accessions('')).to.deep.equal(['3', '2', '1']);
    expect(await accessions('form=4/A')).to.deep.equal(['3']);
    expect(await accessions('flag=date-out-of-range')).to.deep.equal(['2']);
    expect(await accessions('ticker=GOOG&from=2026-11-19&to=2026-11-19')).to.deep.equal(['1']);
    expect(await accessions('to=2026-11-18')).to.deep.equal([]);
  });

  it('make up what is known of an insider', async () => {
    const insider = await ask<InsiderView>('insiders/1000001');
    expect(insider).to.include({ cik: '0001000001', filings: 3 });
    expect(insider.issuers.map(({ cik, filings }) => [cik, filings])).to.have.deep.members([
      ['0000320193', 2],
      [alphabet.cik, 1],
    ]);
    expect(insider.totals).to.include({ trades: 3, value_net: '1050' });
    expect(insider.latest_trades.map(({ accession }) => accession.slice(-1))).to.deep.equal(['1', '1', '2']);
  });

  it('are ordered by value without derivatives unless these are asked for, and by all else with them', async () => {
    const issuer = { cik: '0001990077', name: 'Warrants Inc.', symbol: null, foreignSymbol: null };
    const warrants = makeTrade({ table: 'derivative', shares: '1000000', price: '16800000' });
    const accession = '0000000077-26-000001';
    const { store } = api;
    await store.transaction(async (tx) => {
      await storeCompanies(tx, [{ cik: issuer.cik, symbol: 'WRNT', name: issuer.name }]);
      await storeFilings(tx, [makeFiling({ accession, issuer, transactions: [makeTrade(), warrants] })]);
    });
    const tables = async (query: string) =>
      (await ask<{ items: TradeView[] }>(`insider-trades?ticker=WRNT&${query}`)).items.map(({ table }) => table);
    for (const sort of ['-value', 'value']) {
      expect(await tables(`sort=${sort}`), sort).to.deep.equal(['non-derivative']);
      expect(await tables(`sort=${sort}&table=derivative`), sort).to.deep.equal(['derivative']);
      expect(await tables(`sort=${sort}&table=all`), sort).to.have.members(['non-derivative', 'derivative']);
    }
    for (const sort of ['-date', 'filed_at'])
      expect(await tables(`sort=${sort}`), sort).to.have.members(['non-derivative', 'derivative']);
    const csv = await api.ask('GET', '/api/v1/insider-trades?ticker=WRNT&sort=-value', {
      headers: { accept: 'text/csv' },
    });
    expect(parse(await csv.text())).to.have.length(2);
  });

  it('count a sale once that a fund and its manager report, or as filed, and link the reports', async () => {
    const issuer = { cik: '0001990078', name: 'Chain Inc.', symbol: null, foreignSymbol: null };
    const [manager, fund] = ['0000000078-26-000001', '0000000078-26-000002'];
    const filed = (accession: string, cik: string, ownership: 'D' | 'I') =>
      makeFiling({
        accession,
        issuer,
        owners: [makeOwner({ cik, isDirector: false, isTenPercentOwner: true })],
        transactions: [makeTrade({ ownership })],
      });
    const { store } = api;
    await store.transaction(async (tx) => {
      await storeCompanies(tx, [{ cik: issuer.cik, symbol: 'CHN', name: issuer.name }]);
      await storeFilings(tx, [filed(manager, '0001990080', 'I'), filed(fund, '0001990081', 'D')]);
    });
    const { items } = await ask<{ items: TradeView[] }>('insider-trades?ticker=CHN&sort=date');
    expect(
      items.map(({ accession, same_trade_as, same_trade_line }) => [accession, same_trade_as, same_trade_line]),
    ).to.deep.equal([
      [manager, fund, 1],
      [fund, null, null],
    ]);
    const { trades } = await ask<FilingDetail>(`filings/${manager}`);
    expect(trades[0]).to.include({ same_trade_as: fund, same_trade_line: 1 });
    const summed = async (query: string) => {
      const { count, totals } = await ask<{ count: string; totals: { trades: number } }>(
        `insider-trades/stats?ticker=CHN${query}`,
      );
      return [count, totals.trades];
    };
    expect(await summed('')).to.deep.equal(['once', 1]);
    expect(await summed('&count=filed')).to.deep.equal(['filed', 2]);
    expect(await summed('&owner=1990080')).to.deep.equal(['once', 1]);
    expect(await problemOf('insider-trades/stats?count=twice')).to.deep.equal([422, 'INVALID_INPUT', 'count']);
  });
});

import { apiRoutes } from '@tickermill/core/contracts';
import { storeCompanies } from '@tickermill/store/datasets';
import { expect } from 'chai';
import { type ServedApi, serveApi } from './served-api.fixture.ts';

describe('tickers in every spelling', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi();
    const berkshire = { cik: '0001067983', name: 'BERKSHIRE HATHAWAY INC' };
    await api.store.transaction((tx) =>
      storeCompanies(tx, [
        { ...berkshire, symbol: 'BRK-A' },
        { ...berkshire, symbol: 'BRK-B' },
        { cik: '0000839923', symbol: 'VOD.L', name: 'Vodafone' },
      ]),
    );
    // Two exchanges list the same symbol, as native codes do.
    await api.store.db.$executeRaw`
      WITH listed AS (INSERT INTO instruments (name, listing_source) SELECT 'Twin ' || n, 'test' FROM generate_series(1, 2) n RETURNING id, name)
      INSERT INTO symbols (instrument_id, symbol, mic, valid_from)
      SELECT id, 'TWIN', CASE name WHEN 'Twin 1' THEN 'XPAR' ELSE 'XLON' END, '2020-01-01' FROM listed`;
    // An unknown ticker would have the list of companies read again, which no worker does here: it was read just now.
    await api.store.db.$executeRaw`
      INSERT INTO runs (dataset, trigger, state, request, finished_at) VALUES ('companies', 'manual', 'done', '{}', now())`;
  });
  after(() => api.close());

  it('mean the same instrument on every route that takes one', async () => {
    for (const asked of ['BRK.B', 'brk/b', 'BRK-B', 'XNYS:BRK.B', 'XNAS:BRK/B']) {
      const { status, body } = await api.askJson('GET', `prices/${encodeURIComponent(asked)}`);
      expect([status, body['ticker']], asked).to.deep.equal([200, 'BRK-B']);
    }
    for (const asked of ['XLON:VOD', 'VOD.L', 'VOD', 'xlon:vod.l']) {
      const { status, body } = await api.askJson('GET', `coverage/${encodeURIComponent(asked)}`);
      expect([status, body['ticker']], asked).to.deep.equal([200, 'VOD.L']);
    }
  });

  it('are asked back where two exchanges answer, whatever the route', async () => {
    const takers = apiRoutes.filter(({ params, query, method }) => {
      return method === 'get' && [params, query].some((taken) => 'ticker' in (taken?.shape ?? {}));
    });
    expect(takers.length).to.be.greaterThan(10);
    for (const { path, params } of takers) {
      const isInPath = 'ticker' in (params?.shape ?? {});
      const where = isInPath ? path.replace('{ticker}', 'TWIN') : `${path}?ticker=TWIN`;
      const needed = /\/why$/.test(path)
        ? '?date=2026-11-20'
        : path === '/explain'
          ? '&day=2026-11-20'
          : isInPath && /\/changes$/.test(path)
            ? '?since=2026-11-20T00:00:00.000Z'
            : '';
      const { status, body } = await api.askJson('GET', (where + needed).replace(/^\//, ''));
      expect([status, body['code']], where).to.deep.equal([409, 'AMBIGUOUS_TICKER']);
      expect(body['choices'], where).to.deep.equal(['XLON:TWIN', 'XPAR:TWIN']);
    }
    const lists: [string, object][] = [
      ['watchlists/default/items', { tickers: ['TWIN'] }],
      ['watch-rules', { tickers: ['TWIN'] }],
      ['backfills', { dataset: 'daily-prices', tickers: ['TWIN'], from: '2026-01-01' }],
      ['scheduler/jobs', { dataset: 'insider-trades', ticker: 'TWIN', cron: '0 1 * * *' }],
      ['scheduler/scrape/TWIN', {}],
    ];
    for (const [path, asked] of lists) {
      expect((await api.askJson('POST', path, asked)).body['code'], path).to.equal('AMBIGUOUS_TICKER');
    }
    expect((await api.askJson('GET', 'prices/XPAR:TWIN')).status).to.equal(200);
  });

  it('that nobody lists are refused with one that can be had, and how exchanges are written', async () => {
    for (const path of ['prices/NOPE', 'insider-trades?ticker=XPAR:VOD']) {
      const { status, body } = await api.askJson('GET', path);
      expect(status, path).to.equal(404);
      expect(body['detail'], path).to.include('BRK-B').and.include('XLON:VOD');
    }
    const near = [
      ['BRK-C', 'BRK-A'],
      ['BERKSHIRE', 'BRK-A'],
      ['VODX.L', 'VOD.L'],
      ['XLON:TWINS', 'XLON:TWIN'],
    ] as const;
    for (const [asked, listed] of near) {
      const { body } = await api.askJson('GET', `prices/${encodeURIComponent(asked)}`);
      expect(body['detail'], asked).to.match(new RegExp(`ticker ${asked}\\. ${listed} \\(\\S.*\\) is listed\\.`));
    }
  });

  it('are tracked once under two spellings, and taken off under a third', async () => {
    const items = 'watchlists/default/items';
    const { body } = await api.askJson('POST', items, { tickers: ['BRK.B', 'BRK/B', 'XLON:TWIN'] });
    expect(body['tracked']).to.equal(2);
    const runs = await api.store.db.run.findMany({
      where: { trigger: 'tracked', dataset: { not: 'ownership-index' } },
      select: { request: true },
    });
    expect(runs.map(({ request }) => (request as { tickers: string[] }).tickers)).to.deep.equal([
      ['BRK-B', 'XLON:TWIN'],
      ['BRK-B', 'XLON:TWIN'],
    ]);
    for (const ticker of ['BRK%2FB', 'XLON:TWIN']) {
      expect((await api.ask('DELETE', `/api/v1/${items}/${ticker}`)).status, ticker).to.equal(204);
    }
    expect((await api.askJson('GET', items)).body['total']).to.equal(0);
  });

  it('are read from files, two spellings of one as one series, and refused by their lines', async () => {
    const csv = `ticker,date,close\nBRK.B,2026-11-12,1\nBRK/B,2026-11-13,2\nbrk-b,2026-11-13,3\nTWIN,2026-11-12,1\nNOPE,2026-11-12,1\nA B,2026-11-12,1\n`;
    const headers = { 'content-type': 'text/csv' };
    const prices = await api.ask('POST', '/api/v1/prices/import?provider=mine', { body: csv, headers });
    const { new: created, refused } = (await prices.json()) as {
      new: number;
      refused: { line: number; reason: string }[];
    };
    expect(created).to.equal(2);
    expect(refused.map(({ line }) => line)).to.deep.equal([4, 5, 6, 7]);
    expect(refused[1]?.reason).to.include('XLON:TWIN, XPAR:TWIN');
    expect(refused[3]?.reason).to.include('BRK-B').and.include('XLON:VOD');
    const actions = `ticker,date,type,ratio\nBRK.B,2026-11-12,split,2\nBRK/B,2026-11-12,split,2\nTWIN,2026-11-12,split,2\n`;
    const answer = await api.ask('POST', '/api/v1/corporate-actions/import', { body: actions, headers });
    const { errors } = (await answer.json()) as { errors: { field: string; message: string }[] };
    expect(errors.map(({ field }) => field)).to.deep.equal(['line 3', 'line 4']);
  });
});

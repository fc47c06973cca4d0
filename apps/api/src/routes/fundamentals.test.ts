import { toPeriods } from '@tickermill/collectors';
import type { ReportedFact } from '@tickermill/core';
import { CompanyFactsView, FundamentalsView, ScreenView, StockMetricsView } from '@tickermill/core/contracts';
import { storeCompanyFacts } from '@tickermill/store/datasets';
import { writeMetrics } from '@tickermill/store/fundamentals';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const [first, later] = ['0000320193-19-000119', '0000320193-20-000096'];
const year = (tag: string, value: string, restated: boolean, unit = 'USD'): ReportedFact => ({
  taxonomy: 'us-gaap',
  tag,
  unit,
  start: '2018-10-01',
  end: '2019-09-30',
  value,
  accession: restated ? later : first,
  form: '10-K',
  filed: restated ? '2020-10-30' : '2019-10-31',
  fy: restated ? 2020 : 2019,
  fp: 'FY',
});
const original = [
  year('Revenues', '260174000000', false),
  year('NetIncomeLoss', '55256000000', false),
  year('EarningsPerShareDiluted', '11.88', false, 'USD/shares'),
];
const restated = [...original, year('Revenues', '260000000000', true)];

describe('the API of fundamentals', () => {
  let api: ServedApi;
  const store = (facts: readonly ReportedFact[], sha256: string) =>
    api.store.transaction((tx) =>
      storeCompanyFacts(tx, [
        {
          cik: '0000320193',
          name: 'Apple Inc.',
          facts: [...facts],
          periods: toPeriods(facts),
          oddities: [],
          url: 'https://data.sec.gov/api/xbrl/companyfacts/CIK0000320193.json',
          documentSha256: sha256.repeat(64),
          parserVersion: 1,
        },
      ]),
    );
  before(async () => {
    api = await serveApi();
    await store(original, 'a');
    await store(restated, 'b');
    await api.store.db
      .$executeRaw`INSERT INTO corporate_actions (instrument_id, date, type, known_from, ratio, provider)
        SELECT instrument_id, '2020-08-31', 'split', now(), 4, 'yahoo' FROM symbols WHERE symbol = 'AAPL'`;
  });
  after(() => api.close());

  const figuresOf = async (query = '') => {
    const view = FundamentalsView.parse((await api.askJson('GET', `fundamentals/AAPL${query}`)).body);
    return { view, figures: view.periods[0]?.figures };
  };

  it('gives the figures as they are known now, per share after splits, with their source and what they were', async () => {
    const { view, figures } = await figuresOf();
    expect(view.periods.map(({ period, fiscal_year, currency }) => [period, fiscal_year, currency])).to.deep.equal([
      ['FY', 2019, 'USD'],
    ]);
    expect(figures?.revenue).to.deep.include({
      value: '260000000000',
      accession: later,
      how: 'reported',
      reason: null,
    });
    expect(figures?.eps_diluted).to.deep.include({ value: '2.97', split_factor: '4', accession: first });
    expect(figures?.capex).to.deep.equal({ value: null, split_factor: null, reason: 'not-stated' });
    expect(view.revisions.map(({ replaced_at: _, ...each }) => each)).to.deep.equal([
      {
        period: 'FY',
        end: '2019-09-30',
        figure: 'revenue',
        before: '260174000000',
        after: '260000000000',
        cause: 'restated',
      },
    ]);
    expect(view).to.include({ last_filed: '2020-10-30', basis: 'split', as_of: null });
  });

  it('gives them as filed, and as of a day', async () => {
    expect((await figuresOf('?basis=filed')).figures?.eps_diluted).to.deep.include({
      value: '11.88',
      split_factor: null,
    });
    const { figures } = await figuresOf('?as_of=2020-10-29');
    expect(figures?.revenue).to.deep.include({ value: '260174000000', accession: first });
    expect((await figuresOf('?as_of=2019-10-30')).view.periods).to.deep.equal([]);
    expect((await figuresOf('?period=quarter')).view.periods).to.deep.equal([]);
  });

  it('gives every version of a fact, and rows as CSV', async () => {
    const facts = async (query: string) =>
      CompanyFactsView.parse((await api.askJson('GET', `fundamentals/AAPL/facts${query}`)).body).items;
    expect((await facts('?tag=us-gaap:Revenues')).map(({ value, filed }) => [value, filed])).to.deep.equal([
      ['260174000000', '2019-10-31'],
      ['260000000000', '2020-10-30'],
    ]);
    expect(await facts('?tag=ifrs-full:Revenues')).to.deep.equal([]);
    expect(await facts('?as_of=2019-12-31')).to.have.length(3);
    const csv = await api.ask('GET', '/api/v1/fundamentals/AAPL?basis=filed', { headers: { accept: 'text/csv' } });
    expect((await csv.text()).split('\n').slice(0, 2)).to.deep.equal([
      'ticker,period,fiscal_year,start,end,currency,revenue,gross_profit,operating_income,net_income,eps_basic,eps_diluted,diluted_shares,operating_cash_flow,capex,free_cash_flow,dividends_paid,dividends_per_share,cash,assets,liabilities,total_debt,equity',
      'AAPL,FY,2019,2018-10-01,2019-09-30,USD,260000000000,,,55256000000,,11.88,,,,,,,,,,,',
    ]);
  });

  it('screens stocks by bounds of their metrics, and gives those of one', async () => {
    const metric = (name: string, value: string | null) => ({
      metric: name,
      value,
      reason: value === null ? 'not-positive' : null,
      asOf: '2026-11-19',
      provider: 'yahoo',
      flags: [],
    });
    for (const [id, pe, growth] of [
      [1n, '14.5', '0.2'],
      [2n, null, '0.1'],
    ] as const) {
      const metrics = [metric('price', '100'), metric('pe', pe), metric('eps_cagr_5y', growth)];
      await writeMetrics(api.store.sql, { instrumentId: id, version: 1 }, metrics);
    }
    const screened = async (query: string) => {
      const view = ScreenView.parse((await api.askJson('GET', `metrics?${query}`)).body);
      return [view.total, ...view.items.map(({ ticker }) => ticker)];
    };
    expect(await screened('max_pe=15&min_eps_cagr_5y=0.15&sort=peg')).to.deep.equal([1, 'AAPL']);
    expect(await screened('max_pe=14.4')).to.deep.equal([0]);
    expect(await screened('sort=eps_cagr_5y')).to.deep.equal([2, 'MSFT', 'AAPL']);
    expect(await screened('sort=-eps_cagr_5y&limit=1')).to.deep.equal([2, 'AAPL']);
    expect(await screened('sort=pe'), 'null comes last').to.deep.equal([2, 'AAPL', 'MSFT']);
    const csv = await api.ask('GET', '/api/v1/metrics?sort=pe&limit=1', { headers: { accept: 'text/csv' } });
    const lines = (await csv.text()).trim().split('\n');
    expect(lines[0]).to.match(/^ticker,name,price,market_cap,eps_ttm,pe,/);
    expect(
      lines.slice(1).map((line) => line.split(',')[0]),
      'all that pass',
    ).to.deep.equal(['AAPL', 'MSFT']);
    expect((await api.askJson('GET', 'metrics?max_pee=15')).status).to.equal(422);
    expect((await api.askJson('GET', 'metrics')).body['items']).to.deep.include({
      slug: 'universe-months',
      title: 'New and delisted, by month',
      kind: 'series',
    });
    const { items } = StockMetricsView.parse((await api.askJson('GET', 'fundamentals/MSFT/metrics')).body);
    expect(items.map(({ metric: name, value, reason }) => [name, value, reason])).to.deep.equal([
      ['price', '100', null],
      ['pe', null, 'not-positive'],
      ['eps_cagr_5y', '0.1', null],
    ]);
  });

  it('says when nothing was fetched yet', async () => {
    const { body } = await api.askJson('GET', 'fundamentals/MSFT');
    expect(body).to.include({ ticker: 'MSFT', fetched_at: null, last_filed: null });
    expect(body['periods']).to.deep.equal([]);
  });
});

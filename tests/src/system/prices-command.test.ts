import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toPeriods } from '@tickermill/collectors';
import { tradingCalendar } from '@tickermill/core';
import { CoverageResponse, PriceImportView, PricesView, WhyView } from '@tickermill/core/contracts';
import { storeCompanyFacts, storeFilings } from '@tickermill/store/datasets';
import { writeMetrics } from '@tickermill/store/fundamentals';
import { track } from '@tickermill/store/universe';
import { makeFiling, readParquetRows } from '@tickermill/testkit';
import { expect } from 'chai';
import { type ServedCli, serveCli } from './served-cli.fixture.ts';

/** More than are sent at once. */
const days = tradingCalendar('XNYS').tradingDaysBetween('1996-01-02', '2020-12-31');

describe('prices on the command line', () => {
  let cli: ServedCli;
  before(async () => {
    cli = await serveCli();
  });
  after(() => cli.close());

  const run = (...args: string[]) => cli.run(...args);
  const inFolder = (name: string) => path.join(cli.folder, name);
  const counts = async (...args: string[]) => {
    const { code, said } = await run('import', 'prices', ...args, '--json');
    const { rows, new: created, unchanged, refused } = PriceImportView.parse(JSON.parse(said));
    return { code, rows, created, unchanged, refused };
  };

  it('brings in a CSV of more lines than go at once, names the bad ones, and finds it unchanged the second time', async () => {
    const file = inFolder('history.csv');
    const lines = days.map((day, place) => `AAPL,${day},${place}.000001,USD`);
    writeFileSync(file, ['ticker,date,close,currency', ...lines, 'AAPL,2020-12-25,1,USD', ''].join('\n'));
    const refused = [{ line: days.length + 2, reason: 'date: XNYS was closed' }];
    const rows = days.length + 1;
    const [args, none] = [[file, '--provider', 'mine'], { code: 1, rows, refused }];
    expect(await counts(...args, '--dry-run')).to.deep.equal({ ...none, created: days.length, unchanged: 0 });
    expect(await counts(...args)).to.deep.equal({ ...none, created: days.length, unchanged: 0 });
    expect(await counts(...args)).to.deep.equal({ ...none, created: 0, unchanged: days.length });
  });

  it('writes them as Parquet, and takes its own Parquet back as unchanged', async () => {
    const file = inFolder('AAPL.parquet');
    const written = await run('prices', 'AAPL', '--format', 'parquet', '--output', file);
    expect(written.code, written.said).to.equal(0);
    const { rows } = readParquetRows(readFileSync(file));
    const { bars } = PricesView.parse(JSON.parse((await run('prices', 'AAPL', '--format', 'json')).said));
    expect(rows).to.deep.equal(bars.map((bar) => ({ ticker: 'AAPL', ...bar })));
    const { code, created, unchanged } = await counts(file, '--provider', 'mine');
    expect([code, created, unchanged]).to.deep.equal([0, 0, days.length]);
  });

  it('prints what a company has reported, and the stocks that pass a screen', async () => {
    const { store } = cli;
    const about = { accession: '0000320193-19-000119', form: '10-K', filed: '2019-10-31', fy: 2019, fp: 'FY' };
    const [start, end] = ['2018-10-01', '2019-09-30'];
    const tag = { taxonomy: 'us-gaap', tag: 'NetIncomeLoss', unit: 'USD', value: '55256000000' };
    const facts = [{ ...tag, start, end, ...about }];
    await store.transaction((tx) =>
      storeCompanyFacts(tx, [
        {
          cik: '0000320193',
          name: 'Apple Inc.',
          facts,
          periods: toPeriods(facts),
          oddities: [],
          url: 'https://data.sec.gov/api/xbrl/companyfacts/CIK0000320193.json',
          documentSha256: 'a'.repeat(64),
          parserVersion: 1,
        },
      ]),
    );
    const figures = await run('fundamentals', 'AAPL');
    expect(figures.code, figures.said).to.equal(0);
    expect(figures.said).to.match(/FY 2019 +2019-09-30 +USD +– +55,256 m/);
    expect((await run('fundamentals', 'AAPL', '--facts', 'NetIncomeLoss')).said).to.match(
      /us-gaap:NetIncomeLoss .*55256000000 +USD +10-K/,
    );
    const metrics = [{ metric: 'price', value: '100', reason: null, asOf: end, provider: 'yahoo', flags: [] }];
    const apple = await store.db.symbol.findFirstOrThrow({ where: { symbol: 'AAPL' } });
    await writeMetrics(store.sql, { instrumentId: apple.instrumentId, version: 1 }, metrics);
    expect((await run('screen', '--max', 'price=100')).said).to.match(/1 stock\n[\s\S]*AAPL +Apple Inc\. +100 /);
    expect(await run('screen', '--max', 'price')).to.include({ code: 2 });
  });

  it('writes those of a watchlist, and its trades, and wants one of the two', async () => {
    await cli.store.transaction(async (tx) => {
      await storeFilings(tx, [makeFiling()]);
      const apple = await tx.symbol.findFirstOrThrow({ where: { symbol: 'AAPL' } });
      await track(tx, 'mine', [apple.instrumentId]);
    });
    const lines = (await run('prices', '--watchlist', 'mine', '--from', '2020-12-31', '--format', 'ndjson')).said;
    expect(JSON.parse(lines)).to.include({ ticker: 'AAPL', date: '2020-12-31' });
    const { said } = await run('trades', '--watchlist', 'mine', '--filed-from', '2026-11-19');
    expect(said).to.match(/ticker +date +insider[\s\S]*AAPL +2026-11-18 +Doe Jane/);
    const both = await run('trades', 'AAPL', '--watchlist', 'mine');
    expect([both.code, both.said.split('\n')[0]]).to.deep.equal([2, 'Name tickers or --watchlist, not both.']);
  });

  it('says what is covered, and why a day is not', async () => {
    const { said } = await run('coverage', 'AAPL', '--json');
    const [coverage] = CoverageResponse.parse(JSON.parse(said)).items;
    expect(coverage?.covered).to.deep.equal([{ from: '1996-01-02', to: '2020-12-31' }]);
    const printed = (await run('coverage', 'AAPL')).said;
    expect(printed).to.match(/missing +2021-01-04 +\d{4}-\d\d-\d\d +[\d,]+/);
    const why = (await run('why', 'AAPL', '2020-12-25')).said;
    expect(why).to.equal(
      'XNYS was closed on 2020-12-25, Christmas Day; the sessions around it are 2020-12-24 and 2020-12-28.\n',
    );
    const evidence = WhyView.parse(JSON.parse((await run('why', 'AAPL', '2020-12-24', '--json')).said));
    expect(evidence.because.reason).to.equal('covered');
    const company = (await run('why', 'AAPL')).said;
    expect(company).to.match(/^The facts of AAPL were .*the last report in them was filed on 2019-10-31\. /);
    expect(company).to.contain('Its profile was never asked for.');
  });

  it('refreshes the stocks that are named, and keeps the report', async () => {
    const forecast = (await run('refresh', '--only', 'AAPL', '--dry-run')).said;
    expect(forecast)
      .to.match(/dry run of the named tickers/)
      .and.match(/sec-edgar +\d+/);
    expect(await run('refresh', '--profile', 'hourly')).to.include({ code: 2 });
    expect((await run('report')).said).to.contain('nothing was refreshed yet');
    expect(await run('report', '4711')).to.include({ code: 1 });
  });

  it('brings in corporate actions, all or none', async () => {
    const file = inFolder('actions.csv');
    writeFileSync(file, 'ticker,date,type,ratio,amount\nAAPL,2020-08-31,split,4,\nAAPL,never,split,4,\n');
    const refused = await run('import', 'corporate-actions', file);
    expect([refused.code, refused.said]).to.deep.equal([
      2,
      'line 3: date: must be a calendar day, YYYY-MM-DD\nCorrect it and repeat the command; --help says what is allowed.\n',
    ]);
    writeFileSync(file, 'ticker,date,type,ratio,amount\nAAPL,2020-08-31,split,4,\n');
    const done = await run('import', 'corporate-actions', file);
    expect([done.code, done.said]).to.deep.equal([0, '  ✓ 1 row: 1 new, 0 changed, 0 unchanged\n']);
  });

  it('says which file cannot be read', async () => {
    const { code, said } = await run('import', 'prices', inFolder('none.csv'), '--provider', 'mine');
    expect(code).to.equal(1);
    expect(said).to.include('none.csv cannot be read.');
  });
});

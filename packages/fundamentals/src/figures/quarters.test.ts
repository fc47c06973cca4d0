import type { FigureName } from '@tickermill/core';
import { expect } from 'chai';
import type { FigureOptions } from './figure.ts';
import { figuresOf, listed, quarter, read, report, stated, toDate, year } from './invented-facts.fixture.ts';

const tenK = report('10-K', '2025-02-10', { fy: 2024, fp: 'FY' });
const tenQ = (position: number) =>
  report('10-Q', `2024-${String(position * 3 + 2).padStart(2, '0')}-01`, { fy: 2024, fp: `Q${position}` });

/** The quarters of 2024 of invented facts. */
const of = (id: FigureName, facts: Parameters<typeof figuresOf>[0], options?: FigureOptions) =>
  listed(figuresOf(facts, options).quarters, id).map((text) => text.slice(5));

const ocf = 'NetCashProvidedByUsedInOperatingActivities';
const eps = 'EarningsPerShareDiluted in USD/shares';

describe('quarters of facts', () => {
  const yearOnly = stated(tenK, 'Revenues', year(2024), 100);

  it('are three months as reported, and the fourth is the year without nine months', () => {
    const { quarters } = figuresOf([
      yearOnly,
      [1, 2, 3].map((at) => stated(tenQ(at), 'Revenues', quarter(2024, at), 20 + at)),
      stated(tenQ(3), 'Revenues', toDate(2024, 3), 65),
    ]);
    expect(listed(quarters, 'revenue')).to.deep.equal(['2024 Q1: 21', '2024 Q2: 22', '2024 Q3: 23', '2024 Q4: 35']);
    expect(quarters.map(({ start, end }) => [start, end])).to.deep.equal([1, 2, 3, 4].map((at) => quarter(2024, at)));
    const fourth = quarters[3]?.figures.revenue;
    expect(fourth?.value === null ? null : fourth?.provenance).to.include({
      how: 'derived',
      accession: tenK.accession,
    });
  });

  it('have a fourth of the year without three quarters where nine months are missing, and none without a quarter', () => {
    const quarters = [1, 2, 3].map((at) => stated(tenQ(at), 'Revenues', quarter(2024, at), 20 + at));
    expect(of('revenue', [yearOnly, quarters])).to.deep.equal(['Q1: 21', 'Q2: 22', 'Q3: 23', 'Q4: 34']);
    expect(of('revenue', [yearOnly, quarters.slice(1)])).to.deep.equal(['Q2: 22', 'Q3: 23']);
  });

  it('say that an operand is missing in a row that other figures make', () => {
    const { quarters } = figuresOf([
      yearOnly,
      stated(tenK, 'NetIncomeLoss', year(2024), 10),
      stated(tenQ(3), 'NetIncomeLoss', toDate(2024, 3), 6),
    ]);
    expect(
      quarters.map((row) => [row.period, read(row, 'revenue'), read(row, 'net_income'), read(row, 'capex')]),
    ).to.deep.equal([['Q4', 'operand-missing', '4', 'not-stated']]);
  });

  it('have a fourth as reported, where it is', () => {
    const nine = stated(tenQ(3), 'Revenues', toDate(2024, 3), 65);
    expect(of('revenue', [yearOnly, nine, stated(tenK, 'Revenues', quarter(2024, 4), 34)])).to.deep.equal(['Q4: 34']);
  });

  it('of cash flows are differences of stretches from the beginning of the year', () => {
    const flows = [30, 50, 90].map((value, at) => stated(tenQ(at + 1), ocf, toDate(2024, at + 1), value));
    const ofYear = stated(tenK, ocf, year(2024), 100);
    expect(of('operating_cash_flow', [ofYear, flows])).to.deep.equal(['Q1: 30', 'Q2: 20', 'Q3: 40', 'Q4: 10']);
    const table = stated(report('10-Q', '2025-08-01'), ocf, quarter(2024, 2), 21);
    expect(of('operating_cash_flow', [ofYear, flows, table])).to.deep.equal(['Q1: 30', 'Q2: 20', 'Q3: 40', 'Q4: 10']);
    expect(of('operating_cash_flow', [ofYear, flows.slice(1), table])).to.deep.equal(['Q2: 21', 'Q3: 40', 'Q4: 10']);
  });

  it('subtract stretches whose beginnings are at most four days apart', () => {
    const from = (start: string) => [
      stated(tenK, ocf, year(2024), 100),
      stated(tenQ(3), ocf, [start, '2024-09-30'], 60),
      stated(tenQ(3), ocf, toDate(2024, 2), 50),
    ];
    expect(of('operating_cash_flow', from('2024-01-05'))).to.deep.equal(['Q3: 10', 'Q4: 40']);
    expect(of('operating_cash_flow', from('2024-01-06'))).to.deep.equal([]);
  });

  it('never subtract one tag or currency from another', () => {
    const nine = stated(tenQ(3), 'SalesRevenueNet', toDate(2024, 3), 65);
    expect(of('revenue', [yearOnly, nine])).to.deep.equal([]);
    const inEuro = stated(tenQ(3), 'Revenues in EUR', toDate(2024, 3), 65);
    expect(of('revenue', [yearOnly, inEuro])).to.deep.equal([]);
    // The year in the tag of nine months, too: then the quarter comes of both, though the year’s figure does not.
    const { annual, quarters } = figuresOf([yearOnly, nine, stated(tenK, 'SalesRevenueNet', year(2024), 99)]);
    expect([...listed(annual, 'revenue'), ...listed(quarters, 'revenue')]).to.deep.equal(['2024: 100', '2024 Q4: 34']);
  });

  it('never subtract averages of shares', () => {
    const shares = 'WeightedAverageNumberOfDilutedSharesOutstanding in shares';
    const row = figuresOf([
      yearOnly,
      stated(tenQ(3), 'Revenues', toDate(2024, 3), 65),
      stated(tenK, shares, year(2024), 1000),
      stated(tenQ(3), shares, toDate(2024, 3), 900),
    ]).quarters[0];
    expect(row && [row.period, read(row, 'diluted_shares')]).to.deep.equal(['Q4', 'not-additive']);
  });

  const earnings = (values: readonly number[], by = tenQ) =>
    values.map((value, at) => stated(by(at + 1), eps, quarter(2024, at + 1), value));

  it('have earnings per share of the year without three quarters, never without nine months', () => {
    const ofYear = [stated(tenK, eps, year(2024), 6.08), yearOnly];
    expect(of('eps_diluted', [ofYear, earnings([2.18, 1.53, 1.4])])).to.deep.equal([
      'Q1: 2.18',
      'Q2: 1.53',
      'Q3: 1.4',
      'Q4: 0.97',
    ]);
    const nine = [stated(tenQ(3), eps, toDate(2024, 3), 5.11), stated(tenQ(3), 'Revenues', toDate(2024, 3), 60)];
    expect(of('eps_diluted', [ofYear, nine])).to.deep.equal(['Q4: operand-missing']);
    expect(of('eps_diluted', [ofYear, nine, stated(tenQ(2), eps, toDate(2024, 2), 3)])).to.deep.equal([
      'Q4: operand-missing',
    ]);
  });

  it('have declared dividends of a share as a difference too', () => {
    const declared = 'CommonStockDividendsPerShareDeclared in USD/shares';
    const facts = [
      stated(tenK, declared, year(2024), 0.98),
      yearOnly,
      stated(tenQ(3), declared, toDate(2024, 3), 0.73),
      stated(tenQ(3), 'Revenues', toDate(2024, 3), 60),
    ];
    expect(of('dividends_per_share', facts)).to.deep.equal(['Q4: 0.25']);
  });

  it('have no fourth quarter of operands that count different shares', () => {
    const ofYear = [stated(tenK, eps, year(2024), 8), yearOnly, stated(tenQ(3), 'Revenues', toDate(2024, 3), 60)];
    const restated = report('10-Q', '2025-05-10', { fy: 2025, fp: 'Q1' });
    const quarters = [...earnings([2, 2, 2]), stated(restated, eps, quarter(2024, 1), 0.5)];
    const splits = (effective: string) => ({ splits: [{ effective, factor: '4' }] });
    const fourth = (options?: FigureOptions) => of('eps_diluted', [ofYear, quarters], options).at(-1);
    expect(fourth(splits('2025-03-01'))).to.equal('Q4: mixed-basis');
    expect(fourth(splits('2025-05-10'))).to.equal('Q4: mixed-basis');
    // A split before all of the reports, or after, is the same for all.
    expect(fourth(splits('2024-03-01'))).to.equal('Q4: 3.5');
    expect(fourth(splits('2025-05-11'))).to.equal('Q4: 3.5');
    expect(fourth({ asOf: '2025-05-09', ...splits('2025-03-01') })).to.equal('Q4: 2');
  });

  it('tell a split by averages of shares that reports restate', () => {
    const shares = 'WeightedAverageNumberOfDilutedSharesOutstanding in shares';
    const ofYear = [stated(tenK, eps, year(2024), 8), yearOnly, stated(tenQ(3), 'Revenues', toDate(2024, 3), 60)];
    const restated = report('10-Q', '2025-05-10', { fy: 2025, fp: 'Q1' });
    const fourth = (before: number, after: number) =>
      of('eps_diluted', [
        ofYear,
        earnings([2, 2, 2]),
        stated(restated, eps, quarter(2024, 1), 0.5),
        stated(tenQ(1), shares, quarter(2024, 1), before),
        stated(restated, shares, quarter(2024, 1), after),
      ]).at(-1);
    expect(fourth(1_000_000, 4_000_000)).to.equal('Q4: mixed-basis');
    expect(fourth(1_000_000, 3_961_000)).to.equal('Q4: mixed-basis');
    expect(fourth(1_000_000, 1_500_000)).to.equal('Q4: mixed-basis');
    expect(fourth(1_000_000, 100_000)).to.equal('Q4: mixed-basis');
    expect(fourth(1_000_000, 1_000_000)).to.equal('Q4: 3.5');
    expect(fourth(1_000_000, 1_030_000)).to.equal('Q4: 3.5');
  });

  it('stay as filed, with the splits since', () => {
    const splits = [
      { effective: '2020-08-31', factor: '4' },
      { effective: '2025-02-10', factor: '2' },
      { effective: '2025-02-11', factor: '3' },
      { effective: '2026-01-01', factor: '0.5' },
    ];
    const { annual } = figuresOf([stated(tenK, eps, year(2024), 9.21), yearOnly], { splits });
    const { eps_diluted, revenue } = annual[0]?.figures ?? {};
    expect(eps_diluted?.value).to.equal('9.21');
    expect(eps_diluted?.value === null ? null : eps_diluted?.provenance.splitFactor).to.equal('1.5');
    expect(revenue?.value === null ? null : revenue?.provenance.splitFactor).to.equal('1');
  });

  it('count money per share in units of shares alone', () => {
    const inUnit = (unit: string) =>
      read(
        figuresOf([yearOnly, stated(tenK, `EarningsPerShareDiluted in ${unit}`, year(2024), 2)]).annual[0],
        'eps_diluted',
      );
    expect(['USD/shares', 'USD/share'].map(inUnit)).to.deep.equal(['2', '2']);
    for (const unit of ['USD/bbl', 'USD/shares_unit', 'USD/PartnershipUnit', 'USD', 'pure']) {
      expect(inUnit(unit), unit).to.equal('not-stated');
    }
    const inEuro = stated(report('10-K/A', '2025-03-01'), 'EarningsPerShareDiluted in EUR/shares', year(2024), 2);
    expect(read(figuresOf([yearOnly, inEuro]).annual[0], 'eps_diluted')).to.equal('other-currency');
  });

  it('find their place in years of 52 weeks with quarters of twelve and sixteen', () => {
    const weeks = report('10-K', '2024-10-09', { fy: 2024 });
    const by = (filed: string) => report('10-Q', filed);
    const { quarters } = figuresOf([
      stated(weeks, 'Revenues', ['2023-09-04', '2024-09-01'], 254),
      stated(by('2023-12-14'), 'Revenues', ['2023-09-04', '2023-11-26'], 58),
      stated(by('2024-03-07'), 'Revenues', ['2023-11-27', '2024-02-18'], 58),
      stated(by('2024-05-30'), 'Revenues', ['2024-02-19', '2024-05-12'], 59),
    ]);
    expect(listed(quarters, 'revenue')).to.deep.equal(['2024 Q1: 58', '2024 Q2: 58', '2024 Q3: 59', '2024 Q4: 79']);
    expect(quarters[3]).to.include({ start: '2024-05-13', end: '2024-09-01' });
  });

  it('add up to twelve months behind the last year', () => {
    const next = (position: number) => report('10-Q', `2025-0${position * 3 + 2}-01`, { fy: 2025, fp: `Q${position}` });
    const facts = [yearOnly, stated(tenK, eps, year(2024), 6.08), stated(tenQ(1), eps, quarter(2024, 1), 2.18)];
    const trailing = (more: Parameters<typeof figuresOf>[0], options?: FigureOptions) => {
      const found = figuresOf([...facts, ...more], options).trailing;
      return [found?.end, found && (found.epsDiluted.value ?? found.epsDiluted.reason)];
    };
    expect(trailing([])).to.deep.equal(['2024-12-31', '6.08']);
    const first = stated(next(1), eps, quarter(2025, 1), 2.4);
    expect(trailing([first])).to.deep.equal(['2025-03-31', '6.3']);
    expect(trailing([first], { splits: [{ effective: '2025-04-01', factor: '2' }] })).to.deep.equal([
      '2025-03-31',
      '4.35',
    ]);
    const second = stated(next(2), eps, toDate(2025, 2), 5);
    expect(trailing([first, second])).to.deep.equal(['2025-06-30', 'operand-missing']);
    expect(trailing([first, second, stated(next(2), eps, toDate(2024, 2), 4)])).to.deep.equal(['2025-06-30', '7.08']);
  });
});

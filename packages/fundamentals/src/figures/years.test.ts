import { expect } from 'chai';
import { figuresOf, listed, quarter, read, report, stated, toDate, year } from './invented-facts.fixture.ts';
import { dayNumber, dayOf, spanOf } from './spans.ts';

const tenK = (of: number, changes = {}) => report('10-K', `${of + 1}-02-10`, { fy: of, fp: 'FY', ...changes });

describe('years of facts', () => {
  it('are told by the periods of facts, never by fy and fp of the report', () => {
    const by = tenK(2024);
    const { annual, quarters } = figuresOf([2022, 2023, 2024].map((of) => stated(by, 'NetIncomeLoss', year(of), of)));
    expect(listed(annual, 'net_income')).to.deep.equal(['2022: 2022', '2023: 2023', '2024: 2024']);
    expect(quarters).to.deep.equal([]);
  });

  it('count periodic reports alone, however late others repeat or round a figure', () => {
    const own = stated(tenK(2024), 'NetIncomeLoss', year(2024), 319066000);
    for (const form of ['DEF 14A', '424B5', '8-K', '8-K/A', 'S-1', 'ARS', '10-K405X', 'NT 10-K']) {
      const later = stated(report(form, '2025-04-01'), 'NetIncomeLoss', year(2024), 319065);
      expect(read(figuresOf([own, later]).annual[0], 'net_income'), form).to.equal('319066000');
      expect(figuresOf([later]).annual, form).to.deep.equal([]);
    }
    for (const form of ['10-K/A', '10-KT', '10-Q', '10-Q/A', '10-QT/A', '20-F', '20-F/A', '40-F', '6-K', '6-K/A']) {
      const later = stated(report(form, '2025-04-01'), 'NetIncomeLoss', year(2024), 5);
      expect(read(figuresOf([own, later]).annual[0], 'net_income'), form).to.equal('5');
    }
  });

  it('take what was filed last, of one day the higher accession, and of an amendment what it restates', () => {
    const first = tenK(2024);
    const amendment = report('10-K/A', '2025-05-01');
    const sameDay = report('10-K/A', '2025-05-01', { accession: '0000000001-25-000001' });
    const { annual } = figuresOf([
      stated(amendment, 'NetIncomeLoss', year(2024), 2),
      stated(sameDay, 'NetIncomeLoss', year(2024), 3),
      stated(first, 'NetIncomeLoss', year(2024), 1),
      stated(first, 'Revenues', year(2024), 10),
    ]);
    expect([read(annual[0], 'net_income'), read(annual[0], 'revenue')]).to.deep.equal(['2', '10']);
  });

  it('are known by what was filed up to a day', () => {
    const facts = [
      stated(tenK(2023), 'NetIncomeLoss', year(2023), 1),
      stated(tenK(2024), 'NetIncomeLoss', year(2023), 2),
      stated(tenK(2024), 'NetIncomeLoss', year(2024), 3),
    ];
    const known = (asOf: string) => listed(figuresOf(facts, { asOf }).annual, 'net_income');
    expect(known('2024-02-09')).to.deep.equal([]);
    expect(known('2024-02-10')).to.deep.equal(['2023: 1']);
    expect(known('2025-02-09')).to.deep.equal(['2023: 1']);
    expect(known('2025-02-10')).to.deep.equal(['2023: 2', '2024: 3']);
  });

  it('tell quarters, half years, nine months and years by their length', () => {
    const edges = { quarter: [80, 100], half: [170, 195], 'nine-months': [260, 290], year: [350, 380] } as const;
    for (const [span, [least, most]] of Object.entries(edges)) {
      expect([least - 1, least, most, most + 1].map(spanOf), span).to.deep.equal([null, span, span, null]);
    }
    expect(dayOf(dayNumber('2024-02-29') + 1)).to.equal('2024-03-01');
  });

  it('are those that annual reports state for revenue, net income or operating cash flow', () => {
    const by = (form: string, tag: string) =>
      figuresOf([stated(report(form, '2025-02-10'), tag, year(2024), 1)]).annual;
    for (const tag of ['Revenues', 'NetIncomeLoss', 'NetCashProvidedByUsedInOperatingActivities']) {
      expect(by('10-K', tag), tag).to.have.length(1);
      expect(by('10-Q', tag), tag).to.have.length(0);
    }
    expect(by('10-K', 'GrossProfit')).to.have.length(0);
    expect(by('10-K', 'EarningsPerShareBasic in USD/shares')).to.have.length(0);
    expect(by('40-F/A', 'ifrs-full:ProfitLoss in CAD')).to.have.length(1);
  });

  it('are one if their ends are at most ten days apart', () => {
    const of = (end: string) =>
      figuresOf([
        stated(tenK(2024), 'NetIncomeLoss', year(2024), 1),
        stated(tenK(2024), 'Revenues', ['2024-01-08', end], 2),
      ]).annual.map((row) => [row.end, read(row, 'net_income'), read(row, 'revenue')]);
    expect(of('2025-01-10')).to.deep.equal([['2025-01-10', '1', '2']]);
    // Eleven days later begins before the last year ended, and so is none.
    expect(of('2025-01-11')).to.deep.equal([['2024-12-31', '1', 'not-stated']]);
  });

  it('end on the day that most reports name', () => {
    const weeks: [string, string] = ['2022-01-03', '2023-01-01'];
    const { annual } = figuresOf([
      stated(tenK(2022), 'Revenues', weeks, 1),
      stated(tenK(2022), 'NetIncomeLoss', weeks, 2),
      stated(tenK(2023), 'NetCashProvidedByUsedInOperatingActivities', year(2022), 3),
    ]);
    expect(annual.map(({ start, end }) => [start, end])).to.deep.equal([weeks]);
    expect(read(annual[0], 'operating_cash_flow')).to.equal('3');
  });

  it('leave out twelve months of a new calendar that overlap the old one', () => {
    const june = (of: number): [string, string] => [`${of - 1}-07-01`, `${of}-06-30`];
    const old = report('10-K', '2015-08-20', { fy: 2015 });
    const transition = report('10-KT', '2016-02-20', { fy: 2015 });
    const next = report('10-K', '2017-02-20', { fy: 2016 });
    const facts = [
      ...[2013, 2014, 2015].map((of) => stated(old, 'Revenues', june(of), of)),
      stated(transition, 'Revenues', ['2015-07-01', '2015-12-31'], 600),
      stated(transition, 'Revenues', ['2014-07-01', '2014-12-31'], 500),
      stated(transition, 'Revenues', year(2014), 1000),
      stated(next, 'Revenues', year(2016), 1200),
      stated(next, 'Revenues', year(2015), 1100),
      stated(next, 'Revenues', ['2015-07-01', '2015-12-31'], 601),
    ];
    const { annual, quarters, transitions } = figuresOf(facts);
    expect(listed(annual, 'revenue')).to.deep.equal(['2013: 2013', '2014: 2014', '2015: 2015', '2016: 1200']);
    expect(quarters).to.deep.equal([]);
    expect(listed(transitions, 'revenue')).to.deep.equal(['2015 T: 601']);
    // Before the first whole year the transition report is all that is known of it.
    expect(listed(figuresOf(facts, { asOf: '2016-12-31' }).transitions, 'revenue')).to.deep.equal(['2015 T: 600']);
  });

  it('count quarters from the end of a transition period on', () => {
    const { quarters } = figuresOf([
      stated(report('10-K', '2015-08-20', { fy: 2015 }), 'Revenues', ['2014-07-01', '2015-06-30'], 1),
      stated(report('10-KT', '2016-02-20', { fy: 2015 }), 'Revenues', ['2015-07-01', '2015-12-31'], 2),
      stated(report('10-Q', '2016-05-10', { fy: 2016, fp: 'Q1' }), 'Revenues', quarter(2016, 1), 3),
    ]);
    expect(listed(quarters, 'revenue')).to.deep.equal(['2016 Q1: 3']);
  });

  const labelOf = (end: string, fy: number | null, later: number | null = null) => {
    const days: [string, string] = [dayOf(dayNumber(end) - 364), end];
    const next: [string, string] = [dayOf(dayNumber(end) + 1), dayOf(dayNumber(end) + 364)];
    const after = report('10-K', '2026-06-01', { fy: later });
    return figuresOf([
      stated(report('10-K', '2025-06-01', { fy }), 'Revenues', days, 1),
      stated(after, 'Revenues', days, 1),
      stated(after, 'Revenues', next, 1),
    ]).annual[0]?.fiscalYear;
  };

  it('are labelled by the first report of their own, if it names the year of the end or the one before', () => {
    expect(labelOf('2025-02-01', 2024)).to.equal(2024);
    expect(labelOf('2025-01-31', 2025)).to.equal(2025);
    expect(labelOf('2025-02-01', 2024, 2025)).to.equal(2024);
    expect(labelOf('2025-02-01', 2023)).to.equal(2025);
    expect(labelOf('2025-02-01', 2026)).to.equal(2025);
    expect(labelOf('2025-01-07', null)).to.equal(2024);
    expect(labelOf('2025-01-08', null)).to.equal(2025);
  });

  it('are not labelled by a report that shows them for comparison', () => {
    const { annual } = figuresOf([
      stated(tenK(2024), 'Revenues', ['2023-01-29', '2024-02-03'], 1),
      stated(tenK(2024), 'Revenues', ['2024-02-04', '2025-02-01'], 2),
    ]);
    expect(annual.map(({ fiscalYear }) => fiscalYear)).to.deep.equal([2024, 2024]);
  });

  it('are no year of a shell once another company reports under its CIK', () => {
    const shell = report('10-K', '2024-03-01', { fy: 2023 });
    const merged = report('10-Q', '2024-08-10');
    const facts = [
      stated(shell, 'NetIncomeLoss', year(2023), 7),
      stated(shell, 'AssetsHeldInTrustNoncurrent', '2023-12-31', 90),
      stated(shell, 'Assets', '2023-12-31', 100),
      stated(merged, 'NetIncomeLoss', quarter(2024, 2), -5),
    ];
    expect(figuresOf(facts).annual).to.deep.equal([]);
    expect(listed(figuresOf(facts, { asOf: '2024-08-09' }).annual, 'net_income')).to.deep.equal(['2023: 7']);
    const own = stated(report('10-K', '2025-03-01', { fy: 2024 }), 'NetIncomeLoss', year(2023), -40);
    expect(listed(figuresOf([...facts, own]).annual, 'net_income')).to.deep.equal(['2023: -40']);
    // A trust of less than 80 % of the assets is that of an operating company.
    const others = [...facts.slice(0, 2), stated(shell, 'Assets', '2023-12-31', 113), ...facts.slice(3)];
    expect(listed(figuresOf(others).annual, 'net_income')).to.deep.equal(['2023: 7']);
    // The merged company shows the shell's balance sheet for comparison, and goes on reporting.
    const comparative = [
      stated(merged, 'AssetsHeldInTrustNoncurrent', '2023-12-31', 90),
      stated(merged, 'Assets', '2023-12-31', 100),
      stated(merged, 'Assets', '2024-06-30', 500),
      stated(report('10-Q', '2024-11-10'), 'NetIncomeLoss', quarter(2024, 3), -6),
    ];
    expect(
      listed(figuresOf([...facts, ...comparative, own]).quarters, 'net_income').map((text) => text.slice(5)),
    ).to.deep.equal(['Q2: -5', 'Q3: -6']);
    const told = figuresOf([...facts.slice(0, 1), own], { shellUntil: '2024-03-01' });
    expect(listed(told.annual, 'net_income')).to.deep.equal(['2023: -40']);
  });

  it('join those of a predecessor', () => {
    const before = [2018, 2019].map((of) =>
      stated(tenK(of, { accession: `0000000002-20-00000${of - 2018}` }), 'Revenues', year(of), of),
    );
    const own = [2020, 2021].map((of) => stated(tenK(of), 'Revenues', year(of), of));
    expect(listed(figuresOf([own, before]).annual, 'revenue')).to.deep.equal(
      [2018, 2019, 2020, 2021].map((of) => `${of}: ${of}`),
    );
  });

  it('are none of a period that ends after its report was filed', () => {
    const by = tenK(2024);
    const facts = [stated(by, 'Revenues', year(2024), 1), stated(by, 'Revenues', year(2042), 2)];
    expect(listed(figuresOf(facts).annual, 'revenue')).to.deep.equal(['2024: 1']);
  });

  it('are none of a company that reports its cover page alone', () => {
    const { annual, quarters, transitions, trailing } = figuresOf([
      stated(tenK(2024), 'dei:EntityCommonStockSharesOutstanding in shares', '2025-01-31', 5),
    ]);
    expect([annual, quarters, transitions, trailing]).to.deep.equal([[], [], [], null]);
  });

  it('of a company without an annual report yet are counted by what its quarterly reports are called', () => {
    const { annual, quarters } = figuresOf([
      stated(report('10-Q', '2024-11-10', { fy: 2025, fp: 'Q2' }), 'Revenues', ['2024-04-01', '2024-09-30'], 5),
      stated(report('10-Q', '2024-11-10', { fy: 2025, fp: 'Q2' }), 'Revenues', ['2024-07-01', '2024-09-30'], 3),
      stated(report('10-Q', '2024-11-10', { fy: 2025, fp: 'Q2' }), 'Revenues', ['2023-07-01', '2023-09-30'], 2),
    ]);
    expect(annual).to.deep.equal([]);
    expect(listed(quarters, 'revenue')).to.deep.equal(['2024 Q2: 2', '2025 Q2: 3']);
  });

  it('without a report of their own keep their quarters', () => {
    const { quarters } = figuresOf([
      stated(tenK(2020), 'Revenues', year(2020), 10),
      stated(report('10-Q', '2021-05-10'), 'Revenues', quarter(2021, 1), 3),
      stated(report('10-Q', '2021-08-10'), 'Revenues', toDate(2021, 2), 7),
      stated(tenK(2022), 'Revenues', year(2022), 20),
    ]);
    expect(listed(quarters, 'revenue')).to.deep.equal(['2021 Q1: 3', '2021 Q2: 4']);
  });
});

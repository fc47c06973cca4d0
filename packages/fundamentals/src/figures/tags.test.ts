import type { FigureName } from '@tickermill/core';
import { expect } from 'chai';
import { figuresOf, listed, quarter, read, report, stated, toDate, year } from './invented-facts.fixture.ts';

const tenK = report('10-K', '2025-02-10', { fy: 2024, fp: 'FY' });
const day = '2024-12-31';

/** A figure of 2024, of what the annual report states. */
const of = (id: FigureName, values: Record<string, number>, more: Parameters<typeof figuresOf>[0] = []) => {
  const facts = Object.entries(values).map(([tag, value]) => {
    const isInstant = /Debt|Borrowing|Obligation|CommercialPaper|NotesPayable|Liabilit|Equity|Minority/.test(tag);
    return stated(tenK, tag, isInstant ? day : year(2024), value);
  });
  return read(figuresOf([stated(tenK, 'NetIncomeLoss', year(2024), 1), facts, ...more]).annual[0], id);
};

const excluding = 'RevenueFromContractWithCustomerExcludingAssessedTax';
const including = 'RevenueFromContractWithCustomerIncludingAssessedTax';

describe('tags of a figure', () => {
  it('are asked in the order of their list, period by period', () => {
    const { annual } = figuresOf([
      stated(tenK, 'NetIncomeLoss', year(2023), 5),
      stated(tenK, 'ProfitLoss', year(2023), 6),
      stated(tenK, 'ProfitLoss', year(2024), 7),
    ]);
    expect(listed(annual, 'net_income')).to.deep.equal(['2023: 5', '2024: 7']);
    expect(of('capex', { PaymentsToAcquireProductiveAssets: 3, PaymentsForCapitalImprovements: 4 })).to.equal('3');
    expect(of('dividends_paid', { PaymentsOfDividends: 3, PaymentsOfDividendsCommonStock: 2 })).to.equal('2');
  });

  it('of revenue give the total, unless it is smaller in the same report', () => {
    expect(of('revenue', { Revenues: 10, [excluding]: 9 })).to.equal('10');
    expect(of('revenue', { Revenues: 10, [excluding]: 10 })).to.equal('10');
    expect(of('revenue', { Revenues: 10, [excluding]: 11 })).to.equal('11');
    const other = report('10-K/A', '2024-12-01');
    expect(of('revenue', { Revenues: 10 }, [stated(other, excluding, year(2024), 11)])).to.equal('10');
    expect(of('revenue', { [excluding]: 9, RegulatedAndUnregulatedOperatingRevenue: 10 })).to.equal('10');
    expect(of('revenue', { [excluding]: 5, RealEstateRevenueNet: 100 })).to.equal('100');
    expect(of('revenue', { SalesRevenueGoodsNet: 5, SalesRevenueServicesNet: 3 })).to.equal('8');
    expect(of('revenue', { SalesRevenueGoodsNet: 5 })).to.equal('5');
  });

  it('of revenue compare the same months of a report', () => {
    const by = report('10-Q', '2024-08-01');
    const { quarters } = figuresOf([
      stated(tenK, 'Revenues', year(2024), 100),
      stated(by, 'Revenues', quarter(2024, 2), 20),
      stated(by, excluding, toDate(2024, 2), 41),
      stated(report('10-Q', '2024-05-01'), excluding, quarter(2024, 1), 20),
    ]);
    expect(listed(quarters, 'revenue')).to.deep.equal(['2024 Q1: 20', '2024 Q2: 20']);
  });

  it('of revenue leave out excise', () => {
    expect(of('revenue', { [including]: 12, [excluding]: 10 })).to.equal('10');
    expect(of('revenue', { Revenues: 10, [including]: 12, [excluding]: 10 })).to.equal('10');
    expect(of('revenue', { [including]: 12 })).to.equal('12');
  });

  it('of revenue add interest and other income of a bank without a total', () => {
    const bank = { InterestIncomeExpenseNet: 60, NoninterestIncome: 40 };
    expect(of('revenue', bank)).to.equal('100');
    expect(of('revenue', { ...bank, [excluding]: 15 })).to.equal('100');
    expect(of('revenue', { ...bank, Revenues: 99 })).to.equal('99');
    expect(of('revenue', { ...bank, RevenuesNetOfInterestExpense: 98 })).to.equal('98');
    expect(of('revenue', { InterestIncomeExpenseNet: 60 })).to.equal('not-stated');
    expect(of('revenue', { InterestAndDividendIncomeOperating: 60, PremiumsEarnedNet: 50 })).to.equal('not-stated');
  });

  it('of revenue of a bank give its quarters', () => {
    const facts = ['InterestIncomeExpenseNet', 'NoninterestIncome'].flatMap((tag) => [
      stated(tenK, tag, year(2024), 100),
      stated(report('10-Q', '2024-11-01'), tag, toDate(2024, 3), 70),
      stated(report('10-Q', '2024-11-01'), tag, quarter(2024, 3), 20),
    ]);
    const { quarters } = figuresOf([stated(tenK, 'NetIncomeLoss', year(2024), 1), facts]);
    expect(listed(quarters, 'revenue')).to.deep.equal(['2024 Q3: 40', '2024 Q4: 60']);
  });

  it('of debt add what is current to what is not', () => {
    const debt = (values: Record<string, number>) => of('total_debt', values);
    expect(debt({})).to.equal('not-stated');
    expect(debt({ OperatingLeaseLiabilityNoncurrent: 5 })).to.equal('not-stated');
    expect(debt({ LongTermDebtNoncurrent: 0 })).to.equal('0');
    expect(debt({ LongTermDebtCurrent: 10, CommercialPaper: 9, LongTermDebtNoncurrent: 80 })).to.equal('99');
    expect(debt({ DebtCurrent: 20, LongTermDebtCurrent: 10, CommercialPaper: 9, LongTermDebtNoncurrent: 80 })).to.equal(
      '100',
    );
    expect(
      debt({ CommercialPaper: 9, OtherShortTermBorrowings: 3, LongTermDebtAndCapitalLeaseObligations: 80 }),
    ).to.equal('92');
    expect(debt({ ShortTermBorrowings: 11, CommercialPaper: 9, OtherShortTermBorrowings: 3 })).to.equal('11');
    expect(debt({ ConvertibleDebtCurrent: 1, ConvertibleDebtNoncurrent: 7 })).to.equal('8');
    expect(debt({ LongTermDebtCurrent: 10, NotesPayableCurrent: 2, LongTermDebtNoncurrent: 80 })).to.equal('90');
  });

  it('of debt take the current part of LongTermDebt for a part of it only where that stands beside it', () => {
    const debt = (values: Record<string, number>) => of('total_debt', values);
    expect(debt({ LongTermDebt: 90 })).to.equal('90');
    expect(debt({ LongTermDebt: 90, DebtCurrent: 15 })).to.equal('105');
    expect(debt({ LongTermDebt: 90, LongTermDebtCurrent: 10 })).to.equal('90');
    expect(debt({ LongTermDebt: 90, LongTermDebtCurrent: 10, CommercialPaper: 4 })).to.equal('94');
    expect(debt({ LongTermDebt: 90, LongTermDebtCurrent: 10, DebtCurrent: 14 })).to.equal('94');
    expect(debt({ LongTermDebt: 90, LongTermDebtCurrent: 10, LongTermDebtNoncurrent: 80 })).to.equal('90');
    expect(
      debt({ LongTermDebtAndCapitalLeaseObligationsIncludingCurrentMaturities: 90, ShortTermBorrowings: 5 }),
    ).to.equal('95');
    const current = { LongTermDebtAndCapitalLeaseObligationsCurrent: 10 };
    expect(debt({ LongTermDebtAndCapitalLeaseObligationsIncludingCurrentMaturities: 90, ...current })).to.equal('90');
  });

  it('of debt are those of the date of the balance sheet', () => {
    const before = stated(tenK, 'LongTermDebtNoncurrent', '2024-12-30', 5);
    expect(of('total_debt', {}, [before])).to.equal('not-stated');
  });

  const total = 'StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest';

  it('of equity give the parent’s', () => {
    expect(of('equity', { StockholdersEquity: -5, [total]: 9 })).to.equal('-5');
    expect(of('equity', { [total]: 9, MinorityInterest: 2 })).to.equal('7');
    expect(of('equity', { [total]: 9 })).to.equal('9');
    expect(of('equity', { LiabilitiesAndStockholdersEquity: 90 })).to.equal('not-stated');
    const minorities = stated(report('10-Q', '2024-05-01'), 'MinorityInterest', '2024-03-31', 2);
    expect(of('equity', { [total]: 9 }, [minorities])).to.equal('minorities-missing');
    expect(of('equity', { StockholdersEquity: 8, [total]: 9 }, [minorities])).to.equal('8');
  });

  it('of liabilities give what the balance sheet leaves for them', () => {
    const balance = { LiabilitiesAndStockholdersEquity: 100, StockholdersEquity: 30 };
    expect(of('liabilities', { ...balance, Liabilities: 71 })).to.equal('71');
    expect(of('liabilities', balance)).to.equal('70');
    expect(of('liabilities', { ...balance, MinorityInterest: 4 })).to.equal('66');
    expect(of('liabilities', { LiabilitiesAndStockholdersEquity: 100, [total]: 35, StockholdersEquity: 30 })).to.equal(
      '65',
    );
    expect(of('liabilities', { LiabilitiesAndStockholdersEquity: 100 })).to.equal('operand-missing');
    const temporary = 'TemporaryEquityCarryingAmountIncludingPortionAttributableToNoncontrollingInterests';
    expect(of('liabilities', { ...balance, [temporary]: 5 })).to.equal('65');
  });

  it('of free cash flow give none without capital expenditure', () => {
    const ocf = { NetCashProvidedByUsedInOperatingActivities: 10 };
    expect(of('free_cash_flow', ocf)).to.equal('operand-missing');
    expect(of('free_cash_flow', { ...ocf, PaymentsToAcquirePropertyPlantAndEquipment: 12 })).to.equal('-2');
    expect(of('free_cash_flow', { PaymentsToAcquirePropertyPlantAndEquipment: 12 })).to.equal('operand-missing');
  });
});

describe('currencies of facts', () => {
  const ocf = 'ifrs-full:CashFlowsFromUsedInOperatingActivities';

  it('are those of the report: dollars beside another currency are a convenience', () => {
    const by = report('20-F', '2025-04-17', { fy: 2024 });
    const { annual } = figuresOf([
      [2022, 2023, 2024].map((of) => stated(by, `${ocf} in TWD`, year(of), of)),
      stated(by, `${ocf} in USD`, year(2024), 60),
      stated(report('6-K', '2025-08-10'), `${ocf} in TWD`, year(2021), 2021),
      stated(report('6-K', '2025-08-10'), `${ocf} in USD`, year(2021), 50),
    ]);
    expect(annual.map((row) => [row.currency, read(row, 'operating_cash_flow')])).to.deep.equal([
      ['TWD', '2022'],
      ['TWD', '2023'],
      ['TWD', '2024'],
    ]);
  });

  it('change with the report that states a period last, for all figures of a row', () => {
    const first = report('40-F', '2023-03-01', { fy: 2022 });
    const second = report('20-F', '2024-03-01', { fy: 2023 });
    const { annual } = figuresOf([
      [2021, 2022].flatMap((of) => [
        stated(first, `${ocf} in CAD`, year(of), of),
        stated(first, 'ifrs-full:Revenue in CAD', year(of), 10),
      ]),
      [2022, 2023].map((of) => stated(second, `${ocf} in USD`, year(of), of - 600)),
    ]);
    expect(annual.map((row) => [row.currency, read(row, 'operating_cash_flow'), read(row, 'revenue')])).to.deep.equal([
      ['CAD', '2021', '10'],
      ['USD', '1422', 'other-currency'],
      ['USD', '1423', 'not-stated'],
    ]);
  });
});

describe('the scale of facts', () => {
  const first = report('10-K', '2024-02-10', { fy: 2023 });
  const later = report('10-K', '2025-02-10', { fy: 2024 });
  const quarters = [1, 2, 3].map((at) =>
    stated(report('10-Q', '2023-11-01'), 'Revenues', quarter(2023, at), 25_000_000),
  );
  const of = (before: number, after: number, more = quarters) => {
    const facts = [stated(first, 'Revenues', year(2023), before), stated(later, 'Revenues', year(2023), after)];
    const figure = figuresOf([facts, more]).annual[0]?.figures.revenue;
    return figure?.value === null ? figure.reason : `${figure?.value} ${figure?.provenance.flags}`;
  };

  it('is wrong where a value is a thousand or a million times what was filed before, against the quarters', () => {
    expect(of(100_000_000, 100_000_000_000)).to.equal('100000000 scale');
    expect(of(100_000_000, 100_000_000_000_000)).to.equal('100000000 scale');
    expect(of(100_000_000, 100_000)).to.equal('100000000 scale');
    expect(of(100_000_000, 100_500_000_000)).to.equal('100000000 scale');
  });

  it('is right where the quarters agree with the later value, where there are none, and at other factors', () => {
    expect(of(100_000, 100_000_000)).to.equal('100000000 ');
    expect(of(100_000_000, 100_000_000_000, [])).to.equal('100000000000 ');
    expect(of(100_000_000, 10_000_000_000)).to.equal('10000000000 ');
    expect(of(100_000_000, 110_000_000)).to.equal('110000000 ');
  });
});

import type { Company } from '../../market/company.ts';
import { drawsFor } from '../../random.ts';
import type { Report, StatedFigure } from './statements.ts';

type Unit = 'USD' | 'USD/shares' | 'shares';

const tags: Readonly<Record<StatedFigure, readonly [tag: string, unit: Unit]>> = {
  revenue: ['Revenues', 'USD'],
  gross_profit: ['GrossProfit', 'USD'],
  operating_income: ['OperatingIncomeLoss', 'USD'],
  net_income: ['NetIncomeLoss', 'USD'],
  eps_basic: ['EarningsPerShareBasic', 'USD/shares'],
  eps_diluted: ['EarningsPerShareDiluted', 'USD/shares'],
  diluted_shares: ['WeightedAverageNumberOfDilutedSharesOutstanding', 'shares'],
  operating_cash_flow: ['NetCashProvidedByUsedInOperatingActivities', 'USD'],
  capex: ['PaymentsToAcquirePropertyPlantAndEquipment', 'USD'],
  dividends_paid: ['PaymentsOfDividendsCommonStock', 'USD'],
  cash: ['CashAndCashEquivalentsAtCarryingValue', 'USD'],
  assets: ['Assets', 'USD'],
  liabilities: ['Liabilities', 'USD'],
  debt_current: ['LongTermDebtCurrent', 'USD'],
  debt_long: ['LongTermDebtNoncurrent', 'USD'],
  equity: ['StockholdersEquity', 'USD'],
  shares_outstanding: ['CommonStockSharesOutstanding', 'shares'],
};

const contractRevenue = 'RevenueFromContractWithCustomerExcludingAssessedTax';

interface FactRow {
  readonly start?: string;
  readonly end: string;
  readonly val: number;
  readonly accn: string;
  readonly fy: number;
  readonly fp: string;
  readonly form: string;
  readonly filed: string;
}

/** The file of companyfacts about a company: what its reports state, by tag and unit. */
export function companyFactsOf(seed: number, company: Company, reports: readonly Report[]) {
  const { cik, name } = company;
  const draws = drawsFor(seed, 'facts file', cik);
  const revenueTag = draws.chance(0.5) ? contractRevenue : tags.revenue[0];
  const byTag = new Map<string, { unit: Unit; rows: FactRow[] }>();
  for (const { filing, quarter, statements } of reports) {
    const fp = quarter.number === 4 ? 'FY' : `Q${quarter.number}`;
    for (const { figure, start, end, value } of statements) {
      const [usual, unit] = tags[figure];
      const tag = figure === 'revenue' ? revenueTag : usual;
      const kept = byTag.get(tag) ?? { unit, rows: [] };
      byTag.set(tag, kept);
      const report = { accn: filing.accession, fy: quarter.year, fp, form: filing.form, filed: filing.filedOn };
      kept.rows.push({ ...(start === null ? {} : { start }), end, val: value, ...report });
    }
  }
  const gaap = [...byTag]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([tag, { unit, rows }]) => {
      const inOrder = rows.sort((a, b) => (a.end + a.filed < b.end + b.filed ? -1 : 1));
      return [tag, { label: draws.chance(0.1) ? null : tag, description: null, units: { [unit]: inOrder } }] as const;
    });
  // Newer registrants' files have their CIK as text with leading zeros.
  const written = draws.chance(0.3) ? cik : Number(cik);
  return { cik: written, entityName: name.toUpperCase(), facts: { 'us-gaap': Object.fromEntries(gaap) } };
}

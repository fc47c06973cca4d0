import { gzipSync } from 'node:zlib';

/** Tags of the statements, as EDGAR's companyfacts names them; most of a document is made of others. */
const flows = ['Revenues', 'GrossProfit', 'OperatingIncomeLoss', 'NetIncomeLoss'];
const cashFlows = [
  'NetCashProvidedByUsedInOperatingActivities',
  'PaymentsToAcquirePropertyPlantAndEquipment',
  'PaymentsOfDividends',
];
const instants = [
  'Assets',
  'Liabilities',
  'StockholdersEquity',
  'LongTermDebtCurrent',
  'LongTermDebtNoncurrent',
  'CashAndCashEquivalentsAtCarryingValue',
];
const perShare = ['EarningsPerShareBasic', 'EarningsPerShareDiluted', 'CommonStockDividendsPerShareDeclared'];
const starts = ['01-01', '04-01', '07-01', '10-01'];
const ends = ['03-31', '06-30', '09-30', '12-31'];

type Row = Record<string, string | number>;

/** A companyfacts document of fifteen years of reports, packed by gzip. `otherTags` of 10 to 160 make 0.5 to 4 MB. */
export function inventedCompanyFacts(cik: number, otherTags: number): Buffer {
  const tags = new Map<string, { unit: string; rows: Row[] }>();
  const state = (tag: string, unit: string, report: Row, end: string, start: string | null, value: number) => {
    const series = tags.get(tag) ?? { unit, rows: [] };
    series.rows.push({ ...(start !== null && { start }), end, val: value, ...report });
    tags.set(tag, series);
  };
  const others = Array.from({ length: otherTags }, (_, at) => `InventedTag${at}`);
  for (let quarter = 0; quarter < 60; quarter += 1) {
    const [year, position] = [2010 + Math.floor(quarter / 4), quarter % 4];
    const isYear = position === 3;
    const report = {
      accn: `${String(cik).padStart(10, '0')}-${String((year + 1) % 100).padStart(2, '0')}-${String(quarter).padStart(6, '0')}`,
      fy: year,
      fp: isYear ? 'FY' : `Q${position + 1}`,
      form: isYear ? '10-K' : '10-Q',
      filed: isYear ? `${year + 1}-02-15` : `${year}-${String(position * 3 + 5).padStart(2, '0')}-05`,
    };
    const value = (salt: number) => 1_000_000 + ((cik * 7919 + quarter * 104729 + salt * 1299709) % 900_000);
    for (const shown of isYear ? [year - 2, year - 1, year] : [year - 1, year]) {
      const [end = '', begin = ''] = [`${shown}-${ends[position]}`, `${shown}-01-01`];
      const three = `${shown}-${starts[position]}`;
      for (const [at, tag] of [...flows, ...others.slice(0, otherTags / 2)].entries()) {
        if (!isYear && position > 0) state(tag, 'USD', report, end, three, value(at));
        state(tag, 'USD', report, end, begin, value(at) * (position + 1));
      }
      for (const [at, tag] of cashFlows.entries()) state(tag, 'USD', report, end, begin, value(at) * (position + 1));
      for (const [at, tag] of perShare.entries()) {
        if (!isYear) state(tag, 'USD/shares', report, end, three, value(at) / 1_000_000);
        if (isYear) state(tag, 'USD/shares', report, end, begin, (value(at) * 4) / 1_000_000);
      }
      for (const [at, tag] of [...instants, ...others.slice(otherTags / 2)].entries()) {
        state(tag, 'USD', report, end, null, value(at) * 10);
      }
    }
  }
  const gaap = Object.fromEntries(
    [...tags].map(([tag, { unit, rows }]) => [
      tag,
      { label: tag, description: `${tag} of the invented company`, units: { [unit]: rows } },
    ]),
  );
  return gzipSync(JSON.stringify({ cik, entityName: `Invented ${cik}`, facts: { 'us-gaap': gaap } }));
}

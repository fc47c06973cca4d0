import { strToU8, zipSync } from 'fflate';
import type { ServedList } from '../market/listed/listed-market.ts';

const header = [
  ...[
    'TIDM',
    'Issuer Name',
    'Instrument Name',
    'ISIN',
    'MiFIR Identifier Code',
    'ICB Industry',
    'ICB Super-Sector Name',
  ],
  ...['Start Date', 'Country of Incorporation', 'Trading Currency', 'Security Mkt Cap (in £m)', 'LSE Market'],
];
/** `1 July 2026`. */
const inWords = (day: string) =>
  new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The workbook of a month: all equity, and its shares again. A broken one states one instrument more than it holds. */
export function instrumentList({ day, shape, instruments }: ServedList): Buffer {
  const rows = instruments.map(({ exchangeSymbol, name, isin, kind, currency }, nth) => {
    const [issuer = '', instrument = 'ORD GBP0.01'] = name.split(' - ');
    const code = kind === 'etf' ? 'ETFS' : 'SHRS';
    const market = nth % 3 === 2 ? 'AIM' : 'MAIN MARKET';
    return [
      exchangeSymbol,
      issuer,
      instrument,
      isin ?? '',
      code,
      'Industrials',
      'Industrials',
      30_000 + nth,
      'United Kingdom',
      currency,
      nth + 1,
      market,
    ];
  });
  const stated = rows.length + (shape === 'broken' ? 1 : 0);
  const sheet = (title: string, all: readonly Row[], count: number): Row[] => [
    [title],
    [`As at ${inWords(day)}`],
    [`Number of Instruments: ${count.toLocaleString('en-US')}`],
    [],
    header,
    ...all,
  ];
  const shares = rows.filter((row) => row[4] === 'SHRS');
  return workbook({
    '1.0 All Equity': sheet('All Equity', rows, stated),
    '1.1 Shares': sheet('Shares', shares, shares.length),
  });
}

/** A file of a month is the same whenever it is written. */
const mtime = '2000-01-01T00:00:00';

type Row = readonly (string | number)[];

/** A workbook (XLSX) of sheets by name: a zip of XML, texts written where they stand. */
function workbook(sheets: Readonly<Record<string, readonly Row[]>>): Buffer {
  const names = Object.keys(sheets);
  const list = names.map((name, nth) => `<sheet name="${name}" sheetId="${nth + 1}" r:id="rId${nth + 1}"/>`).join('');
  const links = names
    .map((_, nth) => `<Relationship Id="rId${nth + 1}" Target="worksheets/sheet${nth + 1}.xml"/>`)
    .join('');
  const files = [
    ['xl/workbook.xml', `<workbook><sheets>${list}</sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `<Relationships>${links}</Relationships>`],
    ...Object.values(sheets).map((rows, nth) => [`xl/worksheets/sheet${nth + 1}.xml`, worksheet(rows)] as const),
  ] as const;
  return Buffer.from(zipSync(Object.fromEntries(files.map(([name, text]) => [name, strToU8(text)])), { mtime }));
}

function worksheet(rows: readonly Row[]): string {
  const toCell = (cell: string | number, reference: string) =>
    typeof cell === 'number'
      ? `<c r="${reference}"><v>${cell}</v></c>`
      : `<c r="${reference}" t="inlineStr"><is><t>${cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></is></c>`;
  const toRow = (row: Row, nth: number) =>
    `<row r="${nth + 1}">${row.map((cell, at) => toCell(cell, `${String.fromCharCode(65 + at)}${nth + 1}`)).join('')}</row>`;
  return `<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>${rows.map(toRow).join('')}</sheetData></worksheet>`;
}

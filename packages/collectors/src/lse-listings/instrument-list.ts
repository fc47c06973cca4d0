import { type ListedKind, type Listing, toListedSymbol } from '@tickermill/core';
import {
  columnsOf,
  currencyOf,
  dayInWords,
  isinOf,
  type ListingRow,
  sortedFlags,
  toListing,
  untrusted,
} from '../listing-file.ts';
import { parsePriceExplorer } from './price-explorer.ts';
import { openWorkbook, type SheetRow, type Workbook } from './workbook.ts';

const columns = {
  symbol: ['TIDM'],
  issuer: ['Issuer Name'],
  instrument: ['Instrument Name'],
  isin: ['ISIN'],
  code: ['MiFIR Identifier Code'],
  currency: ['Trading Currency'],
} as const;
const further = { market: ['LSE Market'] } as const;

/** MiFIR's codes of instruments. What is none of these is `other`. */
const kindOfCode: Readonly<Record<string, ListedKind>> = {
  SHRS: 'stock',
  DPRS: 'adr',
  ETFS: 'etf',
  ETCS: 'note',
  ETNS: 'note',
  BOND: 'bond',
  CRFT: 'certificate',
  SFPS: 'certificate',
  SDRV: 'certificate',
};

/** What the words of an instrument's name say where its code says share or other. */
const kindOfWords: readonly (readonly [ListedKind, RegExp])[] = [
  ['warrant', /\bWTS?\b|\bWARRANTS?\b|\bSUBSCRIPTION SH/i],
  ['right', /\b(?:NIL|FULLY) PAID RIGHTS\b|\bRIGHTS?\b/i],
  ['preferred', /\bPREF\b|\bPRF\b|\bPREFERENCE\b|\bPREFERRED\b/i],
  ['adr', /\b(?:ADR|ADS|GDR|GDS)S?\b|\bDEPOSITARY\b/i],
  ['unit', /\bUNITS?\b/i],
];

/** The header stands below a title, the day and the count of the sheet, about line 9. */
const preambleRows = 30;

/**
 * The instrument list of London, a workbook: all of its equity sheet, and its exchange-traded commodities and notes.
 * Every sheet states its day and how many instruments it holds.
 * @throws {PipelineError} `LISTING_STRUCTURE`, `LISTING_CUT_OFF` or `LISTING_CONTRADICTORY`: it cannot be trusted.
 */
export function parseLse(bytes: Buffer): Listing {
  // What people save of the site is JSON of its price explorer.
  if (/^\s*[[{]/.test(bytes.toString('latin1', 0, 20))) return parsePriceExplorer(bytes);
  const workbook = openWorkbook(bytes);
  const read = sheetsOf(workbook).map((name) => readSheet(workbook, name));
  const asOf = read.map((sheet) => sheet.asOf).find((day) => day !== null) ?? null;
  return toListing('lse', bytes, { asOf, rows: read.flatMap(({ rows }) => rows) });
}

/** The sheet of all equity, or those of its parts; and the sheets of commodities and notes. */
function sheetsOf({ sheets }: Workbook): string[] {
  const all = sheets.filter((name) => /^1\.0\b/.test(name));
  const parts = sheets.filter((name) => /^1\.[1-9]/.test(name));
  const equity = all.length > 0 ? all : parts;
  if (equity.length === 0) {
    const column = '1.0 All Equity';
    throw untrusted('LISTING_STRUCTURE', 'lse', `has no sheet "${column}"; it has ${sheets.join(', ')}.`, { column });
  }
  return [...equity, ...sheets.filter((name) => /^2\.[1-9].*\bET[CN]s?\b/i.test(name))];
}

function readSheet(workbook: Workbook, name: string): { asOf: string | null; rows: ListingRow[] } {
  const all = workbook.rows(name);
  const isHeader = ({ cells }: SheetRow) => cells.some((cell) => cell.trim().toUpperCase() === 'TIDM');
  const place = all.slice(0, preambleRows).findIndex(isHeader);
  const at = columnsOf('lse', all[place]?.cells ?? [], columns, further);
  const rows = all.slice(place + 1).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const second = rows.find(isHeader);
  if (second) {
    const why = `has a second header in row ${second.number} of "${name}".`;
    throw untrusted('LISTING_STRUCTURE', 'lse', why, { line: second.number });
  }
  const preamble = all.slice(0, place).flatMap(({ cells }) => cells);
  const cell = ({ cells }: SheetRow, index: number | undefined) =>
    index === undefined ? '' : (cells[index] ?? '').trim();
  const listed = rows.filter((row) => cell(row, at.isin) !== '' || cell(row, at.symbol) !== '');
  const stated = countOf(preamble);
  if (stated !== null && stated !== listed.length) {
    const why = `states ${stated} instruments in "${name}" and holds ${listed.length}.`;
    throw untrusted('LISTING_CUT_OFF', 'lse', why);
  }
  return {
    asOf:
      preamble
        .filter((text) => /\bas at\b/i.test(text))
        .map(dayInWords)
        .find((day) => day !== null) ?? null,
    rows: listed.map((row): ListingRow => {
      const place = { line: row.number, text: row.cells.join(' | ') };
      const exchangeSymbol = cell(row, at.symbol);
      if (exchangeSymbol === '') return { ...place, reason: 'has no TIDM' };
      const isin = isinOf(cell(row, at.isin));
      const instrument = cell(row, at.instrument);
      const kind = kindOf(cell(row, at.code).toUpperCase(), instrument);
      return {
        ...place,
        instrument: {
          symbol: toListedSymbol(exchangeSymbol, 'XLON'),
          exchangeSymbol,
          name: nameOf(kind, cell(row, at.issuer), instrument),
          mic: 'XLON',
          kind,
          currency: currencyOf(cell(row, at.currency).toUpperCase()),
          isin: isin.isin,
          statusFlags: sortedFlags([...isin.flags, ...(cell(row, at.market).toUpperCase() === 'AIM' ? ['aim'] : [])]),
        },
      };
    }),
  };
}

/** `Number of Instruments: 2,208`, in one cell or two. */
function countOf(preamble: readonly string[]): number | null {
  const place = preamble.findIndex((text) => /number of instruments/i.test(text));
  if (place === -1) return null;
  const [text = '', next = ''] = preamble.slice(place).filter((each) => each.trim() !== '');
  const digits = (/([\d,]+)\s*$/.exec(text.trim())?.[1] ?? next.trim()).replaceAll(',', '');
  return /^\d+$/.test(digits) ? Number(digits) : null;
}

function kindOf(code: string, instrument: string): ListedKind {
  const kind = kindOfCode[code];
  if (kind !== undefined && kind !== 'stock') return kind;
  return kindOfWords.find(([, words]) => words.test(instrument))?.[0] ?? kind ?? 'other';
}

/** The company of a share; what is not the share of its issuer is told apart by the name of the instrument. */
const nameOf = (kind: ListedKind, issuer: string, instrument: string) =>
  kind === 'stock' || instrument === '' ? issuer || instrument : [issuer, instrument].filter(Boolean).join(' - ');

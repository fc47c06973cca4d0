import { type ListedKind, type Listing, toListedSymbol } from '@tickermill/core';
import {
  columnsOf,
  currencyOf,
  isinOf,
  type ListingRow,
  linesOf,
  refuseTornRow,
  sortedFlags,
  textOf,
  toDay,
  toListing,
  untrusted,
} from '../listing-file.ts';

const columns = {
  status: ['Instrument Status'],
  name: ['Instrument'],
  isin: ['ISIN'],
  symbol: ['Mnemonic'],
  mic: ['MIC Code'],
  kind: ['Instrument Type'],
} as const;
const further = {
  productStatus: ['Product Status', 'Market Segment Status'],
  group: ['Product Assignment Group Description'],
  home: ['Primary Market MIC Code'],
  currency: ['Currency'],
  settled: ['Settlement Currency'],
} as const;

const kindOfType: Readonly<Record<string, ListedKind>> = {
  CS: 'stock',
  ETF: 'etf',
  ETC: 'note',
  ETN: 'note',
  BOND: 'bond',
  FUN: 'fund',
  FUND: 'fund',
  MF: 'fund',
  PS: 'preferred',
  SR: 'right',
  WAR: 'warrant',
};

/** Lines before the header: the market, and the day of the file. */
const preambleLines = 10;

/**
 * `t7-xetr-allTradableInstruments.csv`: everything that is traded on Xetra, most of it foreign. A line whose primary
 * market is another has the flag `home-xnas`; one that is not active has its status as a flag (`inactive`).
 * @throws {PipelineError} `LISTING_STRUCTURE`, `LISTING_CUT_OFF` or `LISTING_CONTRADICTORY`: it cannot be trusted.
 */
export function parseXetra(bytes: Buffer): Listing {
  const lines = linesOf('xetra', textOf('xetra', bytes)).map((row) => ({
    ...row,
    fields: row.text.split(';').map((field) => field.trim()),
  }));
  const isHeader = ({ fields }: { fields: readonly string[] }) =>
    fields.some((field) => field.toLowerCase() === 'instrument status') ||
    (fields.some((field) => field.toLowerCase() === 'isin') && fields.length > 3);
  const place = lines.slice(0, preambleLines).findIndex(isHeader);
  const header = lines[place]?.fields ?? [];
  const at = columnsOf('xetra', header, columns, further);
  if (at.currency === undefined && at.settled === undefined) {
    const column = 'Settlement Currency';
    throw untrusted('LISTING_STRUCTURE', 'xetra', `has no column "${column}" in its header.`, { column });
  }
  const rows = lines.slice(place + 1);
  const second = rows.find(isHeader);
  if (second) {
    throw untrusted('LISTING_STRUCTURE', 'xetra', `has a second header in line ${second.line}.`, { line: second.line });
  }
  refuseTornRow('xetra', header, rows);
  const preamble = lines.slice(0, place).map(({ text }) => text);
  const isOther = preamble
    .map((text) => /^market:\s*;\s*(\w+)/i.exec(text)?.[1])
    .find((market) => market !== undefined);
  if (isOther !== undefined && isOther !== 'XETR') {
    throw untrusted('LISTING_STRUCTURE', 'xetra', `says that it is of ${isOther}.`);
  }
  const field = (row: (typeof rows)[number], index: number | undefined) =>
    index === undefined ? '' : (row.fields[index] ?? '');
  const isActive = (row: (typeof rows)[number]) => field(row, at.status).toLowerCase() === 'active';
  const active = new Set(rows.filter(isActive).map((row) => field(row, at.symbol)));

  const listed = rows.map((row): ListingRow => {
    const exchangeSymbol = field(row, at.symbol);
    const mic = field(row, at.mic);
    const type = field(row, at.kind).toUpperCase();
    if (exchangeSymbol === '') return { ...row, reason: 'has no mnemonic', isUsual: !isActive(row) };
    if (!isActive(row) && active.has(exchangeSymbol)) {
      return { ...row, reason: 'is not active; another has its mnemonic', isUsual: true };
    }
    if (mic !== 'XETR') return { ...row, reason: `market "${mic}" is not Xetra's` };
    const name = field(row, at.name);
    const isin = isinOf(field(row, at.isin));
    const currency = field(row, at.currency) || field(row, at.settled);
    const home = field(row, at.home);
    return {
      ...row,
      instrument: {
        symbol: toListedSymbol(exchangeSymbol, mic),
        exchangeSymbol,
        name,
        mic,
        kind: kindOf(type, name, field(row, at.group)),
        currency: currencyOf(currency),
        isin: isin.isin,
        statusFlags: sortedFlags([
          ...isin.flags,
          ...[field(row, at.status), field(row, at.productStatus)].flatMap(flagOfStatus),
          ...(/^[A-Z0-9]{4}$/.test(home) && home !== 'XETR' ? [`home-${home.toLowerCase()}`] : []),
        ]),
      },
    };
  });
  return toListing('xetra', bytes, { asOf: dayOf(preamble), rows: listed });
}

/** The day of `Date Last Update:;08.11.2019`. */
function dayOf(preamble: readonly string[]): string | null {
  for (const text of preamble) {
    const [, day, month, year] = /^date last update:\s*;\s*(\d{1,2})\.(\d{1,2})\.(\d{4})/i.exec(text) ?? [];
    if (day !== undefined) return toDay(Number(year), Number(month), Number(day));
  }
  return null;
}

/** `active` is no flag; `PendingDeletion` is `pending-deletion`. */
function flagOfStatus(status: string): string[] {
  const flag = status
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
  return flag === 'active' || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(flag) ? [] : [flag];
}

/** `OTHER` are participation certificates and money market funds, which their product group tells apart. */
function kindOf(type: string, name: string, group: string): ListedKind {
  if (type === 'CS' && /\b(?:ADR|ADS|GDR|GDS)S?\b/.test(name)) return 'adr';
  const kind = kindOfType[type];
  if (kind) return kind;
  if (/FONDS|FUND/i.test(group)) return 'fund';
  return /\bPS\b|\bGEN\.?(?:\s|$)|\bGENUSS/i.test(name) ? 'certificate' : 'other';
}

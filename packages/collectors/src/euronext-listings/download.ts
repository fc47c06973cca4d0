import { type ListedKind, type Listing, toListedSymbol } from '@tickermill/core';
import {
  columnsOf,
  currencyOf,
  dayInWords,
  fieldsOf,
  isinOf,
  type ListingRow,
  linesOf,
  refuseTornRow,
  sortedFlags,
  textOf,
  toListing,
  untrusted,
} from '../listing-file.ts';
import { isBesideHome, micsOfMarket } from './markets.ts';

const columns = {
  name: ['Name'],
  isin: ['ISIN'],
  symbol: ['Symbol'],
  market: ['Market'],
  currency: ['Currency', 'Trading Currency'],
} as const;

/** The kinds that the note of a file names behind `Type :`. */
const kindOfType: ReadonlyMap<string, ListedKind> = new Map([
  ['etfs', 'etf'],
  ['funds', 'fund'],
  ['etvs', 'note'],
  ['etns', 'note'],
]);

/** What the name of a line among shares says. BSA and BSAR are the warrants of France, DS its rights. */
const kindOfWords: readonly (readonly [ListedKind, RegExp])[] = [
  ['warrant', /\bBSA(?:R|AR|NE|\d|$|[ -]|[A-Z]{2,4}\d{2}\b)|\bBSAA\w*|\bWARRANTS?\b|\bWARR?\b/],
  ['right', /\bDPS\b|\bDROITS?\b|\bRIGHTS?\b| DS(?: \d+)?$/],
  ['adr', /\b(?:ADR|ADS|GDR|GDS)S?\b/],
  ['preferred', /\bPREF\b/],
];

/**
 * The download of Euronext: one row an instrument, which may be traded on several markets. It is listed at the first
 * of them, its market of reference; the others are flags (`also-xbru`).
 * @throws {PipelineError} `LISTING_STRUCTURE`, `LISTING_CUT_OFF` or `LISTING_CONTRADICTORY`: it cannot be trusted.
 */
export function parseEuronext(bytes: Buffer): Listing {
  const text = textOf('euronext', bytes);
  const [first, ...others] = linesOf('euronext', text);
  const delimiter = [';', '\t', ','].find((each) => first?.text.includes(each)) ?? ';';
  const header = fieldsOf(first?.text ?? '', delimiter) ?? [];
  const at = columnsOf('euronext', header, columns, {});
  const table = others.map((row) => ({ ...row, fields: (fieldsOf(row.text, delimiter) ?? []).map(withoutApostrophe) }));
  // Notes stand between the header and the first row: one field, behind which some years wrote the delimiters too.
  const isNote = ({ fields }: { fields: readonly string[] }) => fields.filter((field) => field !== '').length === 1;
  const begin = table.findIndex((row) => !isNote(row));
  const notes = begin === -1 ? table : table.slice(0, begin);
  const rows = begin === -1 ? [] : table.slice(begin);
  const second = rows.find(({ fields }) => fields[at.isin]?.toLowerCase() === 'isin');
  if (second) {
    throw untrusted('LISTING_STRUCTURE', 'euronext', `has a second header in line ${second.line}.`, {
      line: second.line,
    });
  }
  refuseTornRow('euronext', header, rows);
  refuseCutInLastField(text, rows);
  const said = notes.flatMap(({ fields }) => fields[0] ?? []);
  const kindOfFile = kindSaid(said);
  const asOf = said.map(dayInWords).find((day) => day !== null) ?? null;
  const listed = rows.map((row): ListingRow => {
    const [name, isin, exchangeSymbol, market, currency] = [
      row.fields[at.name] ?? '',
      isinOf(row.fields[at.isin] ?? ''),
      row.fields[at.symbol] ?? '',
      row.fields[at.market] ?? '',
      row.fields[at.currency] ?? '',
    ];
    const [mic, ...further] = micsOfMarket(market) ?? [];
    if (exchangeSymbol === '' || exchangeSymbol === '-') return { ...row, reason: 'has no symbol', isUsual: true };
    if (mic === undefined) return { ...row, reason: `market "${market}" is not known` };
    return {
      ...row,
      instrument: {
        symbol: toListedSymbol(exchangeSymbol, mic),
        exchangeSymbol,
        name,
        mic,
        kind: kindOfFile ?? kindOfWords.find(([, words]) => words.test(name))?.[0] ?? 'stock',
        currency: currencyOf(currency),
        isin: isin.isin,
        statusFlags: sortedFlags([
          ...isin.flags,
          ...further.map((each) => `also-${each.toLowerCase()}`),
          ...(isBesideHome(mic) ? ['foreign'] : []),
        ]),
      },
    };
  });
  return toListing('euronext', bytes, { asOf, rows: listed });
}

/** The text form writes an apostrophe before values, so that spreadsheets take them for text. */
const withoutApostrophe = (field: string) => field.replace(/^'/, '').trim();

/** The kind of a whole file, by the note that says what it is of; null for one of shares. */
function kindSaid(notes: readonly string[]): ListedKind | null {
  const type = notes
    .map((note) => /\btype\s*:\s*(\w+)/i.exec(note)?.[1]?.toLowerCase())
    .find((each) => each !== undefined);
  return kindOfType.get(type ?? '') ?? (notes.some((note) => /\bETFS?\b/i.test(note)) ? 'etf' : null);
}

/** A file without a line end may have lost the end of its last field: then that has another form than those above. */
function refuseCutInLastField(text: string, rows: readonly { readonly fields: readonly string[] }[]): void {
  if (/[\r\n]/.test(text.slice(text.trimEnd().length))) return;
  const form = ({ fields }: { fields: readonly string[] }) => (fields.at(-1) ?? '').replaceAll(/\d/g, '9');
  const last = rows.at(-1);
  const forms = new Set(rows.slice(0, -1).map(form));
  if (last && forms.size > 0 && !forms.has(form(last))) {
    throw untrusted('LISTING_CUT_OFF', 'euronext', 'breaks off in its last field.');
  }
}

import { type ListedKind, type Listing, type ListingId, toListedSymbol } from '@tickermill/core';
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
  name: ['Instrument Fullname', 'Name'],
  isin: ['ISIN'],
  symbol: ['Symbol'],
  market: ['Market'],
  currency: ['Currency', 'Trading Currency'],
} as const;

/** The two downloads of Euronext: its shares, and its exchange-traded products. */
type Download = Extract<ListingId, `euronext${string}`>;

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

/** What the name of a line among exchange-traded products says: notes, certificates of commodities and their like. */
const notesInWords = /\bET[CNPV]S?\b|\bNOTES?\b|\bSECURITIES\b/;

/**
 * The download of the shares of Euronext.
 * @throws {PipelineError} as `parseDownload` does
 */
export const parseEuronext = (bytes: Buffer): Listing => parseDownload('euronext', bytes);

/**
 * The download of the exchange-traded products of Euronext.
 * @throws {PipelineError} as `parseDownload` does
 */
export const parseEuronextEtfs = (bytes: Buffer): Listing => parseDownload('euronext-etfs', bytes);

/**
 * A download of Euronext: one row an instrument, which may be traded on several markets. It is listed at the first
 * of them, its market of reference; the others are flags (`also-xbru`).
 * @throws {PipelineError} `LISTING_STRUCTURE`, `LISTING_CUT_OFF` or `LISTING_CONTRADICTORY`: it cannot be trusted.
 */
function parseDownload(listing: Download, bytes: Buffer): Listing {
  const text = textOf(listing, bytes);
  const [first, ...others] = linesOf(listing, text);
  const delimiter = [';', '\t', ','].find((each) => first?.text.includes(each)) ?? ';';
  const header = fieldsOf(first?.text ?? '', delimiter) ?? [];
  const at = columnsOf(listing, header, columns, {});
  const table = others.map((row) => ({ ...row, fields: (fieldsOf(row.text, delimiter) ?? []).map(withoutApostrophe) }));
  // Notes stand between the header and the first row: one field, behind which some years wrote the delimiters too.
  const isNote = ({ fields }: { fields: readonly string[] }) => fields.filter((field) => field !== '').length === 1;
  const begin = table.findIndex((row) => !isNote(row));
  const notes = begin === -1 ? table : table.slice(0, begin);
  const rows = begin === -1 ? [] : table.slice(begin);
  const second = rows.find(({ fields }) => fields[at.isin]?.toLowerCase() === 'isin');
  if (second) {
    throw untrusted('LISTING_STRUCTURE', listing, `has a second header in line ${second.line}.`, {
      line: second.line,
    });
  }
  refuseTornRow(listing, header, rows);
  refuseCutInLastField(listing, text, rows);
  const said = notes.flatMap(({ fields }) => fields[0] ?? []);
  refuseOtherProducts(listing, said);
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
        kind: kindOfFile ?? kindOf(listing, name),
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
  return toListing(listing, bytes, { asOf, rows: listed });
}

/** The text form writes an apostrophe before values, so that spreadsheets take them for text. */
const withoutApostrophe = (field: string) => field.replace(/^'/, '').trim();

/** The kind of a whole file, by the note that says what it is of; null where its names must say it. */
function kindSaid(notes: readonly string[]): ListedKind | null {
  const type = notes
    .map((note) => /\btype\s*:\s*(\w+)/i.exec(note)?.[1]?.toLowerCase())
    .find((each) => each !== undefined);
  return kindOfType.get(type ?? '') ?? null;
}

function kindOf(listing: Download, name: string): ListedKind {
  if (listing === 'euronext') return kindOfWords.find(([, words]) => words.test(name))?.[0] ?? 'stock';
  return !/\bETF\b/i.test(name) && notesInWords.test(name.toUpperCase()) ? 'note' : 'etf';
}

/** One download in the place of the other would have every instrument of both missing. */
function refuseOtherProducts(listing: Download, notes: readonly string[]): void {
  const isOf = (words: RegExp) => notes.some((note) => words.test(note));
  const found = isOf(/\b(?:ETFS?|TRACKERS)\b/i) ? 'euronext-etfs' : isOf(/\bEQUITIES\b/i) ? 'euronext' : listing;
  if (found === listing) return;
  const products = found === 'euronext' ? 'shares' : 'exchange-traded products';
  throw untrusted('LISTING_STRUCTURE', listing, `is the list of ${products}, by its note.`);
}

/** A file without a line end may have lost the end of its last field: then that has another form than those above. */
function refuseCutInLastField(
  listing: Download,
  text: string,
  rows: readonly { readonly fields: readonly string[] }[],
): void {
  if (/[\r\n]/.test(text.slice(text.trimEnd().length))) return;
  const form = ({ fields }: { fields: readonly string[] }) => (fields.at(-1) ?? '').replaceAll(/\d/g, '9');
  const last = rows.at(-1);
  const forms = new Set(rows.slice(0, -1).map(form));
  if (last && forms.size > 0 && !forms.has(form(last))) {
    throw untrusted('LISTING_CUT_OFF', listing, 'breaks off in its last field.');
  }
}

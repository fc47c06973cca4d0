// What the lists of all exchanges share: text, tables, columns by name, and the checks of a whole list.

import { createHash } from 'node:crypto';
import { Isin, ListedInstrument, type Listing, type ListingId, PipelineError, unstorable } from '@tickermill/core';

type ListingCode = 'LISTING_STRUCTURE' | 'LISTING_CUT_OFF' | 'LISTING_CONTRADICTORY';

/** The exchanges of each listing, for people. */
const exchangesOf: Readonly<Record<ListingId, string>> = {
  nasdaq: 'Nasdaq',
  other: 'NYSE, NYSE American, Arca, Cboe',
  euronext: 'Euronext',
  'euronext-etfs': 'Euronext',
  lse: 'London',
  xetra: 'Xetra',
  kospi: 'KOSPI',
  kosdaq: 'KOSDAQ',
  konex: 'KONEX',
  'krx-etfs': 'KRX',
};

/** Upstream text within a reason may be of any length. */
const maxReason = 500;

/** The error of a list that cannot be trusted; the detail names the listing, its exchanges and what else is given. */
export function untrusted(
  code: ListingCode,
  listing: ListingId,
  why: string,
  detail: { readonly column?: string; readonly line?: number } = {},
): PipelineError {
  const said = why.slice(0, maxReason).replaceAll(unstorable, '\uFFFD');
  return new PipelineError(code, `The list ${listing} (${exchangesOf[listing]}) ${said}`, {
    detail: { listing, exchange: exchangesOf[listing], ...detail },
  });
}

/** The title of a page stands within its first so many characters. */
const headOfPage = 10_000;

/** The text of a list: UTF-8 without its byte order mark, or Windows-1252 where the bytes are none. */
export function textOf(listing: ListingId, bytes: Buffer): string {
  if (bytes.length === 0) throw untrusted('LISTING_CUT_OFF', listing, 'is empty.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('windows-1252').decode(bytes);
  }
  if (/^\s*</.test(text)) {
    const title = /<title[^>]*>([^<]*)</i.exec(text.slice(0, headOfPage))?.[1]?.trim().slice(0, 100);
    throw untrusted('LISTING_STRUCTURE', listing, `is a page${title ? ` titled "${title}"` : ''}, and no list.`);
  }
  if (text.includes('\0')) throw untrusted('LISTING_STRUCTURE', listing, 'is not text.');
  return text;
}

/** Xetra's lines, the longest, have under 2,500 characters. A longer one than this would cost searches of its names hours. */
const longestLine = 10_000;

/**
 * Lines that are not blank, with their numbers from 1.
 * @throws {PipelineError} `LISTING_STRUCTURE` if one is longer than any list has.
 */
export function linesOf(listing: ListingId, text: string): { line: number; text: string }[] {
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((each, nth) => ({ line: nth + 1, text: each }))
    .filter((each) => each.text.trim() !== '');
  const long = lines.find((each) => each.text.length > longestLine);
  if (!long) return lines;
  const why = `has ${long.text.length} characters in line ${long.line}.`;
  throw untrusted('LISTING_STRUCTURE', listing, why, { line: long.line });
}

/** The fields of a line, trimmed; quotes around a field are taken off. Null if a quote does not close. */
export function fieldsOf(line: string, delimiter: string): string[] | null {
  if (!line.includes('"')) return line.split(delimiter).map((field) => field.trim());
  const fields: string[] = [];
  const quoted = /^\s*"((?:[^"]|"")*)"\s*$/;
  let open = '';
  for (const piece of line.split(delimiter)) {
    const field = open === '' ? piece : open + delimiter + piece;
    // A field that begins with a quote goes on until an even number of them has come.
    const isOpen = /^\s*"/.test(field) && (field.split('"').length - 1) % 2 === 1;
    if (isOpen) {
      open = field;
      continue;
    }
    open = '';
    fields.push((quoted.exec(field)?.[1]?.replaceAll('""', '"') ?? field).trim());
  }
  return open === '' ? fields : null;
}

/** How a column may be called, the names of all years; compared without case and blanks around them. */
export type ColumnNames<K extends string> = Readonly<Record<K, readonly string[]>>;

const plain = (name: string) => name.trim().toLowerCase().replaceAll(/\s+/g, ' ');

/**
 * Where the columns of a list stand in its header, found by name.
 * @throws {PipelineError} `LISTING_STRUCTURE` naming the first required column that is missing, or stands there twice.
 */
export function columnsOf<R extends string, O extends string>(
  listing: ListingId,
  header: readonly string[],
  required: ColumnNames<R>,
  optional: ColumnNames<O>,
): Readonly<Record<R, number>> & Readonly<Partial<Record<O, number>>> {
  const names = header.map(plain);
  const find = (aliases: readonly string[]) => {
    const alias = aliases.map(plain).find((each) => names.includes(each));
    if (alias === undefined) return undefined;
    if (names.indexOf(alias) !== names.lastIndexOf(alias)) {
      throw untrusted('LISTING_STRUCTURE', listing, `has two columns "${alias}".`, { column: alias });
    }
    return names.indexOf(alias);
  };
  const all = [...Object.entries<readonly string[]>(required), ...Object.entries<readonly string[]>(optional)];
  const at = all.flatMap(([key, aliases]) => {
    const place = find(aliases);
    if (place === undefined && key in required) {
      const column = aliases[0] ?? key;
      throw untrusted('LISTING_STRUCTURE', listing, `has no column "${column}" in its header.`, { column });
    }
    return place === undefined ? [] : [[key, place] as const];
  });
  return Object.fromEntries(at) as Readonly<Record<R, number>> & Readonly<Partial<Record<O, number>>>;
}

/**
 * Refuses a list in which a row has fewer fields than the header has names, or more that hold something: nothing in these
 * files is escaped, so that a part is missing. Delimiters at the end of a line are none.
 */
export function refuseTornRow(
  listing: ListingId,
  header: readonly string[],
  rows: readonly { readonly line: number; readonly fields: readonly string[] }[],
): void {
  const width = header.findLastIndex((name) => name !== '') + 1;
  const torn = rows.find(({ fields }) => fields.length < width || fields.slice(width).some((field) => field !== ''));
  if (!torn) return;
  const why = `has ${torn.fields.length} fields in line ${torn.line} where its header has ${width}: a part is missing.`;
  throw untrusted('LISTING_CUT_OFF', listing, why, { line: torn.line });
}

/** What one row of a list says: an instrument, or why there is none. */
export type ListingRow = { readonly line: number; readonly text: string } & (
  | { readonly instrument: ListedInstrument }
  /** `isUsual`: good lists have such rows, so that they do not count as unreadable. */
  | { readonly reason: string; readonly isUsual?: boolean }
);

/** Rows that cannot be read are left out and reported. So many, and a tenth of the list, are another kind of list. */
const fewRows = 10;
const keptOfRow = 300;

/**
 * The listing of its rows, checked as a whole.
 * @throws {PipelineError} `LISTING_STRUCTURE` if it lists nothing; `LISTING_CONTRADICTORY` if a symbol stands for two
 * instruments, or too many rows cannot be read.
 */
export function toListing(
  listing: ListingId,
  bytes: Buffer,
  { asOf, rows }: { asOf: string | null; rows: readonly ListingRow[] },
): Listing {
  const bySymbol = new Map<string, { line: number; instrument: ListedInstrument }>();
  const refused: { line: number; reason: string; text: string }[] = [];
  let unreadable = 0;
  for (const row of rows) {
    const text = row.text.slice(0, keptOfRow).replaceAll(unstorable, '');
    if ('reason' in row) {
      refused.push({ line: row.line, reason: row.reason, text });
      if (!row.isUsual) unreadable += 1;
      continue;
    }
    const { error } = ListedInstrument.safeParse(row.instrument);
    if (error) {
      const [issue] = error.issues;
      refused.push({ line: row.line, reason: `${issue?.path.join('.')} ${issue?.message}`, text });
      unreadable += 1;
      continue;
    }
    const key = `${row.instrument.mic}:${row.instrument.symbol}`;
    const former = bySymbol.get(key);
    if (former === undefined) {
      bySymbol.set(key, row);
    } else if (isSame(former.instrument, row.instrument)) {
      refused.push({ line: row.line, reason: `repeats line ${former.line}`, text });
    } else {
      const why = `gives ${row.instrument.exchangeSymbol} to two instruments, in lines ${former.line} and ${row.line}.`;
      throw untrusted('LISTING_CONTRADICTORY', listing, why, { line: row.line });
    }
  }
  if (bySymbol.size === 0) throw untrusted('LISTING_STRUCTURE', listing, 'has a header and lists nothing.');
  if (unreadable > fewRows && unreadable * 10 > rows.length) {
    const why = `has ${unreadable} of ${rows.length} rows that cannot be read; the first is refused because: ${refused[0]?.reason}.`;
    throw untrusted('LISTING_CONTRADICTORY', listing, why);
  }
  return {
    listing,
    asOf,
    contentSha256: createHash('sha256').update(bytes).digest('hex'),
    instruments: [...bySymbol.values()].map(({ instrument }) => instrument) as Listing['instruments'],
    refused,
  };
}

const isSame = (one: ListedInstrument, other: ListedInstrument) =>
  one.isin === other.isin && one.name === other.name && one.kind === other.kind;

/** An ISIN, or a flag that what stands in its place is none. */
export function isinOf(text: string): { isin: string | null; flags: string[] } {
  const isin = text.trim().toUpperCase();
  if (isin === '' || isin === '-') return { isin: null, flags: [] };
  return Isin.safeParse(isin).success ? { isin, flags: [] } : { isin: null, flags: ['isin-invalid'] };
}

/** A currency of three letters; null if it is none. */
export const currencyOf = (text: string): string | null => (/^[A-Z]{3}$/.test(text) ? text : null);

/** Flags in the alphabet's order, each once. */
export const sortedFlags = (flags: readonly string[]): string[] => [...new Set(flags)].sort();

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The day of a date in words (`04 Aug 2026`, `31 July 2026`); null if it is none. */
export function dayInWords(text: string): string | null {
  const [, day = '', month = '', year = ''] = /\b(\d{1,2})\s+([A-Za-z]{3})[a-z]*\.?\s+(\d{4})\b/.exec(text) ?? [];
  return toDay(Number(year), months.indexOf(month.toLowerCase()) + 1, Number(day));
}

/** A day of its numbers; null if there is no such day. */
export function toDay(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isDay = month >= 1 && year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay ? date.toISOString().slice(0, 10) : null;
}

import { fromNasdaqSymbol, fromTapeSymbol, type ListedKind, type Listing } from '@tickermill/core';
import {
  columnsOf,
  type ListingRow,
  linesOf,
  refuseTornRow,
  sortedFlags,
  textOf,
  toDay,
  toListing,
  untrusted,
} from '../listing-file.ts';
import { kindOfName } from './kind-of-name.ts';

/** The columns that every directory of Nasdaq's own has; the last two came in 2016. */
const nasdaqColumns = {
  symbol: ['Symbol'],
  name: ['Security Name'],
  category: ['Market Category'],
  test: ['Test Issue'],
  status: ['Financial Status'],
} as const;
const nasdaqLater = { etf: ['ETF'], nextShares: ['NextShares'] } as const;

const otherColumns = {
  symbol: ['ACT Symbol'],
  name: ['Security Name'],
  exchange: ['Exchange'],
  tape: ['CQS Symbol'],
  etf: ['ETF'],
  test: ['Test Issue'],
} as const;
const otherLater = { nasdaq: ['NASDAQ Symbol'] } as const;

const micOfExchange: ReadonlyMap<string, string> = new Map([
  ['A', 'XASE'],
  ['L', 'LTSE'],
  ['M', 'XCHI'],
  ['N', 'XNYS'],
  ['P', 'ARCX'],
  ['V', 'IEXG'],
  ['Z', 'BATS'],
]);

/** D deficient, E delinquent, Q bankrupt, and the letters of their combinations. */
const flagsOfStatus: ReadonlyMap<string, readonly string[]> = new Map([
  ['N', []],
  ['D', ['deficient']],
  ['E', ['delinquent']],
  ['Q', ['bankrupt']],
  ['G', ['deficient', 'bankrupt']],
  ['H', ['deficient', 'delinquent']],
  ['J', ['delinquent', 'bankrupt']],
  ['K', ['deficient', 'delinquent', 'bankrupt']],
]);

/**
 * `nasdaqlisted.txt`: everything that is listed on Nasdaq, test issues included (flag `test-issue`).
 * @throws {PipelineError} `LISTING_STRUCTURE`, `LISTING_CUT_OFF` or `LISTING_CONTRADICTORY`: it cannot be trusted.
 */
export function parseNasdaqListed(bytes: Buffer): Listing {
  const { header, rows, asOf } = readDirectory('nasdaq', bytes);
  const at = columnsOf('nasdaq', header, nasdaqColumns, nasdaqLater);
  if (at.nextShares !== undefined && at.etf === undefined) {
    throw untrusted('LISTING_STRUCTURE', 'nasdaq', 'has no column "ETF" in its header.', { column: 'ETF' });
  }
  const listed = rows.map((row): ListingRow => {
    const exchangeSymbol = row.fields[at.symbol] ?? '';
    const symbol = fromNasdaqSymbol(exchangeSymbol);
    const name = row.fields[at.name] ?? '';
    const status = flagsOfStatus.get(row.fields[at.status] || 'N');
    if (symbol === null) return { ...row, reason: `"${exchangeSymbol}" is no symbol` };
    if (status === undefined) return { ...row, reason: `financial status "${row.fields[at.status]}" is not known` };
    const isTest = row.fields[at.test] === 'Y';
    const isEtf = at.etf !== undefined && row.fields[at.etf] === 'Y';
    const isFund = at.nextShares !== undefined && row.fields[at.nextShares] === 'Y';
    const kind = isEtf ? 'etf' : isFund ? 'fund' : isTest ? 'other' : kindOfName(name, exchangeSymbol);
    const flags = sortedFlags([...status, ...(isTest ? ['test-issue'] : [])]);
    return { ...row, instrument: american(symbol, exchangeSymbol, name, 'XNAS', kind, flags) };
  });
  return toListing('nasdaq', bytes, { asOf, rows: listed });
}

/**
 * `otherlisted.txt`: everything that is listed on the other exchanges of the United States. Its three spellings of a
 * symbol are one: the exchange's own (`ACT Symbol`) is kept, Nasdaq's and the tape's say what its marks mean.
 * @throws {PipelineError} `LISTING_STRUCTURE`, `LISTING_CUT_OFF` or `LISTING_CONTRADICTORY`: it cannot be trusted.
 */
export function parseOtherListed(bytes: Buffer): Listing {
  const { header, rows, asOf } = readDirectory('other', bytes);
  const at = columnsOf('other', header, otherColumns, otherLater);
  const listed = rows.map((row): ListingRow => {
    const exchangeSymbol = row.fields[at.symbol] ?? '';
    const tape = row.fields[at.tape] ?? '';
    const nasdaq = (at.nasdaq === undefined ? '' : row.fields[at.nasdaq]) ?? '';
    const symbol = nasdaq === '' ? fromTapeSymbol(tape || exchangeSymbol) : fromNasdaqSymbol(nasdaq);
    const name = row.fields[at.name] ?? '';
    const exchange = row.fields[at.exchange] ?? '';
    const mic = micOfExchange.get(exchange);
    if (symbol === null || exchangeSymbol === '') return { ...row, reason: `"${exchangeSymbol}" is no symbol` };
    if (mic === undefined) return { ...row, reason: `exchange "${exchange}" is not known` };
    const isTest = row.fields[at.test] === 'Y';
    const isEtf = row.fields[at.etf] === 'Y';
    const kind = isEtf ? 'etf' : isTest ? 'other' : kindOfName(name, nasdaq || markOf(tape));
    const isWhenIssued = nasdaq.includes('#') || (nasdaq === '' && /w$/.test(tape));
    const flags = sortedFlags([...(isTest ? ['test-issue'] : []), ...(isWhenIssued ? ['when-issued'] : [])]);
    return { ...row, instrument: american(symbol, exchangeSymbol, name, mic, kind, flags) };
  });
  return toListing('other', bytes, { asOf, rows: listed });
}

/** What Nasdaq would write of the marks of the tape, as far as it says what a security is. */
const markOf = (tape: string) =>
  /p/.test(tape) ? '-' : /[./]WS/.test(tape) ? '+' : /[./]U$/.test(tape) ? '=' : /r/.test(tape) ? '^' : '';

/** All securities of these exchanges trade in dollars; the directories have no ISINs. */
function american(
  symbol: string,
  exchangeSymbol: string,
  name: string,
  mic: string,
  kind: ListedKind,
  statusFlags: string[],
) {
  return { symbol, exchangeSymbol, name, mic, kind, currency: 'USD', isin: null, statusFlags };
}

const lastLine = /^File Creation Time:\s*(\d{2})(\d{2})(\d{4})\s*\d{1,2}:\d{2}[\s|]*$/i;

/** A directory: a header, rows with as many fields, and a last line that says when it was written. */
function readDirectory(listing: 'nasdaq' | 'other', bytes: Buffer) {
  const lines = linesOf(listing, textOf(listing, bytes));
  const [first, ...others] = lines;
  if (!first?.text.includes('|')) throw untrusted('LISTING_STRUCTURE', listing, 'does not begin with a header.');
  const header = fields(first.text);
  // The required columns are looked for first: a page that is no list has no last line either.
  if (!header.some((name) => /symbol$/i.test(name))) {
    const column = listing === 'nasdaq' ? 'Symbol' : 'ACT Symbol';
    throw untrusted('LISTING_STRUCTURE', listing, `has no column "${column}" in its header.`, { column });
  }
  const end = others.findIndex(({ text }) => /^File Creation Time/i.test(text));
  const trailer = end === -1 ? undefined : others[end];
  const rows = (end === -1 ? others : others.slice(0, end)).map((row) => ({ ...row, fields: fields(row.text) }));
  const second = rows.find((row) => /symbol$/i.test(row.fields[0] ?? '') && row.fields[1] === header[1]);
  if (second)
    throw untrusted('LISTING_STRUCTURE', listing, `has a second header in line ${second.line}.`, { line: second.line });
  const [, month, day, year] = lastLine.exec(trailer?.text ?? '') ?? [];
  const asOf = toDay(Number(year), Number(month), Number(day));
  if (asOf === null) throw untrusted('LISTING_CUT_OFF', listing, 'does not end with its line "File Creation Time".');
  const after = others[end + 1];
  if (after) {
    throw untrusted('LISTING_STRUCTURE', listing, `goes on in line ${after.line}, after its last line.`, {
      line: after.line,
    });
  }
  refuseTornRow(listing, header, rows);
  return { header, rows, asOf };
}

/** There is no quoting: a quote is a letter of a name. */
const fields = (line: string) => line.split('|').map((field) => field.trim());

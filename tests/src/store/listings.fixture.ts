import type { Day, ListedInstrument, ListingId } from '@tickermill/core';
import { storeCompanies, storeListing } from '@tickermill/store/datasets';
import type { ListingRun } from '@tickermill/store/universe';
import type { ScratchStore } from '@tickermill/testkit';

/** A row of a listing of a test. */
export const makeRow = (mic: string, symbol: string, fields: Partial<ListedInstrument> = {}): ListedInstrument => ({
  symbol,
  exchangeSymbol: symbol,
  name: `${symbol} Inc.`,
  mic,
  kind: 'stock',
  currency: null,
  isin: null,
  statusFlags: [],
  ...fields,
});

/** So many rows of a listing. */
export const makeRows = (mic: string, count: number): ListedInstrument[] =>
  Array.from({ length: count }, (_, nth) => makeRow(mic, `S${nth}`));

/** An ISIN with its check digit, of the nth security of a country. */
export function makeIsin(nth: number, country = 'DE'): string {
  const body = `${country}${String(nth).padStart(9, '0')}`;
  const digits = [...body].map((letter) => Number.parseInt(letter, 36)).join('');
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** Stores the reading of a listing on a day. */
export const readListing = (
  store: ScratchStore,
  listing: ListingId,
  day: Day,
  rows: readonly ListedInstrument[],
): Promise<ListingRun[]> =>
  store.sqlTransaction((tx) =>
    storeListing(tx, { listing, day, instruments: rows as [ListedInstrument, ...ListedInstrument[]] }),
  );

/** Stores the SEC's list of companies: symbols with their CIKs. */
export async function readCompanies(store: ScratchStore, companies: Readonly<Record<string, string>>): Promise<void> {
  const entries = Object.entries(companies).map(([symbol, cik]) => ({ symbol, cik, name: `${symbol} CORP` }));
  await store.sqlTransaction((tx) => storeCompanies(tx, entries));
}

/** An instrument with what it carries now. */
export interface Carried {
  readonly id: string;
  readonly status: string;
  readonly isin: string | null;
  readonly cik: string | null;
  readonly mic: string | null;
  readonly symbol: string | null;
}

/** Every instrument, by the symbol that it carries now. */
export const instrumentsNow = (store: ScratchStore): Promise<Carried[]> =>
  store.db.$queryRaw<Carried[]>`
    SELECT i.id::text AS id, i.status, i.isin, i.cik, s.mic, s.symbol FROM instruments i
      LEFT JOIN symbols s ON s.instrument_id = i.id AND s.valid_to IS NULL ORDER BY s.mic, s.symbol, i.id`;

/** What happened to an instrument. */
export interface Happened {
  readonly instrumentId: bigint;
  readonly id: bigint;
  readonly day: Date;
  readonly what: string;
  readonly listing: string | null;
  readonly mic: string | null;
  readonly symbol: string | null;
  readonly detail: unknown;
  readonly confirmedBy: string | null;
  readonly resolution: string | null;
}

/** What happened to instruments after they were listed, in the order of their events. */
export async function eventsOf(store: ScratchStore): Promise<Happened[]> {
  return store.db.instrumentEvent.findMany({ where: { what: { not: 'listed' } }, orderBy: { id: 'asc' } });
}

/** Each instrument with its status and where it is listed now: `['1', 'active', 'XNAS:AAPL']`. */
export const symbolsNow = async (store: ScratchStore) =>
  (await instrumentsNow(store)).map(({ id, status, mic, symbol }) => [id, status, mic && symbol && `${mic}:${symbol}`]);

/** What happened to instruments, in order: `13 moved`. */
export const happenedTo = async (store: ScratchStore) =>
  (await eventsOf(store)).map(({ instrumentId, what }) => `${instrumentId} ${what}`);

import { parseListing } from '@tickermill/collectors';
import type { Listing } from '@tickermill/core';
import { openStore, type Store } from '@tickermill/store';
import { storeListing } from '@tickermill/store/datasets';
import { openRig } from '@tickermill/testkit';
import type { Options } from './options.ts';
import { print, report } from './result.ts';

const instruments = 12_000;
const watched = 6_000;
const exchanges = ['N', 'A', 'P', 'Z'];
const fifth = 5;

/** Twelve thousand listed instruments: read, stored, read again unchanged, and changed; and six thousand of them tracked. */
export async function universe({ backend, ...options }: Options): Promise<void> {
  const workers = options.workers ?? 1;
  const figure = (metric: string, value: number, unit: string) =>
    report({ bench: 'universe', metric, value, unit, backend, workers });
  const rate = (metric: string, seconds: number) => figure(metric, instruments / seconds, 'rows/s');
  const rig = await openRig({ backend, workers, environment: { LOG_LEVEL: 'warn' } });
  const store = openStore({ url: rig.postgres.url });
  try {
    const file = Buffer.from(directory((nth) => `T${letters(nth)}`));
    print(`${backend}: a file of ${file.length} bytes with ${instruments} instruments`);
    const { seconds: parsing, value: listing } = await timed(async () => parseListing('other', file));
    rate('parse', parsing);
    rate('store_new', (await timed(() => keep(store, listing, '2026-01-01'))).seconds);
    const written = await countWrites(store);
    rate('store_unchanged', (await timed(() => keep(store, listing, '2026-02-01'))).seconds);
    figure('rows_written_unchanged', await written(), 'rows');
    // A fifth has other symbols than the month before; without an ISIN they are new, and the former are missing.
    const renamed = directory((nth) => `${nth % fifth === 0 ? 'U' : 'T'}${letters(nth)}`);
    const changed = parseListing('other', Buffer.from(renamed));
    rate('store_changed', (await timed(() => keep(store, changed, '2026-03-01'))).seconds);
    const tickers = changed.instruments.slice(0, watched).map(({ mic, symbol }) => `${mic}:${symbol}`);
    const track = () => rig.ask('POST', '/api/v1/watchlists/bench/items', { tickers });
    figure('track_seconds', (await timed(track)).seconds, 's');
  } finally {
    await store.close();
    await rig.close();
  }
}

const keep = (store: Store, { listing, instruments: rows }: Listing, day: string) =>
  store.sqlTransaction((tx) => storeListing(tx, { listing, day, instruments: rows }));

/** Returns what counts the rows of instruments, symbols and what listings say of them that are written from now on. */
async function countWrites({ sql }: Store): Promise<() => Promise<number>> {
  const [now] = await sql.$queryRaw<{ txid: bigint }[]>`SELECT pg_current_xact_id()::text::bigint AS txid`;
  return async () => {
    // A row that is written anew has the transaction that did it, even if it says the same as before.
    const [row] = await sql.$queryRaw<{ rows: number }[]>`
      SELECT count(*)::int AS rows FROM (
        SELECT xmin FROM instruments UNION ALL SELECT xmin FROM symbols
        UNION ALL SELECT xmin FROM instrument_listings UNION ALL SELECT xmin FROM instrument_events) written
      WHERE xmin::text::bigint > ${now?.txid ?? 0n}`;
    return row?.rows ?? 0;
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const began = performance.now();
  const value = await work();
  return { seconds: (performance.now() - began) / 1_000, value };
}

const alphabet = 26;
/** A number as four letters. */
const letters = (nth: number): string =>
  [3, 2, 1, 0].map((place) => String.fromCharCode(65 + (Math.floor(nth / alphabet ** place) % alphabet))).join('');

/** A file as Nasdaq Trader lists the other exchanges, by the symbol of each. */
function directory(symbolOf: (nth: number) => string): string {
  const lines = Array.from({ length: instruments }, (_, nth) => {
    const symbol = symbolOf(nth);
    return `${symbol}|Company ${nth} Common Stock|${exchanges[nth % exchanges.length]}|${symbol}|N|100|N|${symbol}`;
  });
  const heading = 'ACT Symbol|Security Name|Exchange|CQS Symbol|ETF|Round Lot Size|Test Issue|NASDAQ Symbol';
  return [heading, ...lines, 'File Creation Time: 0101202600:05|||||||', ''].join('\r\n');
}

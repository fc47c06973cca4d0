import { collectors } from '@tickermill/collectors';
import { type Day, datasets, type MarketDayRecord, tradingCalendar } from '@tickermill/core';
import { openStore, type Store } from '@tickermill/store';
import { storeMarketDays } from '@tickermill/store/datasets';
import { openOwnPostgres, withDatabase } from '@tickermill/testkit';
import { makeAnswer } from '@tickermill/upstream';
import type { Options } from './options.ts';
import { print, report } from './result.ts';

const instruments = 10_000;
const days = 250;
/** The first days fill caches and plans, and are not measured. */
const warmDays = 5;
const megabyte = 1024 * 1024;

/** A year of whole days of 10,000 instruments: from the bytes of an answer to rows, beside a plain COPY of the same rows. */
export async function wholeDays({ backend, workers }: Options): Promise<void> {
  if (backend !== 'postgres') return;
  const postgres = await openOwnPostgres();
  const store = openStore({ url: postgres.url });
  const figure = (metric: string, value: number, unit: string) =>
    report({ bench: 'market-day', metric, value, unit, backend, workers: workers ?? 1 });
  try {
    print(`${days} days of ${instruments} instruments, each as it comes from Massive`);
    await listInstruments(postgres.url);
    const sessions = tradingCalendar('XNYS').tradingDaysBetween('2025-09-02', '2026-12-31').slice(0, days);
    const spent: { parseMs: number; storeMs: number }[] = [];
    const heap: number[] = [];
    for (const day of sessions) {
      spent.push(await bring(store, day));
      if (spent.length % 25 === 0) heap.push(heapAfterCollection());
    }
    const measured = spent.slice(warmDays);
    const parseMs = mean(measured.map((each) => each.parseMs));
    const storeMs = mean(measured.map((each) => each.storeMs));
    const rate = (instruments * 1_000) / (parseMs + storeMs);
    const copied = await copyRate(postgres.url, sessions.slice(warmDays));
    figure('rows_per_second', rate, '1/s');
    figure('store_rows_per_second', (instruments * 1_000) / storeMs, '1/s');
    figure('copy_rows_per_second', copied, '1/s');
    figure('store_over_copy', (instruments * 1_000) / storeMs / copied, 'ratio');
    figure('end_to_end_over_copy', rate / copied, 'ratio');
    figure('parse_ms', parseMs, 'ms');
    figure('store_ms', storeMs, 'ms');
    figure('slowest_store_ms', Math.max(...measured.map((each) => each.storeMs)), 'ms');
    figure('last_over_first_tenth', lastOverFirst(measured.map((each) => each.storeMs)), 'ratio');
    figure('heap_mb', (heap.at(-1) ?? 0) / megabyte, 'MB');
    figure('heap_growth_mb', ((heap.at(-1) ?? 0) - (heap[0] ?? 0)) / megabyte, 'MB');
  } finally {
    await store.close();
    await postgres.close();
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
const lastOverFirst = (values: readonly number[]) => {
  const tenth = Math.ceil(values.length / 10);
  return mean(values.slice(-tenth)) / mean(values.slice(0, tenth));
};

/** What is held once garbage is gone; without `--expose-gc` with some of it. */
function heapAfterCollection(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const symbolOf = (nth: number) => `B${nth.toString(36).toUpperCase().padStart(4, '0')}`;

async function listInstruments(url: string): Promise<void> {
  const symbols = Array.from({ length: instruments }, (_, nth) => symbolOf(nth));
  await withDatabase(url, (client) =>
    client.query(
      `WITH new AS (INSERT INTO instruments (name, listing_source) SELECT symbol, 'bench' FROM unnest($1::text[]) AS symbol RETURNING id, name)
       INSERT INTO symbols (instrument_id, symbol, mic, valid_from) SELECT id, name, 'XNYS', '2020-01-01' FROM new`,
      [symbols],
    ),
  );
}

/** The bytes of a day, as the provider writes them. */
function bodyOf(day: Day): Buffer {
  const t = tradingCalendar('XNYS').session(day)?.closesAt.getTime() ?? 0;
  const seed = Number(day.replaceAll('-', '')) % 997;
  const rows = Array.from({ length: instruments }, (_, nth) => {
    const cents = 1_000 + ((nth * 7_919 + seed * 104_729) % 90_000);
    const [o, c, h, l] = [cents, cents + (nth % 90), cents + 120, cents - 80].map((price) => price / 100);
    return { T: symbolOf(nth), v: 10_000 + nth * 37 + 0.25, vw: c, o, c, h, l, t, n: 100 };
  });
  return Buffer.from(JSON.stringify({ results: rows, resultsCount: rows.length, adjusted: false, status: 'OK' }));
}

const step = collectors.find(({ id }) => id === 'massive-market-days')?.steps.find(({ id }) => id === 'bars');

async function bring(store: Store, day: Day): Promise<{ parseMs: number; storeMs: number }> {
  if (!step) throw new Error('the collector of Massive has no bars');
  const input = step.input.parse({ market: 'us', days: [day], beginsSeries: true });
  const answer = makeAnswer(step.request(input), { status: 200, body: bodyOf(day) });
  const began = performance.now();
  const outcome = step.parse(answer, input);
  if (outcome.kind !== 'found') throw new Error(`${day} is ${outcome.kind}`);
  const records = (outcome.records ?? []).map((record): MarketDayRecord => datasets['market-days'].parse(record));
  const parsed = performance.now();
  const counts = await store.sqlTransaction((tx) => storeMarketDays(tx, records), { byKey: true });
  const stored = performance.now();
  const created = counts.reduce((sum, each) => sum + each.created, 0);
  if (created !== instruments) throw new Error(`${created} rows of ${day}`);
  return { parseMs: parsed - began, storeMs: stored - parsed };
}

/** The same rows, a day at a time, into an empty table of the same columns, key and partitions, by the server itself. */
function copyRate(url: string, sessions: readonly Day[]): Promise<number> {
  return withDatabase(url, async (client) => {
    await client.query(`CREATE TABLE copied (LIKE daily_prices INCLUDING DEFAULTS, PRIMARY KEY (instrument_id, date))`);
    const { rows } = await client.query<{ place: string }>(
      `SELECT current_setting('data_directory') || '/day.copy' AS place`,
    );
    const place = String(rows[0]?.place).replaceAll("'", "''");
    let ms = 0;
    for (const day of sessions) {
      await client.query(
        `COPY (SELECT * FROM daily_prices WHERE date = '${day}' ORDER BY instrument_id) TO '${place}'`,
      );
      const began = performance.now();
      await client.query(`COPY copied FROM '${place}'`);
      ms += performance.now() - began;
    }
    return (sessions.length * instruments * 1_000) / ms;
  });
}

import { addDays, type DatasetId, filingDaysAfter } from '@tickermill/core';
import { awaitRun, requestRun } from '@tickermill/engine';
import type { ReportedRun } from '@tickermill/store/ledger';
import { type DayReceipt, receipts } from '@tickermill/store/market';
import { findInstruments, track } from '@tickermill/store/universe';
import type { ToBackend } from './every-backend.ts';
import { openThread, type Thread, type ThreadOptions } from './thread.fixture.ts';

/** The last day of the sandbox. Clocks are those of New York in November: five hours behind UTC. */
export const lastDay = '2026-11-20';
/** A run waits for retries too. */
const runMs = 120_000;

interface Truth {
  readonly tickers: Readonly<Record<string, { readonly cik: string; readonly accessions: readonly string[] }>>;
}

/** A thread whose sandbox and engine go by one clock, which the test sets and which then runs. */
export interface MarketThread extends Thread {
  /** Sets the clock to a wall time of New York in November. */
  setClock(day: string, time: string): void;
  setInstant(instant: Date): void;
  /** The accessions of all filings about tracked companies, by day. */
  truthOf(day: string): Promise<string[]>;
  /** Reads a list of the whole market. */
  read(dataset: DatasetId): Promise<ReportedRun>;
  /** The receipts from a day on, the earliest first. */
  receiptsFrom(day: string): Promise<DayReceipt[]>;
  requests(): Promise<number>;
}

/** Opens it with so many tracked tickers, tracked since long ago. */
export async function openMarket(
  toBackend: ToBackend,
  { tracked = 25, ...options }: ThreadOptions & { tracked?: number } = {},
): Promise<MarketThread> {
  let [set, since] = [0, 0];
  const now = () => set + (performance.now() - since);
  const setInstant = (instant: Date) => {
    [set, since] = [instant.getTime(), performance.now()];
  };
  const setClock = (day: string, time: string) => setInstant(new Date(`${day}T${time}-05:00`));
  setClock(lastDay, '17:00:00');
  const clock = { now, delay: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)) };
  const thread = await openThread(toBackend, {
    ...options,
    now: () => new Date(now()),
    clock,
    settings: { today: lastDay, filingsPerDay: 0.45, years: 0, ...options.settings },
  });
  // What falls due is what a test says.
  await thread.store.db.$executeRaw`DELETE FROM schedules`;
  await thread.listCompanies();
  const listed = await thread.rows<{ symbol: string }>(`SELECT symbol FROM symbols ORDER BY symbol LIMIT ${tracked}`);
  const tickers = listed.map(({ symbol }) => symbol);
  const instruments = await findInstruments(thread.store.db, tickers);
  await thread.store.transaction((tx) =>
    track(
      tx,
      'all',
      instruments.map(({ instrumentId }) => instrumentId),
    ),
  );
  await thread.rows(`UPDATE watchlist_items SET tracked_since = '2026-01-01'`);
  return {
    ...thread,
    setClock,
    setInstant,
    async truthOf(day) {
      const query = `tickers=${tickers.join()}&from=${day}&to=${day}&detail=accessions`;
      const truth = await thread.ask<Truth>(`truth/insider-trades?${query}`);
      const byCik = new Map(Object.values(truth.tickers).map(({ cik, accessions }) => [cik, accessions]));
      return [...byCik.values()].flat().sort();
    },
    async read(dataset) {
      const request = { tickers: null, params: { daysBack: 7 }, force: false };
      const id = await requestRun({ ...thread }, { dataset, trigger: 'manual', request });
      return awaitRun(thread.store, id, runMs);
    },
    async receiptsFrom(day) {
      return (await receipts(thread.store.db, { from: day, to: lastDay, form: null })).reverse();
    },
    requests: async () => (await thread.ask<{ totals: { requests: number } }>('stats')).totals.requests,
  };
}

/** The filing days from one to another, both included. */
export const filingDays = (from: string, to: string): string[] => filingDaysAfter(addDays(from, -1), to);

import { type AskedTicker, PipelineError } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { followTracking } from '@tickermill/store/schedules';
import {
  deleteWatchlist,
  findInstruments,
  resolveInstruments,
  untrack,
  untrackInstruments,
  watchedInstruments,
} from '@tickermill/store/universe';
import type { EngineDeps } from '../engine-deps.ts';
import { mirrorJob } from '../queues/job-data.ts';

/** Takes a ticker off a watchlist; on no other, its schedules end with it. @throws {PipelineError} `NOT_FOUND` */
export async function untrackTicker(requesting: EngineDeps, watchlist: string, ticker: AskedTicker): Promise<void> {
  const wasThere = await endTracking(requesting, async (tx) => {
    const { found } = await resolveInstruments(tx, [ticker]);
    return untrack(tx, watchlist, { ticker, current: found[0]?.instrumentId ?? null });
  });
  if (!wasThere) throw new PipelineError('NOT_FOUND', `There is no ${ticker} on the watchlist ${watchlist}.`);
}

/** Takes many tickers off a watchlist, a delisted one by its last symbol. Returns how many, and those that were not on it. */
export async function untrackTickers(
  requesting: EngineDeps,
  watchlist: string,
  tickers: readonly AskedTicker[],
): Promise<{ removed: number; missing: AskedTicker[] }> {
  let [removed, missing] = [0, [...tickers]];
  await endTracking(requesting, async (tx) => {
    const items = await watchedInstruments(tx, watchlist);
    const [tracked, bySymbol] = [
      new Set(items.map(({ instrumentId }) => instrumentId)),
      new Map(items.map(({ symbol, instrumentId }) => [symbol, instrumentId])),
    ];
    const current = new Map((await findInstruments(tx, tickers)).map((each) => [each.asked, each.instrumentId]));
    const meant = (ticker: AskedTicker) => current.get(ticker) ?? bySymbol.get(ticker);
    const isThere = (ticker: AskedTicker) => tracked.has(meant(ticker) ?? 0n);
    missing = [...new Set(tickers)].filter((ticker) => !isThere(ticker));
    const ids = tickers.filter(isThere).flatMap((ticker) => meant(ticker) ?? []);
    removed = ids.length === 0 ? 0 : await untrackInstruments(tx, watchlist, ids);
    return removed > 0;
  });
  return { removed, missing };
}

/** Deletes a watchlist; the schedules of tickers that are on no other end with it. @throws {PipelineError} `NOT_FOUND` */
export async function removeWatchlist(requesting: EngineDeps, watchlist: string): Promise<void> {
  const wasThere = await endTracking(requesting, (tx) => deleteWatchlist(tx, watchlist));
  if (!wasThere) throw new PipelineError('NOT_FOUND', `There is no watchlist ${watchlist}.`);
}

async function endTracking(
  { store, queues, now }: EngineDeps,
  end: (tx: Database) => Promise<boolean>,
): Promise<boolean> {
  const changed = await store.transaction(async (tx) => {
    const wasThere = await end(tx);
    return wasThere ? await followTracking(tx, now()) : null;
  });
  if (changed === null) return false;
  if (changed > 0) await queues.add('schedule', [mirrorJob]);
  return true;
}

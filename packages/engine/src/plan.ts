import type { Collector } from '@tickermill/collectors';
import { addDays, dayAt } from '@tickermill/core';
import {
  addTargets,
  addTasks,
  type Database,
  findInstruments,
  lockUnplannedRun,
  markRunPlanned,
  type NewTarget,
  type PlannedRun,
  type Store,
} from '@tickermill/store';
import { collectorOf, toTask } from './catalogue.ts';
import { priorityOf } from './priority.ts';

/** EDGAR counts its days by this zone. */
const edgarZone = 'America/New_York';

/** The target of a dataset that is asked about a whole market. */
const wholeMarket = '*';

/**
 * Turns a run into rows: its targets, skipped ones with their reason, and the first task of each open one. Once: a run
 * that is planned already is left alone. Returns the collector's source, whose window is to be filled; null if it was.
 */
export async function planRun(store: Store, runId: bigint, now: Date): Promise<Collector['source'] | null> {
  return store.transaction(async (tx) => {
    const run = await lockUnplannedRun(tx, runId);
    if (!run) return null;
    const collector = collectorOf(run.dataset);
    const params = collector.params.parse(datedParams(run.request.params, now));
    const targets = collector.target === 'market' ? [marketTarget(params)] : await cikTargets(tx, run, params);
    const open = await addTargets(tx, { runId, dataset: run.dataset, targets });
    await addTasks(
      tx,
      targets.flatMap((target) => {
        const id = open.get(target.target);
        if (id === undefined) return [];
        const call = collector.start({ target: target.target, params });
        const label = target.tickers.join(', ');
        return [
          {
            ...toTask(call, { collector, runId, parentId: null, label, priority: priorityOf(run.trigger) }),
            targetIds: [id],
          },
        ];
      }),
    );
    await markRunPlanned(tx, runId);
    return collector.source;
  });
}

/** A collector has no clock: `daysBack` becomes the day `since`, by EDGAR's calendar. */
function datedParams({ daysBack, ...params }: PlannedRun['request']['params'], now: Date): Record<string, unknown> {
  return typeof daysBack === 'number' ? { ...params, since: addDays(dayAt(now, edgarZone), -daysBack) } : params;
}

const marketTarget = (params: Readonly<Record<string, unknown>>): NewTarget => ({
  target: wholeMarket,
  tickers: [],
  params,
  skipReason: null,
});

/** One target per CIK, with all the tickers that share it; a ticker that has none, or is unknown, is skipped aloud. */
async function cikTargets(
  tx: Database,
  { request }: PlannedRun,
  params: Readonly<Record<string, unknown>>,
): Promise<NewTarget[]> {
  const tickers = [...new Set(request.tickers ?? [])].sort();
  const listed = new Map((await findInstruments(tx, tickers)).map((instrument) => [instrument.symbol, instrument]));
  const byCik = new Map<string, string[]>();
  const skipped: NewTarget[] = [];
  for (const ticker of tickers) {
    const cik = listed.get(ticker)?.cik;
    if (cik) byCik.set(cik, [...(byCik.get(cik) ?? []), ticker]);
    else
      skipped.push({
        target: ticker,
        tickers: [ticker],
        params,
        skipReason: listed.has(ticker) ? 'no-cik' : 'unknown-ticker',
      });
  }
  return [
    ...skipped,
    ...[...byCik].map(([cik, symbols]) => ({ target: cik, tickers: symbols, params, skipReason: null })),
  ];
}

import { type BulkActionKind, counted } from '@tickermill/core';
import { type BulkSelection, countSubjects, failedTaskCount, labelsOf } from '@tickermill/store/bulk';
import type { EngineDeps } from '../engine-deps.ts';
import { forecastRun } from '../planning/forecast.ts';
import { runOfTickers } from './kinds.ts';

/** What a bulk action would do. */
export interface BulkPreview {
  readonly items: number;
  /** What it does, in words. */
  readonly sentence: string;
  /** The first items by name. */
  readonly sample: readonly string[];
  /** To sources; null: it requests nothing. */
  readonly requests: number | null;
  /** When the last of them leaves; null: it requests nothing, or a source is paused. */
  readonly endsAt: Date | null;
}

/** Tells what a bulk action would do. Writes nothing. */
export async function previewBulk(
  deps: Pick<EngineDeps, 'store' | 'now'>,
  selection: BulkSelection,
): Promise<BulkPreview> {
  const { action, watchlist } = selection;
  const { count: items, sample } = await countSubjects(deps.store.sql, selection);
  const { requests, endsAt } = items === 0 ? { requests: null, endsAt: null } : await requestsOf(deps, selection);
  return { items, sentence: sentences[action](items, watchlist), sample, requests, endsAt };
}

async function requestsOf(deps: Pick<EngineDeps, 'store' | 'now'>, selection: BulkSelection) {
  const { action } = selection;
  if (action === 'retry-targets') return { requests: await failedTaskCount(deps.store.sql, selection), endsAt: null };
  if (action !== 'request-filings' && action !== 'recheck-prices') return { requests: null, endsAt: null };
  return forecastRun(deps, runOfTickers[action](await labelsOf(deps.store.sql, selection)));
}

const sentences: Readonly<Record<BulkActionKind, (items: number, watchlist: string) => string>> = {
  'revive-dead-letters': (items) =>
    `${counted(items, 'dead letter')} will be revived: their failures so far no longer count, and the next run requests them.`,
  'resolve-findings': (items) =>
    `${counted(items, 'finding')} will be resolved, each for as long as its evidence stays the same.`,
  'cancel-runs': (items) => `${counted(items, 'run')} will be called off; what their last requests bring is kept.`,
  'retry-targets': (items) => `What failed of ${counted(items, 'target')} will be requested again, now.`,
  'request-filings': (items) =>
    `The filings of the last 30 days of ${counted(items, 'ticker')} will be requested; what is fresh is skipped.`,
  'recheck-prices': (items) =>
    `The prices of ${counted(items, 'ticker')} will be requested again, fresh or not, and compared with what is stored.`,
  'track-tickers': (items, watchlist) =>
    `${counted(items, 'ticker')} will come to the watchlist ${watchlist}, and all that is kept of them is requested from now on.`,
  'untrack-tickers': (items, watchlist) =>
    `${counted(items, 'ticker')} will leave the watchlist ${watchlist}; what is stored of them stays.`,
};

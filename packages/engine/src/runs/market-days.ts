import { type Day, type MarketId, PipelineError } from '@tickermill/core';
import { sourceAvailability } from '@tickermill/store/sources';
import { marketDays } from '../datasets/market-days/definition.ts';
import { readParams } from '../datasets/registry.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { candidatesOf } from '../planning/candidates.ts';
import { isMarketServed } from '../planning/whole-days.ts';
import { requestRun } from './runs.ts';

/** Which days of a market are asked for; without a range the last one that is published. */
export interface AskedMarketDays {
  readonly market: MarketId;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  /** Instruments of which nothing is stored get a series. */
  readonly beginsSeries: boolean;
}

/** What a request for whole days comes to. */
interface RequestedMarketDays {
  /** Null for a dry run. */
  readonly runId: bigint | null;
  readonly requests: number;
  readonly days: number;
}

/**
 * Asks for whole days of a market.
 * @throws {PipelineError} `INVALID_INPUT` where no enabled source serves the market, or no session is among the days.
 */
export async function requestMarketDays(
  deps: EngineDeps,
  { market, from, to, beginsSeries }: AskedMarketDays,
  { dryRun }: { readonly dryRun: boolean },
): Promise<RequestedMarketDays> {
  const { store, now } = deps;
  const refused = (field: string, what: string) =>
    new PipelineError('INVALID_INPUT', `${field}: ${what}`, { detail: { field } });
  if (!isMarketServed(market, await sourceAvailability(store.db)))
    throw refused('market', `no enabled source has whole days of ${market}: each needs a key (docs/sources.md)`);
  const params = {
    market,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    beginsSeries,
  };
  const request = { tickers: null, params, force: true };
  const run = { dataset: marketDays.id, trigger: 'manual', request } as const;
  const { targets } = await candidatesOf(store.db, { ...run, retryOf: null, groupKey: null }, now());
  if (targets.length === 0)
    throw refused('from', `${market} has no session that is over and published among these days`);
  const asked = targets.map((target) => readParams(marketDays.id, target) as { days: readonly Day[] });
  return {
    runId: dryRun ? null : await requestRun(deps, run),
    requests: asked.reduce((sum, each) => sum + marketDays.maxRequests(each as never), 0),
    days: asked.reduce((sum, { days }) => sum + days.length, 0),
  };
}

import { addDays, dayAt, edgarZone, type SourceId } from '@tickermill/core';
import { companiesToAsk } from '@tickermill/store/fundamentals';
import { countListedStocks, type RefreshRequest } from '@tickermill/store/refresh';
import { lateDays } from '../datasets/company-facts/definition.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { endOf, forecastRun, latestEnd, type RunForecast } from '../planning/forecast.ts';
import { viewSource } from '../sources/source-view.ts';
import { refreshRuns } from './refresh-runs.ts';

/** What a refresh would request from a source. */
interface SourceShare {
  readonly source: SourceId;
  readonly requests: number;
  readonly atMost: number;
  /** When the last of them leaves; null while the source is paused. */
  readonly endsAt: Date | null;
}

/** What a refresh would do. */
export interface RefreshForecast {
  /** All stocks that it is about; null where tickers are named. */
  readonly stocks: number | null;
  /** Companies of which the index names a report that their facts lack. */
  readonly withNews: number;
  /** Targets that would be requested, over all datasets. */
  readonly targets: number;
  readonly requests: number;
  readonly minutes: number | null;
  readonly endsAt: Date | null;
  readonly sources: readonly SourceShare[];
  readonly datasets: readonly Pick<RunForecast, 'dataset' | 'targets' | 'requests' | 'skipped'>[];
}

/** Computes what a refresh would do if it were started now. Writes nothing. */
export async function forecastRefresh(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  request: Omit<RefreshRequest, 'profile'>,
): Promise<RefreshForecast> {
  const forecasts: RunForecast[] = [];
  for (const run of refreshRuns(request, 'manual')) forecasts.push(await forecastRun({ store, now }, run));
  const asked = forecasts.flatMap(({ sources }) => sources).filter(({ requests }) => requests > 0);
  const shares = [...new Set(asked.map(({ source }) => source))].map(async (source): Promise<SourceShare> => {
    const parts = asked.filter((each) => each.source === source);
    const requests = sum(parts.map((each) => each.requests));
    // Each run counts what is ahead of itself; none of them counts the others.
    const ahead = Math.max(...parts.map((each) => each.ahead));
    const atMost = sum(parts.map((each) => each.atMost));
    return {
      source,
      requests,
      atMost,
      endsAt: endOf(await viewSource({ store, now }, source), ahead + requests, now()),
    };
  });
  const sources = await Promise.all(shares);
  const endsAt = sources.length === 0 ? now() : latestEnd(sources.map((each) => each.endsAt));
  return {
    stocks: request.tickers === null ? await countListedStocks(store.sql) : null,
    withNews: await countNews({ store, now }, request),
    targets: sum(forecasts.map(({ targets }) => targets)),
    requests: sum(sources.map(({ requests }) => requests)),
    minutes: endsAt && Math.ceil((endsAt.getTime() - now().getTime()) / 60_000),
    endsAt,
    sources,
    datasets: forecasts.map(({ dataset, targets, requests, skipped }) => ({ dataset, targets, requests, skipped })),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** Of how many companies the index names a report that their facts lack. */
async function countNews(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  { tickers }: Pick<RefreshRequest, 'tickers'>,
): Promise<number> {
  const reportsSince = addDays(dayAt(now(), edgarZone), -lateDays);
  const never = new Date(0);
  const companies = await companiesToAsk(store.db, { isListed: true, askedBefore: never, reportsSince });
  const isMeant = ({ symbols }: { readonly symbols: readonly string[] }) =>
    tickers === null || symbols.some((symbol) => tickers.includes(symbol));
  return companies.filter((company) => company.hasNewReport && isMeant(company)).length;
}

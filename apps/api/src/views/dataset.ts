import type { DatasetId } from '@tickermill/core';
import type { DatasetView, StatusResponse } from '@tickermill/core/contracts';
import type { ViewedDataset } from '@tickermill/engine';
import { contractName } from './contract-of.ts';

/** A dataset as the API returns it. */
export const toDatasetView = ({ id, words, isTracked, counts, first, latest }: ViewedDataset): DatasetView => {
  const { title, ...nouns } = words;
  return {
    id,
    title,
    nouns,
    tracked: isTracked,
    counts: counts.map(({ name, ...each }) => ({ ...each, name: contractName(name) })),
    first,
    latest,
  };
};

/** The field `insider_trades` of the status, which is older than `datasets`. */
export function toInsiderTrades(datasets: readonly ViewedDataset[]): StatusResponse['insider_trades'] {
  const stored = figures(datasets, 'insider-trades');
  return {
    filings: stored.count('filings'),
    amendments: stored.count('amendments'),
    trades: stored.count('trades'),
    holdings: stored.count('holdings'),
    insiders: stored.count('insiders'),
    documents_set_aside: stored.count('documentsSetAside'),
    latest_filing: stored.latest,
  };
}

/** The field `daily_prices` of the status, likewise. */
export function toDailyPrices(datasets: readonly ViewedDataset[]): StatusResponse['daily_prices'] {
  const { count, first, latest } = figures(datasets, 'daily-prices');
  return { instruments: count('instruments'), first, latest };
}

function figures(datasets: readonly ViewedDataset[], id: DatasetId) {
  const { counts = [], first = null, latest = null } = datasets.find((each) => each.id === id) ?? {};
  return { first, latest, count: (name: string) => counts.find((each) => each.name === name)?.count ?? 0 };
}

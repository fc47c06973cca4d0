import type { DatasetId, SourceId } from '@tickermill/core';
import type { SourceAvailability } from '@tickermill/store/sources';
import { chainOf } from '../catalogue.ts';

/** The sources of the collectors of a dataset, each once, in the order of the collectors. */
export const sourcesOfCollectors = (dataset: DatasetId): readonly SourceId[] => [
  ...new Set(chainOf(dataset).map(({ source }) => source)),
];

/** The order of the collectors, for datasets without a preference setting. */
export const asListed = (chain: readonly SourceId[]): readonly SourceId[] => chain;

/** Before any worker has recorded its enabled sources, the first of the chain counts as enabled. One always has some. */
export function orUsual<S extends SourceAvailability>(availability: S, dataset: DatasetId): S {
  if (availability.enabled.size > 0) return availability;
  const usual = new Set(sourcesOfCollectors(dataset).slice(0, 1));
  return { ...availability, enabled: usual, open: usual };
}

import type { DatasetId, SourceId } from '@tickermill/core';
import type { SourceAvailability } from '@tickermill/store/sources';
import { sources } from '@tickermill/upstream';
import { chainOf } from '../catalogue.ts';

/** The sources of the collectors of a dataset, each once, in the order of the collectors. */
export const sourcesOfCollectors = (dataset: DatasetId): readonly SourceId[] => [
  ...new Set(chainOf(dataset).map(({ source }) => source)),
];

/** The order of the collectors, for datasets without a preference setting. */
export const asListed = (chain: readonly SourceId[]): readonly SourceId[] => chain;

/** Before any worker has recorded its enabled sources, the first of the chain that needs no key counts as enabled. */
export function orUsual<S extends SourceAvailability>(availability: S, dataset: DatasetId): S {
  if (availability.enabled.size > 0) return availability;
  const usual = new Set(
    sourcesOfCollectors(dataset)
      .filter((source) => sources[source].key === null)
      .slice(0, 1),
  );
  return { ...availability, enabled: usual, open: usual };
}

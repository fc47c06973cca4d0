import type { DatasetId, SourceId } from '@tickermill/core';
import type { SourceAvailability } from '@tickermill/store/sources';
import { chainOf } from '../catalogue.ts';

/** The sources that the collectors of a dataset ask, each once, in the order of the collectors. */
export const sourcesOfCollectors = (dataset: DatasetId): readonly SourceId[] => [
  ...new Set(chainOf(dataset).map(({ source }) => source)),
];

/** The order of the collectors, for datasets that nobody has a preference for. */
export const asListed = (chain: readonly SourceId[]): readonly SourceId[] => chain;

/** Before any worker has said which sources it asks, the first of the chain is taken to be asked. */
export function orUsual<S extends SourceAvailability>(availability: S, dataset: DatasetId): S {
  const chain = sourcesOfCollectors(dataset);
  if (chain.some((source) => availability.enabled.has(source))) return availability;
  const usual = new Set(chain.slice(0, 1));
  return { ...availability, enabled: usual, open: usual };
}

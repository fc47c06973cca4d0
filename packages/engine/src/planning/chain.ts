// Chooses the first collector of a dataset's chain for a target.

import type { Collector, StepCall } from '@tickermill/collectors';
import { type DatasetId, PipelineError, type SourceId } from '@tickermill/core';
import type { SourceAvailability } from '@tickermill/store/sources';
import { sources } from '@tickermill/upstream';
import { chainOf } from '../catalogue.ts';
import type { Asked } from '../datasets/definition.ts';
import { definitionOf, readParams } from '../datasets/registry.ts';
import { sourcesOfCollectors } from '../datasets/source-order.ts';
import type { SourceChoice } from './source-choice.ts';

/** A collector, and what it is to begin with for a target. */
interface Link {
  readonly collector: Collector;
  readonly params: ReturnType<Collector['params']['parse']>;
}

const keyless = (source: SourceId) => sources[source].key === null;

/** The enabled collectors of a dataset that serve a target, in the order of the sources of its dataset. */
export function linksFor(dataset: DatasetId, asked: Asked, availability: SourceAvailability): Link[] {
  const chain = chainOf(dataset);
  const params = readParams(dataset, asked);
  const [only, ...others] = chain;
  const isOnly = only !== undefined && others.length === 0;
  // It is asked as soon as a worker is there; a source that needs a key only once one has recorded it.
  if (isOnly && (keyless(only.source) || availability.enabled.has(only.source)))
    return [{ collector: only, params: only.params.parse(params) }];
  const { sources: orderOf, asFallback } = definitionOf(dataset);
  return orderOf(sourcesOfCollectors(dataset), params, availability)
    .filter((source) => availability.enabled.has(source))
    .flatMap((source) => chain.filter((each) => each.source === source))
    .flatMap((collector, place) => {
      const parsed = collector.params.safeParse(place === 0 ? params : { ...params, ...asFallback });
      return parsed.success && (collector.serves?.(parsed.data) ?? true) ? [{ collector, params: parsed.data }] : [];
    });
}

/**
 * The collector to begin with and its parameters: the first of the chain whose source is open, and that has quota left
 * if it is only a fallback; if there is none, the preferred one, which waits. Counts the request against the quota.
 * @throws {PipelineError} if no enabled source serves the target.
 */
export function firstLink(dataset: DatasetId, asked: Asked, { left, ...availability }: SourceChoice): Link {
  const links = linksFor(dataset, asked, availability);
  const leftOf = ({ collector: { source } }: Link) => left.get(source) ?? Number.POSITIVE_INFINITY;
  const isFree = (link: Link, place: number) =>
    availability.open.has(link.collector.source) && (place === 0 || leftOf(link) > 0);
  const first = links.find(isFree) ?? links[0];
  if (!first) throw new PipelineError('UNEXPECTED', `No enabled source gives ${dataset} of ${asked.target}.`);
  if (left.has(first.collector.source)) left.set(first.collector.source, leftOf(first) - 1);
  return first;
}

/** Whether any enabled source serves a target. */
export const isServed = (dataset: DatasetId, asked: Asked, availability: SourceAvailability): boolean =>
  linksFor(dataset, asked, availability).length > 0;

/** The request of the collector that comes behind another in the chain; null where none does. */
export function nextStart(
  dataset: DatasetId,
  asked: Asked,
  { behind, availability }: { behind: string; availability: SourceAvailability },
): { collector: Collector; call: StepCall } | null {
  const links = linksFor(dataset, asked, availability);
  const place = links.findIndex(({ collector }) => collector.id === behind);
  const next = links[place + 1];
  if (place < 0 || !next) return null;
  return { collector: next.collector, call: next.collector.start({ target: asked.target, params: next.params }) };
}

// Finds collectors and steps by name, and turns a step's call into a task, for planning and collecting.

import { type Collector, collectors, type StepCall } from '@tickermill/collectors';
import { type DatasetId, PipelineError } from '@tickermill/core';
import type { NextTask } from '@tickermill/store/ledger';

/** A step of any collector. */
export type StepOf = Collector['steps'][number];

let all: readonly Collector[] = collectors;

/** Has this process know these collectors and no others. */
export function useCollectors(known: readonly Collector[]): void {
  all = known;
}

/** The collectors that a dataset may be obtained with, the usually preferred one first. They share a target kind. */
export const chainOf = (dataset: DatasetId): readonly Collector[] => all.filter((each) => each.dataset === dataset);

/** The collector that a dataset is usually obtained with. */
export function collectorOf(dataset: DatasetId): Collector {
  const [collector] = chainOf(dataset);
  if (!collector) throw new PipelineError('UNEXPECTED', `No collector fills the dataset ${dataset}.`);
  return collector;
}

/** A collector by its id. */
export function collectorNamed(id: string): Collector {
  const collector = all.find((each) => each.id === id);
  if (!collector) throw new PipelineError('UNEXPECTED', `This build does not know the collector ${id}.`);
  return collector;
}

/** A step of a collector as a task names it. */
export function stepOf({ collector, step }: { collector: string; step: string }): StepOf {
  const definition = all.find(({ id }) => id === collector)?.steps.find(({ id }) => id === step);
  if (!definition) throw new PipelineError('UNEXPECTED', `This build does not know the step ${collector}/${step}.`);
  return definition;
}

/** The step that reads the documents of a dataset; undefined where none of its collectors has one. */
export const documentStepOf = (dataset: DatasetId): StepOf | undefined =>
  chainOf(dataset)
    .flatMap(({ steps }) => [...steps])
    .find(({ asked }) => asked !== undefined);

/** The task that a step call becomes. */
export function toTask(
  { step, input, unlessStored, targets, ...call }: StepCall,
  about: { collector: Collector; runId: bigint; parentId: bigint | null; label: string; priority: number },
): NextTask {
  const { runId, parentId, label, priority } = about;
  const collector = call.collector === undefined ? about.collector : collectorNamed(call.collector);
  const definition = stepOf({ collector: collector.id, step });
  const { method, url, form } = definition.request(input);
  return {
    runId,
    // A call for some of the targets only is their own first request.
    parentId: targets === undefined ? parentId : null,
    source: collector.source,
    dataset: collector.dataset,
    collector: collector.id,
    step,
    input,
    // Two steps may read the same answer differently, so the step belongs to the request.
    request: [`${collector.id}/${step}`, method, url, ...(form ? [new URLSearchParams(form)] : [])].join(' '),
    title: [collector.dataset, step, words(label, definition.title?.(input))].filter(Boolean).join(' · '),
    label,
    documentKey: unlessStored ?? null,
    priority,
    targets,
  };
}

const words = (...all: (string | undefined)[]): string => all.filter(Boolean).join(' ');

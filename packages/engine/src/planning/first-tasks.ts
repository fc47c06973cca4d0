import type { Collector, StepCall } from '@tickermill/collectors';
import type { DatasetId } from '@tickermill/core';
import type { NewTarget, NewTask } from '@tickermill/store/ledger';
import { toTask } from '../catalogue.ts';
import type { Candidate } from '../datasets/definition.ts';
import { firstLink } from './chain.ts';
import type { SourceChoice } from './source-choice.ts';

/** An open target of a run, with what its first task needs to know. */
export type Opened = Pick<NewTarget, 'target' | 'tickers' | 'params' | 'priority'> &
  Pick<Candidate, 'requests'> & { readonly id: bigint };

interface Started {
  readonly target: Opened;
  readonly collector: Collector;
  readonly params: ReturnType<Collector['params']['parse']>;
}

/**
 * The first tasks of targets, in their order: one each, or one for as many as their source answers for at once and that
 * are in the same class of priority.
 */
export function firstTasks(
  { id: runId, dataset }: { id: bigint; dataset: DatasetId },
  targets: readonly Opened[],
  choice: SourceChoice,
): NewTask[] {
  const started = targets.map((target) => ({ target, ...firstLink(dataset, target, choice) }));
  const tasks: NewTask[] = [];
  const gathering = new Map<string, Started[]>();
  const flush = (key: string) => {
    const [first, ...others] = gathering.get(key) ?? [];
    gathering.delete(key);
    if (first) tasks.push(taskFor(runId, [first, ...others]));
  };
  for (const each of started) {
    const batch = batchOf(each);
    if (batch === null) {
      tasks.push(taskFor(runId, [each]));
      continue;
    }
    const key = `${each.collector.id}/${batch.key}/${Math.floor(each.target.priority / 10)}`;
    const gathered = [...(gathering.get(key) ?? []), each];
    gathering.set(key, gathered);
    if (gathered.length === batch.size) flush(key);
  }
  for (const key of [...gathering.keys()]) flush(key);
  return tasks;
}

const batchOf = ({ collector, params }: Pick<Started, 'collector' | 'params'>) => collector.batch?.of(params) ?? null;

function taskFor(runId: bigint, started: readonly [Started, ...Started[]]): NewTask {
  const [{ collector }] = started;
  const about = {
    collector,
    runId,
    parentId: null,
    label: started.flatMap(({ target }) => target.tickers).join(', '),
    priority: Math.min(...started.map(({ target }) => target.priority)),
  };
  return { ...toTask(callFor(started), about), targetIds: started.map(({ target }) => target.id) };
}

function callFor(started: readonly [Started, ...Started[]]): StepCall {
  const [{ collector, params, target }] = started;
  const named = started.map((each) => ({ target: each.target.target, params: each.params }));
  // A batch of one is requested like one of many, so that its answer means the same.
  const batch = batchOf({ collector, params });
  return batch ? batch.start(named) : collector.start({ target: target.target, params });
}

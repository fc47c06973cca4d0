import type { DatasetId } from '@tickermill/core';
import { groupBy } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import type { Claim, NextTask, ServedTarget } from '@tickermill/store/ledger';
import { type SourceAvailability, sourceAvailability } from '@tickermill/store/sources';
import { definitionOf, readParams } from '../datasets/registry.ts';
import { isServed } from '../planning/chain.ts';
import { firstTasks, type Opened } from '../planning/first-tasks.ts';

/** Whether a task brings whole days of markets. */
const bringsWholeDays = ({ dataset }: Pick<Claim, 'dataset'>): boolean => definitionOf(dataset).target === 'market-day';

/** Whether a target shares the whole days that a task brings, and is owed more by its own dataset. */
export const sharesDaysOf = ({ dataset }: Pick<Claim, 'dataset'>, target: ServedTarget): boolean =>
  definitionOf(target.dataset).sharedDays?.dataset === dataset;

/** The requests for what whole days did not bring their targets: each is asked for by the usual chain of its dataset. */
export async function tasksBeyond(
  { runId }: Pick<Claim, 'runId'>,
  targets: readonly ServedTarget[],
  availability: SourceAvailability,
  sql: Store['sql'],
): Promise<NextTask[]> {
  const tasks: NextTask[] = [];
  for (const [dataset, some] of groupBy(targets, (target) => target.dataset))
    tasks.push(...(await tasksOf(dataset, some, { runId, availability, sql })));
  return tasks;
}

async function tasksOf(
  dataset: DatasetId,
  targets: readonly ServedTarget[],
  { runId, availability, sql }: { runId: bigint; availability: SourceAvailability; sql: Store['sql'] },
): Promise<NextTask[]> {
  const { sharedDays } = definitionOf(dataset);
  if (!sharedDays) return [];
  const asked = targets.map(({ target, params }) => ({ target, params: readParams(dataset, { target, params }) }));
  const owed = new Map((await sharedDays.owed(sql, asked, availability)).map((each) => [each.target, each]));
  const opened = targets.flatMap((served): Opened[] => {
    const each = owed.get(served.target);
    return each && isServed(dataset, each, availability) ? [{ ...served, params: each.params }] : [];
  });
  const nameOf = new Map(targets.map(({ id, target }) => [id, target]));
  return firstTasks({ id: runId, dataset }, opened, { ...availability, left: new Map() }).map(
    ({ targetIds, ...task }) => ({ ...task, targets: targetIds.flatMap((id) => nameOf.get(id) ?? []) }),
  );
}

/** The state of the sources, for a task that brings whole days; null for any other. */
export const sourcesBeyond = async (
  store: Pick<Store, 'db'>,
  claim: Pick<Claim, 'dataset'>,
): Promise<SourceAvailability | null> => (bringsWholeDays(claim) ? sourceAvailability(store.db) : null);

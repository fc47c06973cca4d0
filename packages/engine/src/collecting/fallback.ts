// Chooses the tasks that replace a fruitless one: next source of the chain, or halves of a batch.

import type { StepCall } from '@tickermill/collectors';
import type { Store } from '@tickermill/store';
import type { Claim, Fallback, NextTask, ServedTarget } from '@tickermill/store/ledger';
import { type SourceAvailability, sourceAvailability } from '@tickermill/store/sources';
import { chainOf, collectorNamed, toTask } from '../catalogue.ts';
import { definitionOf, readParams } from '../datasets/registry.ts';
import { nextStart } from '../planning/chain.ts';
import { sharesDaysOf, sourcesBeyond, tasksBeyond } from './beyond-whole-days.ts';

/** The state of the sources, if there is another one to fall back to; most datasets have none. */
const othersOf = async (store: Store, { dataset }: Claim): Promise<SourceAvailability | null> =>
  chainOf(dataset).length > 1 ? sourceAvailability(store.db) : null;

/** The fallback for targets of which a source has nothing: the same request to the next collector of the chain. */
export async function fallbackWhenNothing(store: Store, claim: Claim): Promise<Fallback> {
  const others = await othersOf(store, claim);
  return (targets) => askNext(claim, targets, others);
}

/** The fallback for the targets of a task that failed, by the current state of the sources. */
export async function fallbackOnFailure(
  store: Store,
  claim: Claim,
  { isOwnFault }: { isOwnFault: boolean },
): Promise<Fallback> {
  const others = await othersOf(store, claim);
  const beyond = await sourcesBeyond(store, claim);
  if (beyond === null) return (targets) => fallbackTasks(claim, targets, { isOwnFault, others });
  return async (targets, tx) => {
    const own = targets.filter((target) => !sharesDaysOf(claim, target));
    const shared = targets.filter((target) => sharesDaysOf(claim, target));
    return [...askNext(claim, own, others), ...(await tasksBeyond(claim, shared, beyond, tx))];
  };
}

/**
 * The tasks that replace a failed one. A batch that was refused for its content is halved, as one target may spoil it
 * for all; a target that fails alone falls back to the next collector of the chain.
 */
export function fallbackTasks(
  claim: Claim,
  targets: readonly ServedTarget[],
  { isOwnFault, others }: { readonly isOwnFault: boolean; readonly others: SourceAvailability | null },
): readonly NextTask[] {
  if (!isOwnFault || targets.length < 2) return askNext(claim, targets, others);
  const half = Math.ceil(targets.length / 2);
  return [targets.slice(0, half), targets.slice(half)].flatMap((some) => askTogether(claim, some));
}

const askNext = (claim: Claim, targets: readonly ServedTarget[], others: SourceAvailability | null): NextTask[] =>
  others ? targets.flatMap((target) => fallBack(claim, target, others)) : [];

/** The parameters of a target in this task: if it is requested in several parts, its own part. */
function paramsOf({ dataset, input }: Claim, target: ServedTarget): ServedTarget['params'] {
  const { backfill } = definitionOf(dataset);
  const params = readParams(dataset, target);
  return backfill?.asksForGaps(params) ? backfill.ofRequest(params, input as ServedTarget['params']) : params;
}

function fallBack(claim: Claim, served: ServedTarget, availability: SourceAvailability): NextTask[] {
  const { target } = served;
  const params = paramsOf(claim, served);
  const next = nextStart(claim.dataset, { target, params }, { behind: claim.collector, availability });
  if (!next) return [];
  return [toTask({ ...next.call, targets: [target] }, { ...about(claim), collector: next.collector })];
}

function askTogether(claim: Claim, targets: readonly ServedTarget[]): NextTask[] {
  const collector = collectorNamed(claim.collector);
  const asked = targets.map(({ target, params }) => ({ target, params: collector.params.parse(params) }));
  const [first] = asked;
  const batch = first && collector.batch?.of(first.params);
  if (!batch) return [];
  const call: StepCall = { ...batch.start(asked), targets: targets.map(({ target }) => target) };
  return [toTask(call, { ...about(claim), collector })];
}

const about = ({ runId, label, priority }: Claim) => ({ runId, parentId: null, label, priority });

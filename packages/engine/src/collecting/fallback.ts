import type { StepCall } from '@tickermill/collectors';
import type { Store } from '@tickermill/store';
import type { Claim, Fallback, NextTask, ServedTarget } from '@tickermill/store/ledger';
import { type SourceAvailability, sourceAvailability } from '@tickermill/store/sources';
import { chainOf, collectorNamed, toTask } from '../catalogue.ts';
import { definitionOf, readParams } from '../datasets/registry.ts';
import { nextStart } from '../planning/chain.ts';

/** How sources stand, where there is another one that could be asked; for most datasets there is none. */
const othersOf = async (store: Store, { dataset }: Claim): Promise<SourceAvailability | null> =>
  chainOf(dataset).length > 1 ? sourceAvailability(store.db) : null;

/** What goes on for targets of which a source has nothing: the same is asked of the next collector of the chain. */
export async function fallbackWhenNothing(store: Store, claim: Claim): Promise<Fallback> {
  const others = await othersOf(store, claim);
  return (targets) => askNext(claim, targets, others);
}

/** What goes on for the targets of a task that failed, with the sources as they are now. */
export async function fallbackOnFailure(
  store: Store,
  claim: Claim,
  { isOwnFault }: { isOwnFault: boolean },
): Promise<Fallback> {
  const others = await othersOf(store, claim);
  return (targets) => fallbackTasks(claim, targets, { isOwnFault, others });
}

/**
 * The tasks in place of one that failed. A request for many that was refused for what it asked is halved, as one of them
 * may spoil it for all; what fails alone is asked of the next collector of the chain.
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

/** What a target was asked with by this task: of one that is asked for in several requests, its own part. */
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

import { PipelineError } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { recordAudit } from '@tickermill/store/accounts';
import {
  type BulkAction,
  type BulkItem,
  type BulkOutcome,
  lockBulkAction,
  nextBulkItems,
  recordOutcomes,
  withSavepoint,
} from '@tickermill/store/bulk';
import { type EngineDeps, withinTransaction } from '../engine-deps.ts';
import { bulkKinds, failed } from './kinds.ts';

/**
 * Does the next items of the oldest bulk action: what they change, what became of them, and the audit entry are one
 * transaction, so that a process that is lost leaves them undone or done. Returns whether there was anything to do.
 */
export async function carryOutBulk(deps: EngineDeps): Promise<boolean> {
  const next = await nextBulkItems(deps.store.sql, Math.max(...Object.values(bulkKinds).map(({ batch }) => batch)));
  if (!next) return false;
  const { action } = next;
  const { batch, isWithin, carryOut } = bulkKinds[action.action];
  const items = next.items.slice(0, batch);
  const before = isWithin ? null : await carryOut(deps, items, action);
  const after = await deps.store.transaction(async (tx) => {
    if (!(await lockBulkAction(tx, action.id))) return []; // cancelled meanwhile
    const { outcomes, afterCommit } = before
      ? { outcomes: before, afterCommit: [] }
      : await carryOutWithin(deps, tx, action, items);
    await recordOutcomes(tx, action.id, outcomes, deps.now());
    await recordBatch(tx, action, { items, outcomes, at: deps.now() });
    return afterCommit;
  });
  for (const add of after) await add();
  return true;
}

interface Carried {
  readonly outcomes: BulkOutcome[];
  readonly afterCommit: (() => Promise<void>)[];
}

/** Does items in a transaction: all at once, or each by itself where that fails, so that one keeps no other from it. */
async function carryOutWithin(
  deps: EngineDeps,
  tx: Database,
  action: BulkAction,
  items: readonly BulkItem[],
): Promise<Carried> {
  const within = withinTransaction(deps, tx);
  try {
    const outcomes = await withSavepoint(tx, () => bulkKinds[action.action].carryOut(within.deps, items, action));
    return { outcomes, afterCommit: [within.afterCommit] };
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    const [first, ...more] = items;
    if (first && more.length === 0) return { outcomes: [failed(first, error)], afterCommit: [] };
    const each: Carried[] = [];
    for (const item of items) each.push(await carryOutWithin(deps, tx, action, [item]));
    return {
      outcomes: each.flatMap(({ outcomes }) => outcomes),
      afterCommit: each.flatMap(({ afterCommit }) => afterCommit),
    };
  }
}

/** The entry of the audit log: what was done for whom, row by row. */
async function recordBatch(
  tx: Database,
  { id, action, createdBy, createdRole }: BulkAction,
  { items, outcomes, at }: { items: readonly BulkItem[]; outcomes: readonly BulkOutcome[]; at: Date },
): Promise<void> {
  const failures = new Map(outcomes.map(({ place, errorCode }) => [place, errorCode]));
  const of = (isFailed: boolean) =>
    items.filter(({ place }) => (failures.get(place) !== null) === isFailed).map(({ subject }) => subject);
  await recordAudit(tx, {
    at,
    actor: createdBy,
    role: createdRole,
    action: 'carryOutBulkAction',
    path: `/api/v1/bulk-actions/${id}`,
    status: 200,
    detail: { bulk_action: String(id), action, done: of(false), failed: of(true) },
    requestId: `bulk-${id}`,
    ip: null,
  });
}

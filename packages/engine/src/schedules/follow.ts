// Fires the schedules that follow a finished run.

import { dayAt, instantOf } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { followersOf, recordFollowers } from '@tickermill/store/schedules';
import type { Queues } from '../queues/queue-client.ts';
import { planSlots } from './fall-due.ts';

/** When a schedule that follows a slot falls due: with it, or at its own hour of that day. */
export function dueAfter(slot: Date, { zone, notBefore }: { zone: string; notBefore: string | null }): Date {
  if (notBefore === null) return slot;
  const hour = instantOf(`${dayAt(slot, zone)}T${notBefore}:00`, zone);
  return hour > slot ? hour : slot;
}

/** Fires the schedules that follow the one whose slot this run was, whatever its outcome. Idempotent. */
export async function fireFollowers(
  { store, queues }: { store: Store; queues: Queues },
  runId: bigint,
  now: Date,
): Promise<void> {
  const following = await followersOf(store.db, runId);
  for (const each of following) await recordFollowers(store.db, each, dueAfter(each.dueAt, each), now);
  if (following.length > 0) await planSlots({ store, queues }, now);
}

// Runs missed slots and plans closed ones, for ticks and the reconciler.

import { lastSlots } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { closeSlots, recordSlots, timetables } from '@tickermill/store/schedules';
import { planJob } from '../queues/job-data.ts';
import type { Queues } from '../queues/queue-client.ts';

interface FallingDue {
  readonly store: Store;
  readonly queues: Queues;
}

/** Slots that fell due while nothing ran are recorded as missed, the last so many of each schedule. */
const maxMissed = 100;

/**
 * Runs every schedule's last slot that fell due `graceMs` ago or earlier and has no row: its tick was lost, or nothing
 * ran. Earlier slots are recorded as skipped, `missed`. Within the grace the ticks themselves are in transit.
 */
export async function catchUp({ store, queues }: FallingDue, now: Date, graceMs = 0): Promise<void> {
  const upTo = new Date(now.getTime() - graceMs);
  for (const timetable of await timetables(store.db)) {
    const { cron, zone, since } = timetable;
    const slots = lastSlots(cron, zone, { upTo, since, count: 1 });
    if (slots.length === 0 || (await recordSlots(store.db, timetable, { slots, skipReason: null, now })) === 0)
      continue;
    const [, ...missed] = lastSlots(cron, zone, { upTo, since, count: maxMissed });
    await recordSlots(store.db, timetable, { slots: missed, skipReason: 'missed', now });
  }
  await planSlots({ store, queues }, now);
}

/** Plans the slots that take no more ticks. */
export async function planSlots({ store, queues }: FallingDue, now: Date): Promise<void> {
  await queues.add('plan', (await closeSlots(store, now)).map(planJob));
}

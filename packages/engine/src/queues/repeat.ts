// Gives BullMQ the exact next slot of a repeatable job, in place of its own cron parser.

import { nextSlots } from '@tickermill/core';
import type { AdvancedRepeatOptions, JobsOptions } from 'bullmq';
import type { NextSlot, Repeatable } from './queue-client.ts';
import type { JobQueue } from './transport.ts';

/** How BullMQ gets the next slot; the same for adding a repeatable job and for consuming its jobs. */
export type RepeatOptions = Required<Pick<AdvancedRepeatOptions, 'repeatStrategy'>>;

/** So many at once: one after the other would take twice as long, and all of them would hold up everyone else. */
const chunk = 200;

/** Slots as the contracts mean them. BullMQ's own reading runs given hours twice on the night that repeats one. */
const bySlots: NextSlot = (cron, zone, afterMs) => nextSlots(cron, zone, new Date(afterMs), 1)[0]?.getTime();

/**
 * Passes exact instants to BullMQ. Ten thousand schedules of one group need the same one at once, so the last result is
 * cached.
 */
export function repeatBy(nextSlot: NextSlot = bySlots): RepeatOptions {
  const said = new Map<string, { readonly from: number; readonly slot: number | undefined }>();
  return {
    repeatStrategy(now, { pattern = '', tz = 'UTC' }) {
      const key = `${pattern} ${tz}`;
      const last = said.get(key);
      if (last?.slot !== undefined && now >= last.from && now < last.slot) return last.slot;
      const slot = nextSlot(pattern, tz, now);
      said.set(key, { from: now, slot });
      return slot;
    },
  };
}

async function inChunks<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += chunk) await Promise.all(all.slice(from, from + chunk).map(work));
}

/** Adds repeatable jobs whose jobs have these options. */
export function repeat(queue: JobQueue, repeatables: readonly Repeatable[], opts: JobsOptions): Promise<void> {
  return inChunks(repeatables, ({ id, cron, zone, title, data }) =>
    queue.upsertJobScheduler(id, { pattern: cron, tz: zone }, { name: title, data, opts }).catch((error: unknown) => {
      // The job of its next slot is there already, and will bring the one after.
      if ((error as { code?: unknown }).code !== slotTaken) throw error;
    }),
  );
}

/** What BullMQ's scripts return for it. */
const slotTaken = -10;

/** Takes repeatable jobs away. */
export const endRepeats = (queue: JobQueue, ids: readonly string[]): Promise<void> =>
  inChunks(ids, (id) => queue.removeJobScheduler(id));

/** The repeatable jobs, each with the id of its next job: one question, however many there are. */
export async function repeats(queue: JobQueue): Promise<Map<string, string>> {
  const flat = await queue.backend.getJobSchedulersRange(0, -1, true);
  const found = new Map<string, string>();
  for (let at = 0; at + 1 < flat.length; at += 2) found.set(`${flat[at]}`, `repeat:${flat[at]}:${flat[at + 1]}`);
  return found;
}

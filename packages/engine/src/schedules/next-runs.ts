import { dayMs, nextSlots } from '@tickermill/core';
import type { ScheduleDefinition } from '@tickermill/store/schedules';
import { dueAfter } from './follow.ts';

/** A predecessor may fall due every few minutes of the day that is looked back. */
const maxOfDay = 1_440;

/** The next slots of a schedule; for one that follows another, the earliest that its predecessor allows. */
export async function nextRuns(
  schedule: ScheduleDefinition,
  { after, count, find }: { after: Date; count: number; find: (id: bigint) => Promise<ScheduleDefinition | null> },
): Promise<Date[]> {
  if (!schedule.enabled) return [];
  if (schedule.cron !== null) return nextSlots(schedule.cron, schedule.zone, after, count);
  const predecessor = schedule.afterId === null ? null : await find(schedule.afterId);
  if (!predecessor) return [];
  // The predecessor's slot of today may be over while the follower still waits for its hour.
  const from = schedule.notBefore === null ? after : new Date(after.getTime() - dayMs);
  const extra = schedule.notBefore === null ? 0 : maxOfDay;
  const slots = await nextRuns(predecessor, { after: from, count: count + extra, find });
  const due = slots.map((slot) => dueAfter(slot, schedule).getTime()).filter((slot) => slot > after.getTime());
  return [...new Set(due)].slice(0, count).map((slot) => new Date(slot));
}

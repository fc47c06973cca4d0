import { dayMs } from '@tickermill/core';
import type { Database } from '../database.ts';

/** How long what happened is kept, days. */
const keptDays = { sourceHours: 90, scheduleTicks: 400 } as const;
/** The last ticks of a schedule are kept however old they are: what has no row would be caught up with. */
const keptTicks = 100;

/** Deletes what is kept long enough: the hours of sources, and ticks of schedules. Returns how many rows. */
export async function pruneHistory(db: Database, now: Date): Promise<{ sourceHours: number; scheduleTicks: number }> {
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  const sourceHours =
    await db.$executeRaw`DELETE FROM source_hours WHERE hour < ${before(keptDays.sourceHours)}::timestamptz`;
  const scheduleTicks = await db.$executeRaw`
    DELETE FROM schedule_ticks t USING (
      SELECT s.id, (SELECT k.due_at FROM schedule_ticks k WHERE k.schedule_id = s.id ORDER BY k.due_at DESC OFFSET ${keptTicks} LIMIT 1) AS upto
      FROM schedules s) old
    WHERE t.schedule_id = old.id AND t.due_at <= old.upto AND t.due_at < ${before(keptDays.scheduleTicks)}::timestamptz`;
  return { sourceHours, scheduleTicks };
}

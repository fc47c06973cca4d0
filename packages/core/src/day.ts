// Calendar days and instants as text, and their conversion in any time zone.

import { z } from 'zod';

/** A day of UTC, ms: those of a zone are an hour longer or shorter twice a year. */
export const dayMs = 86_400_000;

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a text `YYYY-MM-DD` that names a day of the Gregorian calendar, years 0001 to 9999. */
export function isDay(text: string): boolean {
  const match = dayPattern.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // the Date constructor would read year 23 as 1923
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** A calendar day without a zone, `YYYY-MM-DD`. Days compare as text. */
export const Day = z.string().refine(isDay, { error: 'must be a calendar day, YYYY-MM-DD' });
export type Day = z.infer<typeof Day>;

/** An instant in UTC, ISO 8601 with `Z`. */
export const Instant = z.iso.datetime();
export type Instant = z.infer<typeof Instant>;

/** The day `days` later (earlier when negative). */
export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The earlier of two days; one that is not there is left out. */
export function earliestDay(one: Day, other: Day | null): Day;
export function earliestDay(one: Day | null, other: Day | null): Day | null;
export function earliestDay(one: Day | null, other: Day | null): Day | null {
  if (one === null || other === null) return one ?? other;
  return one <= other ? one : other;
}

/** The later of two days; one that is not there is left out. */
export function latestDay(one: Day, other: Day | null): Day;
export function latestDay(one: Day | null, other: Day | null): Day | null;
export function latestDay(one: Day | null, other: Day | null): Day | null {
  if (one === null || other === null) return one ?? other;
  return one >= other ? one : other;
}

/** The day that the wall calendar of an IANA zone shows at an instant. */
export function dayAt(instant: Date, zone: string): Day {
  return new Date(instant.getTime() + offsetAt(instant.getTime(), zone)).toISOString().slice(0, 10);
}

/**
 * The instant at which clocks in an IANA zone show a wall time (`YYYY-MM-DDTHH:MM:SS`).
 * A wall time that a zone skips runs the gap later; one that occurs twice means its first occurrence.
 */
export const instantOf = (wallTime: string, zone: string): Date => instantsOf(wallTime, zone)[0];

/** Both instants at which clocks show a wall time that occurs twice, the first one first; else the one of `instantOf`. */
export function instantsOf(wallTime: string, zone: string): readonly [Date, ...Date[]] {
  const asIfUtc = new Date(`${wallTime}Z`).getTime();
  const before = asIfUtc - offsetAt(asIfUtc - dayMs, zone);
  const after = asIfUtc - offsetAt(asIfUtc + dayMs, zone);
  const shows = (instant: number) => instant + offsetAt(instant, zone) === asIfUtc;
  if (before < after && shows(before) && shows(after)) return [new Date(before), new Date(after)];
  return [new Date(shows(after) ? after : before)];
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The clock of a zone. @throws {RangeError} if there is no zone of this name. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  clocks.set(zone, clock);
  return clock;
}

/** Whether there is an IANA zone of this name; a mere offset (`+05:00`) has no rules of its own. */
export function isZone(name: string): boolean {
  try {
    return /^[A-Z]/i.test(name) && clockOf(name) !== undefined;
  } catch {
    return false;
  }
}

const minuteMs = 60_000;
/** From here on clocks are changed at the beginning of a minute, though not of a quarter of an hour everywhere. */
const minutesFrom = Date.UTC(1973, 0, 1);
/** The openings and closings of 25 years of all exchanges, and more. */
const maxMinutes = 100_000;
const offsets = new Map<string, Map<number, number>>();

/**
 * Milliseconds that clocks in a zone are ahead of UTC at an instant. Computed once per minute, because `Intl` is slow.
 */
export function offsetAt(instant: number, zone: string): number {
  if (instant < minutesFrom) return askClock(instant, zone);
  let known = offsets.get(zone);
  if (!known || known.size >= maxMinutes) {
    known = new Map();
    offsets.set(zone, known);
  }
  const minute = Math.floor(instant / minuteMs);
  let offset = known.get(minute);
  if (offset === undefined) {
    offset = askClock(minute * minuteMs, zone);
    known.set(minute, offset);
  }
  return offset;
}

function askClock(instant: number, zone: string): number {
  const part = Object.fromEntries(
    clockOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const shown = Date.parse(
    `${part['year']?.padStart(4, '0')}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:${part['second']}Z`,
  );
  return shown - Math.floor(instant / 1000) * 1000;
}

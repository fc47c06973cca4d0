// Slots of cron expressions in a time zone, correct on nights when clocks change, for schedules.

import { z } from 'zod';
import { addDays, type Day, dayAt, dayMs, instantsOf, isZone, offsetAt } from './day.ts';

/** The wall times at which a schedule falls due: what a cron expression of five fields means. */
interface CronTimes {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Every hour is given: elapsed time is meant, not the clock. */
  readonly everyHour: boolean;
  /** Both the day of the month and the weekday are given: either is enough. */
  readonly eitherDay: boolean;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** The longest wait between two days of a calendar: 29 February across a century that is no leap year. */
const maxDays = 8 * 366 + 1;

const fields = [
  { name: 'minute', from: 0, to: 59, names: [], namesFrom: 0 },
  { name: 'hour', from: 0, to: 23, names: [], namesFrom: 0 },
  { name: 'day of the month', from: 1, to: 31, names: [], namesFrom: 0 },
  { name: 'month', from: 1, to: 12, names: months, namesFrom: 1 },
  { name: 'weekday', from: 0, to: 7, names: weekdays, namesFrom: 0 },
] as const;

/** What is wrong with a cron expression, in words. */
class BadCron extends Error {}

function numbersOf(text: string, field: (typeof fields)[number]): number[] {
  const { name, from, to } = field;
  const bad = () => new BadCron(`${name}: "${text}" is not acceptable`);
  const numberOf = (word: string): number => {
    const named = (field.names as readonly string[]).indexOf(word.toUpperCase());
    const value = named >= 0 ? named + field.namesFrom : /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
    if (!(value >= from && value <= to)) throw bad();
    return value;
  };
  return text.split(',').flatMap((part) => {
    const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) throw bad();
    const [, all, first = '', last, every] = match;
    const step = every === undefined ? 1 : Number(every);
    const begin = all ? from : numberOf(first);
    const end = all ? to : last !== undefined ? numberOf(last) : every !== undefined ? to : begin;
    if (step < 1 || end < begin) throw bad();
    return Array.from({ length: Math.floor((end - begin) / step) + 1 }, (_, index) => begin + index * step);
  });
}

const known = new Map<string, CronTimes>();
const maxKnown = 1_000;

/** @throws {BadCron} saying what is wrong. */
function parseCron(expression: string): CronTimes {
  const cached = known.get(expression);
  if (cached) return cached;
  const words = expression.trim().split(/\s+/);
  if (words.length !== fields.length) throw new BadCron('must have five fields: minute, hour, day, month, weekday');
  const [minutes = [], hours = [], days = [], inMonths = [], onWeekdays = []] = words.map((word, index) =>
    numbersOf(word, fields[index] as (typeof fields)[number]),
  );
  const isGiven = (word = '') => !word.startsWith('*');
  const times: CronTimes = {
    minutes: [...new Set(minutes)].sort((a, b) => a - b),
    hours: [...new Set(hours)].sort((a, b) => a - b),
    days: new Set(days),
    months: new Set(inMonths),
    weekdays: new Set(onWeekdays.map((weekday) => weekday % 7)),
    everyHour: new Set(hours).size === 24,
    eitherDay: isGiven(words[2]) && isGiven(words[4]),
  };
  const first = Math.min(...days);
  if (!times.eitherDay && inMonths.every((month) => first > (longestMonths[month - 1] ?? 0))) {
    throw new BadCron('never falls due: none of its months has such a day');
  }
  if (known.size >= maxKnown) known.clear();
  known.set(expression, times);
  return times;
}

/** A cron expression of five fields: minute, hour, day of the month, month, weekday; lists, ranges, steps and names. */
export const Cron = z
  .string()
  .trim()
  .max(200)
  .superRefine((text, context) => {
    try {
      parseCron(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: `no cron expression: ${(error as Error).message}` });
    }
  });

/** The name of an IANA time zone, such as `America/New_York`. */
export const Zone = z.string().refine(isZone, { error: 'must be an IANA time zone such as America/New_York' });

function isOn(times: CronTimes, day: Day): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  if (!times.months.has(date.getUTCMonth() + 1)) return false;
  const onDay = times.days.has(date.getUTCDate());
  const onWeekday = times.weekdays.has(date.getUTCDay());
  return times.eitherDay ? onDay || onWeekday : onDay && onWeekday;
}

const two = (number: number) => String(number).padStart(2, '0');

/**
 * The slots whose wall times are on a day, in the order of their instants. One that the zone skips comes the gap later; one
 * that occurs twice is a slot each time where every hour is given, and else the first time.
 */
function slotsOn(times: CronTimes, day: Day, zone: string): number[] {
  if (!isOn(times, day)) return [];
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const walls = times.hours.flatMap((hour) => times.minutes.map((minute) => [hour, minute] as const));
  const offset = offsetAt(midnight - 2 * dayMs, zone);
  if (offset === offsetAt(midnight + 3 * dayMs, zone)) {
    return walls.map(([hour, minute]) => midnight + (hour * 60 + minute) * 60_000 - offset);
  }
  const slots = walls.flatMap(([hour, minute]) => {
    const [first, ...again] = instantsOf(`${day}T${two(hour)}:${two(minute)}:00`, zone);
    return [first, ...(times.everyHour ? again : [])].map((instant) => instant.getTime());
  });
  return [...new Set(slots)].sort((a, b) => a - b);
}

/**
 * The next slots after an instant. A wall time that does not exist fires later by the gap (02:30 → 03:30); one that occurs
 * twice fires the first time, or both times where every hour is given: `0 * * * *` fires once an hour in every night.
 */
export function nextSlots(cron: string, zone: string, after: Date, count: number): Date[] {
  const times = parseCron(cron);
  const found: number[] = [];
  // What a day skips may fall due on the next, and what it carries over may come before the next day's first.
  let day = addDays(dayAt(after, zone), -1);
  for (let looked = 0; looked < maxDays && found.length < count + 1; looked++, day = addDays(day, 1)) {
    for (const slot of slotsOn(times, day, zone)) if (slot > after.getTime() && !found.includes(slot)) found.push(slot);
  }
  found.sort((a, b) => a - b);
  return found.slice(0, count).map((slot) => new Date(slot));
}

/** The last slots up to an instant, itself included, newest first; none before `since`. */
export function lastSlots(
  cron: string,
  zone: string,
  { upTo, since, count }: { upTo: Date; since: Date; count: number },
): Date[] {
  const times = parseCron(cron);
  const found: number[] = [];
  const earliest = addDays(dayAt(since, zone), -1);
  for (let day = addDays(dayAt(upTo, zone), 1); day >= earliest && found.length < count + 1; day = addDays(day, -1)) {
    for (const slot of slotsOn(times, day, zone).reverse())
      if (slot <= upTo.getTime() && slot > since.getTime() && !found.includes(slot)) found.push(slot);
  }
  found.sort((a, b) => b - a);
  return found.slice(0, count).map((slot) => new Date(slot));
}

// Instants and days as people read them. Days of data are the exchange's and are never moved into another zone.

import { inMinutes } from './numbers.ts';

/** In which zone instants are shown: UTC, that of the browser, or that of an exchange. */
export const zones = ['utc', 'mine', 'exchange'] as const;
export type ZoneChoice = (typeof zones)[number];

const exchangeZone = 'America/New_York';

/** The IANA name of a choice. */
export const zoneOf = (choice: ZoneChoice): string =>
  choice === 'utc'
    ? 'UTC'
    : choice === 'exchange'
      ? exchangeZone
      : new Intl.DateTimeFormat().resolvedOptions().timeZone;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes longer than using it, and a table has hundreds of instants. */
function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
    formats.set(key, format);
  }
  return format;
}

const parts = (iso: string, zone: string, options: Intl.DateTimeFormatOptions): Record<string, string> =>
  Object.fromEntries(
    formatOf(zone, options)
      .formatToParts(new Date(iso))
      .map(({ type, value }) => [type, value]),
  );

/** An instant with its zone: `2026-11-30 21:40 UTC`. */
export function instant(iso: string, zone: string): string {
  const { year, month, day, hour, minute, timeZoneName } = parts(iso, zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  return `${year}-${month}-${day} ${hour}:${minute} ${timeZoneName}`;
}

/** The time of the day with its zone: `21:40 UTC`. */
export function clock(iso: string, zone: string): string {
  const { hour, minute, timeZoneName } = parts(iso, zone, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  return `${hour}:${minute} ${timeZoneName}`;
}

/** An instant as short as it is clear: of today the time, else the day as well. */
export function moment(iso: string, zone: string, now: number): string {
  const full = instant(iso, zone);
  const isToday = full.slice(0, 10) === instant(new Date(now).toISOString(), zone).slice(0, 10);
  return isToday ? clock(iso, zone) : full;
}

/** How far an instant is from now: `3 min ago`, `in 2 h`, `now`. */
export function distance(iso: string, now: number): string {
  const minutes = Math.round((Date.parse(iso) - now) / 60_000);
  if (minutes === 0) return 'now';
  return minutes < 0 ? `${inMinutes(-minutes)} ago` : `in ${inMinutes(minutes)}`;
}

/** A range of days: one day, or `2026-01-02 – 2026-01-09`. */
export const days = ({ from, to }: { from: string; to: string }): string => (from === to ? from : `${from} – ${to}`);

/** The day so many days after another, or before. */
export const dayAfter = (day: string, by: number): string =>
  new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10);

import { type Day, instantOf } from '@tickermill/core';

/** The short names of a zone in winter and in summer, as Yahoo writes them. */
const names: Readonly<Record<string, readonly [winter: string, summer: string]>> = {
  'America/New_York': ['EST', 'EDT'],
  'Europe/London': ['GMT', 'BST'],
  'Europe/Paris': ['CET', 'CEST'],
  'Europe/Berlin': ['CET', 'CEST'],
  'Asia/Seoul': ['KST', 'KST'],
};

/** The clocks of a zone on a day: seconds ahead of UTC, and what they are called. */
export function clocksOn(day: Day, zone: string): { readonly gmtoffset: number; readonly timezone: string } {
  const ahead = (noon: string) => (Date.parse(`${noon}Z`) - instantOf(noon, zone).getTime()) / 1000;
  const gmtoffset = ahead(`${day}T12:00:00`);
  const isWinter = gmtoffset === ahead(`${day.slice(0, 4)}-01-15T12:00:00`);
  const [winter, summer] = names[zone] ?? [zone, zone];
  return { gmtoffset, timezone: isWinter ? winter : summer };
}

import type { Day } from '@tickermill/core';

/** `21:04 UTC`, or with its day where that is another than today's. */
export function moment(instant: Date, now: Date): string {
  const [day, time] = instant.toISOString().split('T') as [Day, string];
  const clock = `${time.slice(0, 5)} UTC`;
  return day === now.toISOString().slice(0, 10) ? clock : `${day} ${clock}`;
}

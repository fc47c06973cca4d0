import { whole } from '../format/numbers.ts';

/** What the generic cards of metrics say. */
export const metrics = {
  nothing: 'It has no data yet.',
  x: 'When',
  chart: (title: string, first: string, last: string) => `${title}, from ${first} to ${last}`,
  total: (name: string, total: number) => `${name}: ${whole(total)} in all`,
  table: 'As a table',
} as const;

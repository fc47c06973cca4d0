/** What the dashboard keeps and finds: reports of browsers, and whatever a search names. */

export type { KeptClientLog } from './client-logs.ts';
export { keepClientLog, listClientLogs, pruneClientLogs } from './client-logs.ts';
export type { FoundThing } from './search.ts';
export { search } from './search.ts';
export { universeMonths } from './universe-months.ts';

/** What tests share: a Postgres and processes of their own, records to store, and waiting for facts. */

export type { Fleet } from './apps.ts';
export { checkout, openFleet, startApp } from './apps.ts';
export { makeFiling, makeHolding, makeOwner, makeTrade } from './filings.ts';
export { silentLog } from './log.ts';
export type { ScratchDatabase } from './postgres.ts';
export { cloneDatabase, withDatabase } from './postgres.ts';
export type { ScratchStore } from './store.ts';
export { openScratchStore } from './store.ts';
export { until } from './until.ts';

/** What tests share: a Postgres and processes of their own, records to store, and waiting for facts. */

export type { Fleet } from './apps.ts';
export { checkout, openFleet, startApp } from './apps.ts';
export { crash, openCrashRig } from './crash/crash.ts';
export type { Scenario } from './crash/scenarios.ts';
export { scenarios } from './crash/scenarios.ts';
export { makeFiling, makeHolding, makeOwner, makeTrade } from './filings.ts';
export { silentLog } from './log.ts';
export { openMutations } from './mutations.ts';
export type { OwnPostgres } from './own-postgres.ts';
export { openOwnPostgres } from './own-postgres.ts';
export type { ScratchDatabase } from './postgres.ts';
export { cloneDatabase, withDatabase } from './postgres.ts';
export type { OwnRedis } from './redis.ts';
export { openOwnRedis } from './redis.ts';
export type { Backend, Rig } from './rig.ts';
export { openRig } from './rig.ts';
export { scratchRedis } from './scratch-redis.ts';
export type { ScratchStore } from './store.ts';
export { openScratchStore } from './store.ts';
export { until } from './until.ts';

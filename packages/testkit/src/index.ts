/** What tests share: a Postgres and processes of their own, records to store, and waiting for facts. */

export type { Backend, ControlledSandbox, CrashSize, OwnPostgres, OwnRedis, Rig, Scenario } from '@tickermill/drill';
export {
  askSandbox,
  checkout,
  crash,
  openOwnPostgres,
  scenarios,
  startApp,
  startSandbox,
  takeConnections,
  until,
  withDatabase,
} from '@tickermill/drill';
export type { Fleet } from './apps.ts';
export { openFleet } from './apps.ts';
export { readArrowRows, readParquetRows } from './columnar.ts';
export { makeFiling, makeHolding, makeOwner, makeTrade } from './filings.ts';
export { silentLog } from './log.ts';
export { openMutations } from './mutations.ts';
export { needRedis } from './need-redis.ts';
export type { ScratchDatabase, Template } from './postgres.ts';
export { cloneDatabase, makeTemplate } from './postgres.ts';
export { hasRedis, openCrashRig, openOwnRedis, openRig } from './redis-server.ts';
export { openS3Server, type S3Server } from './s3-server.ts';
export type { ScratchRedis } from './scratch-redis.ts';
export { scratchRedis } from './scratch-redis.ts';
export type { ScratchStore } from './store.ts';
export { openScratchStore } from './store.ts';
export { onTeardown } from './teardown.ts';

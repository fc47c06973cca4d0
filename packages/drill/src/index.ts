/** Breaks a whole installation on purpose, one made for it, and compares the result with the truth. */

export { checkout, startApp } from './apps.ts';
export { crash, openCrashRig } from './crash/crash.ts';
export type { CrashSize, Scenario } from './crash/scenarios.ts';
export { scenarios } from './crash/scenarios.ts';
export type { OwnPostgres } from './own-postgres.ts';
export { openOwnPostgres } from './own-postgres.ts';
export type { OwnRedis } from './redis.ts';
export { openOwnRedis } from './redis.ts';
export type { Backend, Rig, RigOptions } from './rig.ts';
export { openRig } from './rig.ts';
export type { DrillReport, DrillResult, OnDrill } from './run-drill.ts';
export { runDrill } from './run-drill.ts';
export type { ControlledSandbox } from './sandbox.ts';
export { askSandbox, startSandbox } from './sandbox.ts';
export { takeConnections } from './take-connections.ts';
export { until } from './until.ts';
export { withDatabase } from './with-database.ts';

/**
 * Opens the database: the only package that knows Prisma and SQL. Each folder beside this file has an entry of its own.
 */

export type { Database, Store } from './database.ts';
export { isConnectionLost, isStoreBlocked, openStore } from './database.ts';
export type { DatabaseFacts } from './postgres/inspect.ts';
export { inspectDatabase } from './postgres/inspect.ts';
export { pingDatabaseServer } from './postgres/ping.ts';
export type { SchemaMisfit } from './postgres/schema-fit.ts';
export { schemaMisfit } from './postgres/schema-fit.ts';
export type { SharedPool } from './postgres/shared-pool.ts';
export { openSharedPool } from './postgres/shared-pool.ts';

/** The server under the store, and its schema: without the store itself, which brings Prisma along. */

export type { EmbeddedPostgres } from './embedded.ts';
export { findEmbeddedPostgres, openEmbeddedPostgres } from './embedded.ts';
export { migrate, migrationNames } from './migrate.ts';
export { makeProcessLogin } from './process-login.ts';

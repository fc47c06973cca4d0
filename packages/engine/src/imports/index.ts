/** Imports bulk files of EDGAR. Apart from the engine's other entry: it brings a reader of zip files along. */

export type { BulkName } from './bulk-kinds.ts';
export type { BulkProgress, BulkResult } from './import-bulk.ts';
export { importBulk } from './import-bulk.ts';

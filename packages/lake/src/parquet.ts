/** Parquet without Arrow, for processes that keep files and answer no client. */
export type { Column } from './columns.ts';
export { readParquet } from './read-parquet.ts';
export { toParquet } from './to-parquet.ts';

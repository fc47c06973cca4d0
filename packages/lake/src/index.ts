/** Tables as files of columns: Arrow and Parquet, written as they are read, and read back to the digit. */
export type { Batches, Column } from './columns.ts';
export { readParquet } from './read-parquet.ts';
export { toArrow } from './to-arrow.ts';
export { toParquet } from './to-parquet.ts';

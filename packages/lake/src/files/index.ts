/** The files of a lake: their names, columns and bytes, and the places where they lie. */
export { folderTarget } from './folder-target.ts';
export { filePath } from './names.ts';
export { openParquetFile, type ParquetFile, type TextColumns } from './parquet-file.ts';
export { s3Target } from './s3-target.ts';
export { catalogueColumns, dayColumn, lakeColumns } from './tables.ts';
export type { LakeTarget } from './target.ts';
export { loadZstd } from './zstd.ts';

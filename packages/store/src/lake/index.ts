/** What a lake of Parquet files should hold, what it holds, and the rows of what has to be written. */

export {
  beginLakeExport,
  endLakeExport,
  exportBefore,
  keptLake,
  type LakeExport,
  lakeExports,
  lakeTotals,
  pruneLakeExports,
  recordLake,
  recordLakeProgress,
} from './exports.ts';
export {
  cataloguedFiles,
  commitOrder,
  duePartitions,
  type FileSize,
  forgetFiles,
  type LakeHolding,
  type LakePartition,
  lakeHoldings,
  lakeSizes,
  recordFiles,
  replaceForeignChanges,
  staleFiles,
  type WrittenFile,
} from './files.ts';
export { eachSessionOfYear, type PartitionRows, partitionRows } from './rows.ts';

/** SQL over the files of a lake, by DuckDB in a process of its own. */
export { askLake, askLakeForFile, type LakeQuery, type LakeRows } from './ask-lake.ts';

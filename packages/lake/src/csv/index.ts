/** CSV as it is brought in: read as it arrives, within limits. It loads neither Arrow nor Parquet. */
export type { CsvLimits, CsvRecord } from './read-csv.ts';
export { readCsv } from './read-csv.ts';

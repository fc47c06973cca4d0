/** What is stored: for how long, how large it is, and when the disk will be full. */

export type { FamilySize, StorageSizes } from './sizes.ts';
export { diskFullAt, keepStorageSizes, storageSizes } from './sizes.ts';
export type { Retention, TableFamily } from './tables.ts';
export { tableFamilies, tableRules } from './tables.ts';

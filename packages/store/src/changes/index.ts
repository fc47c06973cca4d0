/** The journal of what became otherwise than it was told, in the order of commits. */

export { pruneChanges } from './prune.ts';
export { type PolledChanges, placeAt, pollChanges, type StoredChange } from './read.ts';

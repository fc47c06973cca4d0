/** The outbox: events are written with the fact that they report, and read in the order of transactions. */

export { claimConsumer, dropSilentConsumers, keepPosition, releaseConsumer } from './consumers.ts';
export type { Position } from './position.ts';
export { isBefore, toEventId, toPosition } from './position.ts';
export { pruneEvents } from './prune.ts';
export type { ReplayCounts } from './publish.ts';
export { publishOverdueIndex, publishReplayFinished } from './publish.ts';
export type { StoredEvent } from './read.ts';
export { eventsAfter, isLost, latestPosition } from './read.ts';

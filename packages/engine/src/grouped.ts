// Does in one go what many tasks want of the ledger at the same time.

import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionLost, isStoreBlocked } from '@tickermill/store';

/** What is done for a group, and what a group may be. */
export interface GroupOptions<Item, Done> {
  /** Does it for all items or for none, and returns the outcome of each in their order. */
  readonly work: (items: readonly Item[]) => Promise<readonly Done[]>;
  /** No two items of a group have the same key. */
  readonly keyOf: (item: Item) => unknown;
  /** The bytes of an item, which count towards those of a group. */
  readonly bytesOf?: (item: Item) => number;
  /** While groups follow one another, each waits so long for more, ms. Without it none waits. */
  readonly gatherMs?: number;
  /** A monotonic clock, ms. */
  readonly now?: () => number;
}

/** Has it done for one item, together with others; `alone`: by itself, and at once. */
export type Grouped<Item, Done> = (item: Item, options?: { readonly alone?: boolean }) => Promise<Done>;

const maxItems = 50;
/** Beyond this a group waits longer for itself than it saves. */
const maxBytes = 4 * 1024 * 1024;
/** A group that comes no later than this after another follows it, ms. What comes at the pace of a source does not. */
const followsMs = 100;
/**
 * How long a worker's groups wait, ms. Tasks that ended together come together, but not in one turn of the event loop: the
 * first would go alone.
 */
export const usualGatherMs = 10;

interface Waiter<Item, Done> {
  readonly item: Item;
  readonly resolve: (done: Done | Promise<Done>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Groups what is wanted: items that come while a group is worked on make up the next one, with those that come shortly
 * after. What comes by itself, when there was nothing before it, does not wait. If a group fails through one of its items,
 * each is done by itself. If it fails through the server, all of it fails.
 */
export function grouped<Item, Done>({
  work,
  keyOf,
  bytesOf = () => 0,
  gatherMs = 0,
  now = () => performance.now(),
}: GroupOptions<Item, Done>): Grouped<Item, Done> {
  let waiting: readonly Waiter<Item, Done>[] = [];
  let isRunning = false;
  let endedAt = Number.NEGATIVE_INFINITY;

  async function alone(item: Item): Promise<Done> {
    const [done] = await work([item]);
    return done as Done;
  }

  function takeGroup(): Waiter<Item, Done>[] {
    const keys = new Set<unknown>();
    let bytes = 0;
    const group: Waiter<Item, Done>[] = [];
    for (const waiter of waiting) {
      const { item } = waiter;
      bytes += bytesOf(item);
      if (group.length === maxItems || (group.length > 0 && bytes > maxBytes)) break;
      if (keys.has(keyOf(item))) continue;
      keys.add(keyOf(item));
      group.push(waiter);
    }
    waiting = waiting.filter((waiter) => !group.includes(waiter));
    return group;
  }

  async function run(group: readonly Waiter<Item, Done>[]): Promise<void> {
    try {
      const done = await work(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(done[index] as Done);
    } catch (error) {
      if (group.length === 1 || isConnectionLost(error) || isStoreBlocked(error)) {
        for (const { reject } of group) reject(error);
        return;
      }
      for (const { item, resolve, reject } of group) await alone(item).then(resolve, reject);
    }
  }

  async function runAll(): Promise<void> {
    while (waiting.length > 0) {
      const follows = now() - endedAt <= followsMs;
      if (gatherMs > 0 && follows && waiting.length < maxItems) await sleep(gatherMs);
      await run(takeGroup());
      endedAt = now();
    }
    isRunning = false;
  }

  return (item, options = {}) =>
    options.alone
      ? alone(item)
      : new Promise<Done>((resolve, reject) => {
          waiting = [...waiting, { item, resolve, reject }];
          if (isRunning) return;
          isRunning = true;
          setImmediate(runAll); // with what else this turn of the event loop brings
        });
}

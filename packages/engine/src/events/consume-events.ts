import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import {
  claimConsumer,
  eventsAfter,
  keepPosition,
  type Position,
  releaseConsumer,
  type StoredEvent,
} from '@tickermill/store/events';

const pollMs = 1_000;
const batch = 100;
/** Another process takes over when the consuming one has been silent for so long. */
const usualHoldMs = 30_000;
/** An event whose handler failed is retried after so long, doubling. */
const shortestRetryMs = 1_000;
const longestRetryMs = 60_000;

interface ConsumeEventsOptions {
  readonly store: Store;
  readonly log: Log;
  /** Names the consumer in the ledger, where its position is kept. */
  readonly name: string;
  /** Names this process: of several that consume under one name, one does at a time. */
  readonly holder: string;
  /** Which types it acts on; the others are passed by. Without it: all. */
  readonly wants?: (type: string) => boolean;
  /**
   * Handles one event. Called in commit order, at least once for each: the position is stored when this has resolved,
   * so that the event is delivered again after a crash before that. If it rejects, the same event is delivered again,
   * and none after it.
   */
  readonly handle: (event: StoredEvent, signal: AbortSignal) => Promise<void>;
  readonly holdMs?: number;
}

/** A running consumer. */
export interface EventConsumer {
  /** Waits for the event in progress; its signal is aborted. */
  stop(): Promise<void>;
}

/** Has every event handled that is written from the first time that this name consumes. */
export function consumeEvents(options: ConsumeEventsOptions): EventConsumer {
  const { store, log, name, holder, handle, wants = () => true, holdMs = usualHoldMs } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const rest = (ms: number) => sleep(ms, undefined, { signal }).catch(() => {});

  /** Renews the hold while an event is being handled, however long that takes. */
  async function whileHeld(work: () => Promise<void>): Promise<void> {
    const renew = () => void claimConsumer(store, { name, holder, holdMs }).catch(() => {});
    const timer = setInterval(renew, holdMs / 3);
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
  }

  async function handleUntilDone(event: StoredEvent): Promise<boolean> {
    for (let ms = shortestRetryMs; !signal.aborted; ms = Math.min(2 * ms, longestRetryMs)) {
      try {
        await handle(event, signal);
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        log.error('an event could not be handled', error, { consumer: name, type: event.type, in_ms: ms });
        await rest(ms);
      }
    }
    return false;
  }

  /** Up to where this process has handled events while it holds the name, and when it must renew the hold. */
  let held: { position: Position; readonly renewAt: number } | null = null;

  async function hold(): Promise<typeof held> {
    if (held && performance.now() < held.renewAt) return held;
    held = null;
    const renewAt = performance.now() + holdMs / 3;
    const claim = await claimConsumer(store, { name, holder, holdMs });
    if (claim.kind === 'taken') return null;
    if (claim.restarted) log.warn('the position of an event consumer was of another server', { consumer: name });
    return { position: claim.position, renewAt };
  }

  async function round(): Promise<'more' | 'empty'> {
    const mine = await hold();
    if (!mine) return 'empty';
    const events = await eventsAfter(store.sql, mine.position, batch);
    const wanted = events.filter(({ type }) => wants(type));
    const last = events.at(-1);
    let isHeld = true;
    const keep = async ({ txid, id }: Position) => {
      const position = { txid, id };
      isHeld = await keepPosition(store.sql, { name, holder, position });
      if (isHeld) mine.position = position;
    };
    await whileHeld(async () => {
      for (const event of wanted) {
        if (!isHeld || !(await handleUntilDone(event))) return;
        await keep(event);
      }
      // One statement for all that were passed by at the end of the page.
      if (isHeld && last && last !== wanted.at(-1)) await keep(last);
    });
    held = isHeld ? mine : null;
    return events.length === batch && isHeld ? 'more' : 'empty';
  }

  async function consume(): Promise<void> {
    while (!signal.aborted) {
      const found = await round().catch((error) => {
        held = null;
        log.error('events could not be read', error, { consumer: name });
        return 'empty';
      });
      if (found === 'empty') await rest(pollMs);
    }
    await releaseConsumer(store.sql, { name, holder }).catch(() => {});
  }
  const consuming = consume();

  return {
    stop() {
      stopping.abort();
      return consuming;
    },
  };
}

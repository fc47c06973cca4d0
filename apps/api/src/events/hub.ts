import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Log, PipelineError } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { eventsAfter, isBefore, isLost, latestPosition, type Position, toPosition } from '@tickermill/store/events';
import { openStream, type Stream, toStreamedEvent } from './stream.ts';
import type { Wanted } from './wanted.ts';

/** Readers are disconnected when the events could not be read for so long: they reconnect, and see the error. */
const blindMs = 30_000;

/**
 * A stream ends after so long, and its reader reconnects: a reader whose token or session has ended gets nothing more.
 */
const longestMs = 15 * 60_000;

/** How events are streamed. */
interface EventHubOptions {
  readonly store: Pick<Store, 'sql'>;
  readonly log: Log;
  /** How often the table is read while there is a reader. */
  readonly pollMs?: number;
  readonly heartbeatMs?: number;
  readonly maxReaders?: number;
  /** How much a reader may leave unread before it is disconnected. */
  readonly maxBufferedBytes?: number;
  /** Events that are read at a time. */
  readonly pageSize?: number;
  readonly longestStreamMs?: number;
}

/** Streams events to all readers of this process, and reads the table once for all of them. */
export interface EventHub {
  /**
   * Answers a request with events: those after `lastEventId`, without it what happens from now on. Resolves when the
   * reader has gone. @throws {PipelineError} `TOO_MANY_READERS`, with nothing answered yet.
   */
  serve(response: ServerResponse, reader: { wanted: Wanted; lastEventId: string | undefined }): Promise<void>;
  /** How many readers there are. */
  readers(): number;
  /** Ends all streams, and takes no reader any more. */
  close(): Promise<void>;
}

/** Opens the hub of a process. It does not query the database while there are no readers. */
export function openEventHub({
  store: { sql },
  log,
  pollMs = 500,
  heartbeatMs = 15_000,
  maxReaders = 250,
  maxBufferedBytes = 1024 * 1024,
  pageSize = 500,
  longestStreamMs = longestMs,
}: EventHubOptions): EventHub {
  const streams = new Set<Stream>();
  /** Those that were sent everything up to `position`. */
  const live = new Set<Stream>();
  let position: Position = { txid: 0n, id: 0n };
  let readers = 0;
  let listening: Promise<{ readonly ended: Promise<void> }> | null = null;
  const closing = new AbortController();

  async function listen() {
    try {
      position = await latestPosition(sql);
    } catch (error) {
      listening = null;
      throw error;
    }
    return { ended: poll() };
  }

  async function poll(): Promise<void> {
    const heart = setInterval(() => {
      for (const stream of live) stream.mark('beat', position);
    }, heartbeatMs);
    let seenAt = performance.now();
    while (readers > 0 && !closing.signal.aborted) {
      try {
        await publish();
        seenAt = performance.now();
      } catch (error) {
        log.warn('the events could not be read', { error: String(error) });
        if (performance.now() - seenAt > blindMs) for (const stream of streams) stream.end();
      }
      await sleep(pollMs, undefined, { signal: closing.signal }).catch(() => {});
    }
    clearInterval(heart);
    listening = null;
  }

  async function publish(): Promise<void> {
    for (let isMore = true; isMore; ) {
      const events = await eventsAfter(sql, position, pageSize);
      const streamed = events.map(toStreamedEvent);
      // Without a pause up to the new position: who is caught up meanwhile was either sent these or is behind.
      for (const stream of live) stream.push(streamed);
      position = events.at(-1) ?? position;
      isMore = events.length === pageSize;
    }
  }

  /** Sends a reader what it has missed, until it has what all others have. */
  async function catchUp(stream: Stream, lastEventId: string): Promise<void> {
    const from = toPosition(lastEventId);
    let at = from === null || (await isLost(sql, from)) ? reset(stream) : from;
    while (isBefore(at, position) && !stream.isClosed) {
      const goal = position;
      const events = await eventsAfter(sql, at, pageSize);
      if (await isLost(sql, at)) {
        at = reset(stream);
      } else {
        const last = events.at(-1);
        at = last && (events.length === pageSize || isBefore(goal, last)) ? last : goal;
        await stream.fill(events.map(toStreamedEvent), at);
      }
    }
    join(stream, at);
  }

  function join(stream: Stream, at: Position): void {
    if (stream.isClosed) return;
    stream.mark('begin', at);
    live.add(stream);
  }

  function reset(stream: Stream): Position {
    stream.mark('reset', position);
    return position;
  }

  return {
    async serve(response, { wanted, lastEventId }) {
      if (readers >= maxReaders || closing.signal.aborted) {
        throw new PipelineError('TOO_MANY_READERS', `Events are told to ${readers} readers already.`, {
          detail: { retry_after_s: 5 },
        });
      }
      readers++;
      try {
        listening ??= listen();
        await listening;
        const stream = openStream(response, { wanted, maxBufferedBytes });
        streams.add(stream);
        const ending = setTimeout(() => stream.end(), longestStreamMs);
        if (lastEventId === undefined) join(stream, position);
        else
          await catchUp(stream, lastEventId).catch((error) => {
            log.warn('could not send a reader the events that it missed', { error: String(error) });
            stream.end();
          });
        await stream.closed;
        clearTimeout(ending);
        streams.delete(stream);
        live.delete(stream);
      } finally {
        readers--;
      }
    },

    readers: () => readers,

    async close() {
      closing.abort();
      for (const stream of streams) stream.end();
      await listening?.then(
        ({ ended }) => ended,
        () => {},
      );
    },
  };
}

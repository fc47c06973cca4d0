// One reader's event stream: backlog, live events, heartbeats and back-pressure, for the hub.

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { isBefore, type Position, type StoredEvent, toEventId } from '@tickermill/store/events';
import { isWanted, type Wanted } from './wanted.ts';

/** A reader that takes nothing for so long while it catches up is disconnected, ms. */
const stuckMs = 60_000;
/** The time after which a browser reconnects when its stream has ended, ms. */
const retryMs = 2_000;

/** What happened, as it goes to every reader who wants it: composed once. */
export interface StreamedEvent {
  readonly event: StoredEvent;
  readonly text: string;
}

/** An event as a block of `text/event-stream`. */
export function toStreamedEvent(event: StoredEvent): StreamedEvent {
  const { type, at, data } = event;
  const json = JSON.stringify({ type, at: at.toISOString(), ...data });
  return { event, text: `id: ${toEventId(event)}\nevent: ${type}\ndata: ${json}\n\n` };
}

/** One reader of the events. */
export interface Stream {
  /** Up to where everything that it wants was sent; null before its beginning was sent. */
  readonly position: Position | null;
  readonly isClosed: boolean;
  /** Resolves when the reader has disconnected, or was disconnected. */
  readonly closed: Promise<void>;
  /** Sends those of these events that it wants, and resolves when the reader is ready for more. */
  fill(events: readonly StreamedEvent[], upTo: Position): Promise<void>;
  /**
   * Sends those of these events that it wants at once. A reader that leaves too much unread is disconnected: it resumes
   * at its position.
   */
  push(events: readonly StreamedEvent[]): void;
  /** Marks that everything up to a place was sent, `because` of what. */
  mark(because: 'begin' | 'beat' | 'reset', upTo: Position): void;
  /** Ends it; the reader reconnects to another process, or when this one is back. */
  end(): void;
}

/** Begins to answer a request with events. `maxBufferedBytes`: what a reader may leave behind. */
export function openStream(
  response: ServerResponse,
  { wanted, maxBufferedBytes }: { wanted: Wanted; maxBufferedBytes: number },
): Stream {
  let position: Position | null = null;
  const closed = new Promise<void>((resolve) => {
    if (response.destroyed) resolve();
    else response.once('close', resolve);
  });
  const isClosed = () => response.writableEnded || response.destroyed;
  response.on('error', () => response.destroy());
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    // A proxy that collects what it passes on would hold events back.
    'x-accel-buffering': 'no',
  });
  response.write(`retry: ${retryMs}\n\n`);

  const composed = (events: readonly StreamedEvent[]) =>
    events.flatMap((each) => (isWanted(wanted, each.event) ? [each.text] : [])).join('');
  const advance = (to: Position) => {
    if (position === null || isBefore(position, to)) position = to;
    return position;
  };
  return {
    get position() {
      return position;
    },
    get isClosed() {
      return isClosed();
    },
    closed,

    async fill(events, upTo) {
      if (isClosed()) return;
      const text = composed(events);
      advance(upTo);
      if (text === '' || response.write(text)) return;
      const timer = setTimeout(() => response.destroy(), stuckMs);
      await Promise.race([once(response, 'drain'), closed]);
      clearTimeout(timer);
    },

    push(events) {
      if (isClosed()) return;
      if (response.writableLength > maxBufferedBytes) {
        response.destroy();
        return;
      }
      // Another process may have sent it more than this one knew when it came here.
      const fresh = events.filter(({ event }) => !position || isBefore(position, event));
      const text = composed(fresh);
      const last = fresh.at(-1);
      if (last) advance(last.event);
      if (text !== '') response.write(text);
    },

    mark(because, upTo) {
      if (isClosed()) return;
      if (because === 'reset') position = null;
      const id = toEventId(advance(upTo));
      const said = { begin: '', beat: ': still here\n', reset: 'event: reset\ndata: {"type":"reset"}\n' }[because];
      response.write(`${said}id: ${id}\n\n`);
    },

    end: () => void response.end(),
  };
}

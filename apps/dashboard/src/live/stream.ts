// One event stream for all tabs of a browser, which has six connections to a host: the tab that holds a lock has the
// stream and passes events on; when it closes or is hidden for a minute, another one takes over where it was.

import { eventTypes } from './event-types.ts';

/** `polling`: the stream is down, and everything is asked again every 30 s. `paused`: by the user. */
export type LiveState = 'connecting' | 'live' | 'polling' | 'paused';

/** What tabs tell each other. */
type Message =
  | { readonly kind: 'event'; readonly type: string; readonly id: string }
  | { readonly kind: 'state'; readonly isUp: boolean }
  | { readonly kind: 'hello' };

interface StreamDeps {
  /** Called with the types of the events of a second; `reset`: everything may be otherwise. */
  readonly onEvents: (types: ReadonlySet<string>) => void;
  readonly onState: (isUp: boolean) => void;
}

const lockName = 'tickermill-events';
const gatherMs = 1_000;
const hiddenMs = 60_000;
const retryMs = 5_000;

/** Follows the events until it is ended. */
export function followEvents({ onEvents, onState }: StreamDeps): () => void {
  const channel = new BroadcastChannel(lockName);
  let lastId = '';
  let isUp = false;
  let leads = false;
  // Whether events may have come that this tab has not heard. Where it knows the last one, the stream begins behind that.
  let mayHaveMissed = false;
  let source: EventSource | null = null;
  let stopWaiting: (() => void) | null = null;
  let retry = 0;
  let hidden = 0;
  let flush = 0;
  let gathered = new Set<string>();

  const hear = (type: string, id: string) => {
    if (id !== '') lastId = id;
    gathered.add(type);
    flush ||= window.setTimeout(() => {
      const types = gathered;
      flush = 0;
      gathered = new Set();
      onEvents(types);
    }, gatherMs);
  };
  const setUp = (value: boolean) => {
    isUp = value;
    onState(value);
  };
  const publish = (message: Message) => channel.postMessage(message);

  const open = () => {
    source?.close();
    source = new EventSource(`/api/v1/events${lastId === '' ? '' : `?last_event_id=${encodeURIComponent(lastId)}`}`);
    const changed = (value: boolean) => {
      if (value !== isUp) publish({ kind: 'state', isUp: value });
      setUp(value);
    };
    source.onopen = () => {
      changed(true);
      if (mayHaveMissed && lastId === '') {
        hear('reset', '');
        publish({ kind: 'event', type: 'reset', id: '' });
      }
      mayHaveMissed = false;
    };
    source.onerror = () => {
      changed(false);
      mayHaveMissed = true;
      // Refused, and not cut: a browser gives up then.
      if (source?.readyState === EventSource.CLOSED) retry = window.setTimeout(open, retryMs);
    };
    for (const type of [...eventTypes, 'reset'])
      source.addEventListener(type, ({ lastEventId }: MessageEvent) => {
        hear(type, lastEventId);
        publish({ kind: 'event', type, id: lastEventId });
      });
  };
  const lead = () => {
    leads = true;
    open();
    return new Promise<void>((resolve) => {
      stopWaiting = () => {
        leads = false;
        window.clearTimeout(retry);
        source?.close();
        source = null;
        resolve();
      };
    });
  };
  /** In line for the lock; without locks, over plain HTTP, each tab has a stream of its own. */
  const queue = () => {
    if (stopWaiting) return;
    if (!('locks' in navigator)) {
      void lead();
      return;
    }
    const abort = new AbortController();
    stopWaiting = () => abort.abort();
    navigator.locks.request(lockName, { signal: abort.signal }, lead).catch(() => {});
    publish({ kind: 'hello' });
  };
  const leave = () => {
    mayHaveMissed = true;
    stopWaiting?.();
    stopWaiting = null;
  };

  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'event') hear(data.type, data.id);
    else if (data.kind === 'state') {
      mayHaveMissed = true;
      setUp(data.isUp);
    } else if (leads) publish({ kind: 'state', isUp });
  };
  const onVisibility = () => {
    window.clearTimeout(hidden);
    if (document.hidden) hidden = window.setTimeout(leave, hiddenMs);
    else queue();
  };
  document.addEventListener('visibilitychange', onVisibility);
  if (!document.hidden) queue();

  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    window.clearTimeout(hidden);
    window.clearTimeout(flush);
    leave();
    channel.close();
  };
}

/** A signal that ends one request, and which of the two reasons came first. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly expired: () => 'timeout' | 'caller' | undefined;
  /** Releases the timer and the caller's signal. */
  readonly close: () => void;
}

/**
 * Aborts when the caller does or when the time is over. Written by hand because `AbortSignal.any` keeps its signals
 * alive as long as its oldest one, and a worker's drain signal lives as long as the worker.
 */
export function openDeadline(caller: AbortSignal, timeoutMs: number): Deadline {
  const controller = new AbortController();
  let expired: 'timeout' | 'caller' | undefined;
  const end = (why: 'timeout' | 'caller') => {
    expired ??= why;
    controller.abort();
  };
  const onAbort = () => end('caller');
  const timer = setTimeout(() => end('timeout'), timeoutMs);
  caller.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    expired: () => expired,
    close: () => {
      clearTimeout(timer);
      caller.removeEventListener('abort', onAbort);
    },
  };
}

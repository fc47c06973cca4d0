import { useSyncExternalStore } from 'react';

/** What is relative to now is written anew so often, ms: by the minute is what it says. */
const everyMs = 15_000;

let now = Date.now();
const listeners = new Set<() => void>();
let timer = 0;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ||= window.setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, everyMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = 0;
  };
}

/** Now, ms; one clock for the whole page. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);

/** Gives up a place that was entered; a second call does nothing. */
export type Release = () => void;

/**
 * A lock that admits many holders, or one alone, in the order of arrival: a waiter for exclusive access is never
 * overtaken.
 */
export interface ExclusiveLock {
  /** Enters with others; waits while one is alone, or waits to be. Rejects with the signal's reason when it is aborted. */
  enter(signal: AbortSignal): Promise<Release>;
  /** Waits until all others have left, and keeps them out. */
  enterAlone(signal: AbortSignal): Promise<Release>;
}

interface Waiter {
  readonly alone: boolean;
  readonly admit: () => void;
}

/** Makes a lock without holders. */
export function makeExclusiveLock(): ExclusiveLock {
  const waiting: Waiter[] = [];
  let inside = 0;
  let isOneAlone = false;

  function admitNext(): void {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (isOneAlone || (next.alone && inside > 0)) return;
      waiting.shift();
      inside++;
      isOneAlone = next.alone;
      next.admit();
    }
  }

  const enter = (alone: boolean, signal: AbortSignal) =>
    new Promise<Release>((resolve, reject) => {
      signal.throwIfAborted();
      const giveUp = () => {
        waiting.splice(waiting.indexOf(place), 1);
        reject(signal.reason);
        admitNext(); // the one that gave up may have stood in the way
      };
      let hasLeft = false;
      const leave = () => {
        if (hasLeft) return;
        hasLeft = true;
        inside--;
        isOneAlone = false;
        admitNext();
      };
      const place: Waiter = {
        alone,
        admit() {
          signal.removeEventListener('abort', giveUp);
          resolve(leave);
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.push(place);
      admitNext();
    });

  return { enter: (signal) => enter(false, signal), enterAlone: (signal) => enter(true, signal) };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionLost, isStoreBlocked } from '@tickermill/store';

const againMs = 1_000;
/** A restart of Postgres takes seconds. While a process stops, there is less time. */
const maxTries = { working: 60, stopping: 3 };
/** Of a Postgres that is slow to fail, so many ms are enough: the task is given back. */
const longestMs = 120_000;

/** An attempt that writes: whether its worker stops, and whether the store took no writes meanwhile. */
export interface Writer {
  readonly signal: AbortSignal;
  wasBlocked: boolean;
}

/**
 * Writes to the ledger, and retries while Postgres does not answer: a worker releases what it holds in good order even
 * across a restart of Postgres, and an answer that has arrived is not requested twice. A full disk or lost rights are
 * waited out for as long as they last: nothing else could be stored meanwhile. `write` is told when it is
 * called again, since its first call may have succeeded: it names its claim, which distinguishes the two.
 */
export async function untilWritten<T>(write: (again: boolean) => Promise<T>, writer: Writer): Promise<T> {
  const { signal } = writer;
  const began = performance.now();
  for (let tries = 1; ; tries++) {
    try {
      return await write(tries > 1);
    } catch (error) {
      const isBlocked = isStoreBlocked(error);
      writer.wasBlocked ||= isBlocked;
      const most = signal.aborted ? maxTries.stopping : maxTries.working;
      const isAnyUse = isBlocked
        ? !signal.aborted || tries < most
        : isConnectionLost(error) && tries < most && performance.now() - began <= longestMs;
      if (!isAnyUse) throw error;
      await sleep(againMs);
    }
  }
}

import { type Log, PipelineError } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { type ChoreEnd, claimChores, recordChores, releaseChores } from '@tickermill/store/fleet';
import { grouped, usualGatherMs } from '../grouped.ts';
import type { Chore } from './chore.ts';

/** A process that has not looked for so many intervals, and at least so many ms, has lost its chores to another. */
const holdLooks = 3;
const minHoldMs = 1_000;
/** A chore that failed is retried after at most so many looks, however rarely it is due. */
const retryLooks = 12;

interface ChoreRunnerDeps {
  readonly store: Store;
  readonly log: Log;
  /** Names this process. */
  readonly worker: string;
  readonly chores: readonly Chore[];
  /** How often this process looks which of its chores are due, ms. */
  readonly lookMs: number;
}

/** The chores of this process, being done. */
export interface ChoreRunner {
  /** Starts no more chores, waits for those in progress, and releases them to other processes. */
  stop(): Promise<void>;
}

/**
 * Runs every chore that is due and that no other process of the fleet holds, each on its own: one that throws or hangs
 * keeps no other from running. How each ended is kept for status and metrics.
 */
export function runChores({ store, log, worker, chores, lookMs }: ChoreRunnerDeps): ChoreRunner {
  const running = new Map<string, Promise<void>>();
  // A dozen are due at once, and end within a moment.
  const record = grouped({
    work: async (ends: readonly ChoreEnd[]) => {
      await recordChores(store.sql, worker, ends);
      return ends;
    },
    keyOf: ({ name }) => name,
    gatherMs: usualGatherMs,
  });
  let looking: Promise<void> | null = null;
  let isStopping = false;

  async function run(chore: Chore): Promise<void> {
    const began = performance.now();
    let failure: unknown = null;
    let dueInMs = chore.everyMs - lookMs / 2; // else every second look comes a moment too early
    try {
      if ((await chore.run()) === 'more') dueInMs = 0;
    } catch (error) {
      failure = error;
      dueInMs = Math.min(dueInMs, retryLooks * lookMs);
      const message = `The maintenance chore ${chore.name} failed: ${messageOf(error)}`;
      log.error('a maintenance chore failed', new PipelineError('CHORE_FAILED', message, { cause: error }), {
        chore: chore.name,
      });
    }
    const durationMs = performance.now() - began;
    const error = failure === null ? null : messageOf(failure);
    await record({ name: chore.name, durationMs, dueInMs: Math.max(0, dueInMs - durationMs), error });
  }

  const holdMs = Math.max(minHoldMs, holdLooks * lookMs);
  async function look(): Promise<void> {
    const due = new Set(await claimChores(store.sql, { holder: worker, holdMs, chores }));
    for (const chore of chores) {
      if (isStopping || !due.has(chore.name) || running.has(chore.name)) continue;
      const under = run(chore)
        .catch((error) => log.error('a maintenance chore could not be recorded', error, { chore: chore.name }))
        .finally(() => running.delete(chore.name));
      running.set(chore.name, under);
    }
  }

  const timer = setInterval(() => {
    looking ??= look()
      .catch((error) => log.error('could not see which maintenance chores are due', error))
      .finally(() => {
        looking = null;
      });
  }, lookMs);

  return {
    async stop() {
      isStopping = true;
      clearInterval(timer);
      await looking;
      await Promise.all(running.values());
      // A ledger that is away gives them to another process when the hold has run out.
      await releaseChores(store.sql, worker).catch(() => {});
    },
  };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

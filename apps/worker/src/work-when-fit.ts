import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@tickermill/core';
import type { EngineWorker } from '@tickermill/engine';
import type { Need } from '@tickermill/runtime';
import { type SchemaMisfit, type Store, schemaMisfit } from '@tickermill/store';

/** How often a worker that waits looks again, and one that works, ms. */
const waitingLookMs = 1_000;
const workingLookMs = 10_000;

interface WorkWhenFitDeps {
  readonly store: Store;
  readonly log: Log;
  readonly drainMs: number;
  readonly open: () => Promise<EngineWorker>;
}

/** A worker that is working, or waits for the schema. */
export interface FittingWorker extends Pick<EngineWorker, 'pingDatabase' | 'pingQueue'> {
  /** Well while the schema is one that it knows. */
  readonly schema: Need;
  readonly stop: () => Promise<void>;
}

/**
 * Works while the schema of the database is one that this build knows: in a rolling upgrade one of two versions waits,
 * reports it, and goes on when the schema fits.
 */
export async function workWhenFit({ store, log, drainMs, open }: WorkWhenFitDeps): Promise<FittingWorker> {
  const stopping = new AbortController();
  let misfit = await schemaMisfit(store.sql);
  let engine = misfit ? null : await open();
  if (misfit) warn(misfit);

  function warn({ message, missing, unknown }: SchemaMisfit): void {
    log.warn(`waiting: ${message}`, { missing, unknown });
  }

  async function look(): Promise<void> {
    const now = await schemaMisfit(store.sql);
    if (now && now.message !== misfit?.message) warn(now);
    misfit = now;
    if (misfit && engine) {
      const leaving = engine;
      engine = null;
      await leaving.stop(drainMs);
    } else if (!misfit && !engine) {
      log.info('the schema fits');
      engine = await open();
    }
  }

  async function keepLooking(): Promise<void> {
    for (;;) {
      const { signal } = stopping;
      await sleep(engine ? workingLookMs : waitingLookMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      // The engine handles a database that is down for a moment; a waiting worker looks again.
      await look().catch((error) => log.error('could not see whether the schema fits', error));
    }
  }
  const looking = keepLooking();

  return {
    schema: {
      async check() {
        if (misfit || !engine) throw new Error('it waits');
      },
      get reason() {
        return misfit?.message ?? 'The worker is only just starting to work.';
      },
    },
    pingDatabase: async () => void (await (engine ? engine.pingDatabase() : schemaMisfit(store.sql))),
    // One that waits has no queue open.
    pingQueue: async () => engine?.pingQueue(),
    async stop() {
      stopping.abort();
      await looking;
      await engine?.stop(drainMs);
    },
  };
}

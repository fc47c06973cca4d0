import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@tickermill/core';
import type { EngineWorker } from '@tickermill/engine';
import type { Need } from '@tickermill/runtime';
import { type Store, schemaMisfit } from '@tickermill/store';
import { clockSkewMs } from '@tickermill/store/fleet';

/** How often a worker that waits looks again, and one that works, ms. */
const waitingLookMs = 1_000;
const workingLookMs = 10_000;

interface WorkWhenFitDeps {
  readonly store: Store;
  readonly log: Log;
  readonly drainMs: number;
  /** The clock of this machine. */
  readonly now: () => Date;
  readonly open: () => Promise<EngineWorker>;
}

/** A worker that is working, or waits until it may. */
export interface FittingWorker extends Pick<EngineWorker, 'pingDatabase' | 'pingQueue'> {
  /** Well while the schema is one that it knows. */
  readonly schema: Need;
  /** Well while its clock is that of Postgres. */
  readonly clock: Need;
  readonly stop: () => Promise<void>;
}

/** By so much the clock of a worker may differ: what falls due, and when a job comes back, is told by it. */
const maxSkewMs = 30_000;

/** Why a worker waits. */
interface Misfit {
  readonly of: 'schema' | 'clock';
  readonly message: string;
  readonly facts: object;
}

async function misfitOf({ store, now }: Pick<WorkWhenFitDeps, 'store' | 'now'>): Promise<Misfit | null> {
  const schema = await schemaMisfit(store.sql);
  if (schema) {
    const { message, ...facts } = schema;
    return { of: 'schema', message, facts };
  }
  const skewMs = await clockSkewMs(store.sql, now);
  if (Math.abs(skewMs) <= maxSkewMs) return null;
  const seconds = Math.round(Math.abs(skewMs) / 10_000) * 10;
  const message = `The clock of this machine is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} that of Postgres: set it (NTP).`;
  return { of: 'clock', message, facts: {} };
}

/**
 * Works while the schema of the database is one that this build knows, and the clock of this machine that of Postgres: in
 * a rolling upgrade one of two versions waits, and a worker that is minutes ahead would run what is not due yet. It
 * reports why, and goes on when that is mended.
 */
export async function workWhenFit({ store, log, drainMs, now, open }: WorkWhenFitDeps): Promise<FittingWorker> {
  const stopping = new AbortController();
  let misfit = await misfitOf({ store, now });
  let engine = misfit ? null : await open();
  if (misfit) warn(misfit);

  function warn({ message, facts }: Misfit): void {
    log.warn(`waiting: ${message}`, { ...facts });
  }

  async function look(): Promise<void> {
    const found = await misfitOf({ store, now });
    if (found && found.message !== misfit?.message) warn(found);
    misfit = found;
    if (misfit && engine) {
      const leaving = engine;
      engine = null;
      await leaving.stop(drainMs);
    } else if (!misfit && !engine) {
      log.info('schema and clock fit');
      engine = await open();
    }
  }

  async function keepLooking(): Promise<void> {
    for (;;) {
      const { signal } = stopping;
      await sleep(engine ? workingLookMs : waitingLookMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      // The engine handles a database that is down for a moment; a waiting worker looks again.
      await look().catch((error) => log.error('could not see whether schema and clock fit', error));
    }
  }
  const looking = keepLooking();

  return {
    schema: {
      async check() {
        if (misfit?.of === 'schema' || (!misfit && !engine)) throw new Error('it waits');
      },
      get reason() {
        return misfit?.message ?? 'The worker is only just starting to work.';
      },
    },
    clock: {
      async check() {
        if (misfit?.of === 'clock') throw new Error('it waits');
      },
      get reason() {
        return misfit?.message ?? 'The clock differs from that of Postgres.';
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

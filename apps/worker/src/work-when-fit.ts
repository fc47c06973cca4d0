import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@tickermill/core';
import type { EngineWorker } from '@tickermill/engine';
import type { Need } from '@tickermill/runtime';
import { type Store, schemaMisfit } from '@tickermill/store';
import { clockSkewMs, maxSkewMs } from '@tickermill/store/fleet';

/** How often a worker that waits looks again, and one that works, ms. */
const waitingLookMs = 1_000;
const workingLookMs = 10_000;

/** How an engine is to work with the clock of this machine. */
export interface ClockFit {
  /** What falls due is told by the clock: one that is wrong takes no ticks. */
  readonly takesTicks: boolean;
  /** Subtracted from the clock of the machine: 0 where it is right. */
  readonly aheadMs: number;
}

interface WorkWhenFitDeps {
  readonly store: Store;
  readonly log: Log;
  readonly drainMs: number;
  /** The clock of this machine. */
  readonly now: () => Date;
  readonly open: (fit: ClockFit) => Promise<EngineWorker>;
}

/** A worker that is working, or waits until it may. */
export interface FittingWorker extends Pick<EngineWorker, 'pingDatabase' | 'pingQueue'> {
  /** Well while the schema is one that it knows. */
  readonly schema: Need;
  /** Well while its clock is that of Postgres. */
  readonly clock: Need;
  readonly stop: () => Promise<void>;
}

/** A clock that is off by more finds certificates expired, or not valid yet: its requests would make sources quiet for all. */
const maxWorkingSkewMs = 24 * 3_600_000;

/** What a worker has found of the schema and its clock. */
interface Fitness {
  readonly misfit: { readonly of: 'schema' | 'clock'; readonly message: string; readonly facts: object } | null;
  /** How it works all the same; null: it waits. */
  readonly fit: ClockFit | null;
}

async function look({ store, now }: Pick<WorkWhenFitDeps, 'store' | 'now'>): Promise<Fitness> {
  const schema = await schemaMisfit(store.sql);
  if (schema) {
    const { message, ...facts } = schema;
    return { misfit: { of: 'schema', message, facts }, fit: null };
  }
  const aheadMs = await clockSkewMs(store.sql, now);
  const skewMs = Math.abs(aheadMs);
  if (skewMs <= maxSkewMs) return { misfit: null, fit: { takesTicks: true, aheadMs: 0 } };
  const works = skewMs <= maxWorkingSkewMs;
  const seconds = Math.round(skewMs / 10_000) * 10;
  const message = `The clock of this machine is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} that of Postgres: this worker ${works ? 'takes no ticks' : 'does nothing'} until it is set (NTP).`;
  return { misfit: { of: 'clock', message, facts: {} }, fit: works ? { takesTicks: false, aheadMs } : null };
}

/** Whether an engine that was opened for one fit may go on with another. */
const isStill = (one: ClockFit, other: ClockFit) =>
  one.takesTicks === other.takesTicks && Math.abs(one.aheadMs - other.aheadMs) <= maxSkewMs;

/**
 * Works while the schema of the database is one that this build knows: in a rolling upgrade one of two versions waits. A
 * worker whose clock is not that of Postgres takes no ticks, since it would run what is not due yet, and goes by Postgres'
 * clock in all else (docs/decisions/0028); one that is off by a day waits. It reports why, and goes on when that is mended.
 */
export async function workWhenFit(deps: WorkWhenFitDeps): Promise<FittingWorker> {
  const { store, log, drainMs, open } = deps;
  const stopping = new AbortController();
  let { misfit, fit } = await look(deps);
  let engine = fit ? await open(fit) : null;
  if (misfit) warn(misfit);

  function warn({ message, facts }: NonNullable<Fitness['misfit']>): void {
    log.warn(engine ? message : `waiting: ${message}`, { ...facts });
  }

  async function adapt(): Promise<void> {
    const found = await look(deps);
    const isNews = found.misfit !== null && found.misfit.message !== misfit?.message;
    misfit = found.misfit;
    if (engine && fit && !(found.fit && isStill(fit, found.fit))) {
      const leaving = engine;
      engine = null;
      await leaving.stop(drainMs);
    }
    if (found.fit && !engine) {
      fit = found.fit;
      if (!misfit) log.info('schema and clock fit');
      engine = await open(fit);
    }
    if (isNews && misfit) warn(misfit);
  }

  async function keepLooking(): Promise<void> {
    for (;;) {
      const { signal } = stopping;
      await sleep(misfit ? waitingLookMs : workingLookMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      // The engine handles a database that is down for a moment; a waiting worker looks again.
      await adapt().catch((error) => log.error('could not see whether schema and clock fit', error));
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

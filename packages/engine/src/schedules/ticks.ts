import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { recordTicks, type Tick } from '@tickermill/store/schedules';
import type { ScheduleJob } from '../queues/jobs.ts';
import type { Handler, Queues } from '../queues/queue-client.ts';
import { planSlots } from './fall-due.ts';

interface TicksOf {
  readonly store: Store;
  readonly queues: Queues;
  readonly now: () => Date;
  readonly log: Log;
  /** Brings the repeatable jobs in line with the ledger. */
  readonly mirror: () => Promise<void>;
}

/** What is done with the jobs of the queue `schedule`. */
export interface Ticks {
  readonly handler: Handler<'schedule'>;
  /** Resolves when the slots of the ticks taken so far have been looked at. */
  settled(): Promise<void>;
}

const againMs = 1_000;
/** A look at slots of thousands costs as much as hundreds of ticks: those that come meanwhile share one. */
const gatherMs = 250;

/**
 * Makes the handler of ticks. Thousands fall due at once: those that come while a statement is under way are written by
 * the next one together, and a slot is looked at when they are, not for each of them.
 */
export function makeTicks({ store, queues, now, log, mirror }: TicksOf): Ticks {
  let gathered: { tick: Tick; written: () => void; failed: (error: unknown) => void }[] = [];
  let writing: Promise<void> | null = null;
  let looking: Promise<void> | null = null;
  let lookAgain = false;

  async function writeAll(): Promise<void> {
    while (gathered.length > 0) {
      const batch = gathered;
      gathered = [];
      try {
        await recordTicks(
          store.db,
          batch.map(({ tick }) => tick),
          now(),
        );
        for (const { written } of batch) written();
        look();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    writing = null;
  }

  function look(): void {
    lookAgain = true;
    looking ??= (async () => {
      while (lookAgain) {
        await sleep(gatherMs);
        lookAgain = false;
        // The reconciler looks again should this fail.
        await planSlots({ store, queues }, now()).catch((error) => log.error('could not plan slots', error));
      }
      looking = null;
    })();
  }

  const write = (tick: Tick): Promise<void> =>
    new Promise((written, failed) => {
      gathered.push({ tick, written, failed });
      writing ??= writeAll();
    });

  return {
    async handler(job) {
      try {
        await (job.kind === 'register' ? mirror() : write(toTick(job)));
        return { kind: 'done' };
      } catch (error) {
        log.error('a tick failed', error, job.kind === 'tick' ? { schedule: String(job.schedule) } : {});
        return { kind: 'retry', ms: againMs, reason: error instanceof Error ? error.message : String(error) };
      }
    },
    async settled() {
      await writing;
      await looking;
    },
  };
}

function toTick({ schedule, version, dueMs }: Extract<ScheduleJob, { kind: 'tick' }>): Tick {
  return { scheduleId: schedule, version, dueAt: new Date(dueMs) };
}

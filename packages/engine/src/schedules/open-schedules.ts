import type { Log } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { followTracking } from '@tickermill/store/schedules';
import { mirrorJob } from '../queues/job-data.ts';
import type { Queues } from '../queues/queue-client.ts';
import { catchUp } from './fall-due.ts';
import { makeMirror } from './mirror.ts';
import { makeTicks, type Ticks } from './ticks.ts';

interface SchedulesOf {
  readonly store: Store;
  readonly queues: Queues;
  readonly log: Log;
  readonly now: () => Date;
}

/** The schedules of a worker: their ticks, and what holds when ticks do not come. */
export interface Schedules extends Ticks {
  /** Brings the schedules in line with what is tracked, and the repeatable jobs of the queue with them. */
  align(): Promise<void>;
  /** Runs the last slot of each schedule whose tick should be there by now. */
  catchUp(): Promise<void>;
}

/**
 * A tick that has not arrived so long after its slot is replaced from the ledger; ten thousand at once take half of it.
 */
const tickGraceMs = 30_000;

/** Opens the schedules: catches up with slots that fell due while nothing ran. */
export async function openSchedules({ store, queues, log, now }: SchedulesOf): Promise<Schedules> {
  const mirror = makeMirror({ store, queues, log });
  const align = async () => {
    await store.transaction((tx) => followTracking(tx, now()));
    await mirror();
  };
  const ticks = makeTicks({ store, queues, now, log, mirror: align });
  await catchUp({ store, queues }, now());
  await queues.add('schedule', [mirrorJob]);
  return {
    ...ticks,
    align,
    catchUp: () => catchUp({ store, queues }, now(), tickGraceMs),
  };
}

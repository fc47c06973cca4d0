import type { Log } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { followTracking } from '@tickermill/store/schedules';
import { mirrorJob } from '../queues/job-data.ts';
import type { Queues } from '../queues/queue-client.ts';
import { catchUp } from './fall-due.ts';
import { makeMirror } from './mirror.ts';
import { makeSettledExchanges } from './settled-exchanges.ts';
import { makeTicks, type Ticks } from './ticks.ts';

interface SchedulesOf {
  readonly store: Store;
  readonly queues: Queues;
  readonly log: Log;
  readonly now: () => Date;
}

/** The schedules of a worker: their ticks, and what holds when ticks do not come. */
export interface Schedules extends Ticks {
  /**
   * Makes up for what the queue lost: schedules, their next ticks, and ticks that should be there by now. Then has the
   * prices of exchanges asked for that have settled.
   */
  restore(): Promise<void>;
}

/** A tick that has not come for so long after its slot is taken from the ledger; ten thousand at once take half of it. */
const tickGraceMs = 30_000;

/** Opens the schedules: catches up with what fell due while nobody was there. */
export async function openSchedules({ store, queues, log, now }: SchedulesOf): Promise<Schedules> {
  const mirror = makeMirror({ store, queues, log });
  const align = async () => {
    await store.transaction((tx) => followTracking(tx, now()));
    await mirror();
  };
  const askSettled = makeSettledExchanges({ store, queues });
  const ticks = makeTicks({ store, queues, now, log, mirror: align });
  await catchUp({ store, queues }, now());
  await queues.add('schedule', [mirrorJob]);
  return {
    ...ticks,
    async restore() {
      await align();
      await catchUp({ store, queues }, now(), tickGraceMs);
      await askSettled(now());
    },
  };
}

// Keeps one repeatable job per schedule in the queue, by id and version.

import type { Log } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { type MirroredSchedule, mirroredSchedules } from '@tickermill/store/schedules';
import { makeMissedTwice } from '../queues/missed-twice.ts';
import type { Queues, Repeatable } from '../queues/queue-client.ts';

interface MirrorDeps {
  readonly store: Store;
  readonly queues: Queues;
  readonly log: Log;
}

const toRepeatable = ({ id, version, dataset, ticker, cron, zone }: MirroredSchedule): Repeatable => ({
  // A changed schedule has another id, and therefore another job: none is changed in place.
  id: `schedule-${id}-${version}`,
  cron,
  zone,
  title: ticker === null ? dataset : `${dataset} · ${ticker}`,
  data: { schedule: String(id), version },
});

/**
 * Makes what brings the repeatable jobs in line with the schedules. One is added only when it is not there, or when its
 * next tick has been missing twice in a row: adding it drops the tick that waits.
 */
export function makeMirror({ store, queues, log }: MirrorDeps): () => Promise<void> {
  const lostOf = makeMissedTwice();

  async function mirror(): Promise<void> {
    // First the ledger, then the queue: a schedule that goes meanwhile is taken away in the next round.
    const wanted = (await mirroredSchedules(store.db)).map(toRepeatable);
    const ids = new Set(wanted.map(({ id }) => id));
    const there = await queues.repeats('schedule');
    const open = await queues.openJobIds('schedule');
    // Missing under the same id twice; a job that has just been taken shows the id of its next.
    const missing = wanted.flatMap(({ id }) => {
      const job = there.get(id);
      return job === undefined || open.has(job) ? [] : [{ id, job }];
    });
    const lostJobs = lostOf(missing.map(({ job }) => job));
    const lostIds = new Set(missing.flatMap(({ id, job }) => (lostJobs.has(job) ? [id] : [])));
    const lost = wanted.filter(({ id }) => lostIds.has(id));
    const added = wanted.filter(({ id }) => !there.has(id));
    await queues.endRepeats(
      'schedule',
      [...there.keys()].filter((id) => !ids.has(id)),
    );
    await queues.repeat('schedule', [...added, ...lost]);
    if (lost.length > 0) log.warn('restored next ticks that the queue had lost', { schedules: lost.length });
  }

  let under: Promise<void> | null = null;
  return () => {
    // A caller during a round may have written something that the round did not see.
    const run = (under ?? Promise.resolve()).catch(() => {}).then(mirror);
    under = run;
    return run;
  };
}

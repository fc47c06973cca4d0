import { endSourcePauses } from '@tickermill/store/sources';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** Resumes the sources whose pause has an end that has come. A pause of a schedule ends by its own clock. */
export const endedPausesChore = ({ store, queues, now }: EngineDeps, everyMs: number): Chore => ({
  name: 'ended-pauses',
  everyMs,
  async run() {
    for (const source of await endSourcePauses(store.sql, now())) await queues.wake(source);
    return 'done';
  },
});

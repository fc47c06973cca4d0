import { joinTargets, type NewRun } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { decide } from '../planning/admissions.ts';
import { candidatesOf } from '../planning/candidates.ts';
import { planJob } from '../queues/job-data.ts';
import { raise } from './cancel.ts';
import { requestRun } from './runs.ts';

/**
 * Requests one target now. If another run already covers it, this request joins that run and lends it its priority.
 * Returns the run that covers it.
 */
export async function requestTarget(requesting: EngineDeps, run: NewRun): Promise<bigint> {
  const { store, queues, now } = requesting;
  const { targets } = await candidatesOf(store.db, { ...run, retryOf: null, groupKey: null }, now());
  const [decision] = await decide(store.db, { ...run, limit: 1 }, targets, now());
  if (decision?.admission.kind !== 'join') return requestRun(requesting, run);
  const { target } = decision;
  const hosts = await store.transaction((tx) => joinTargets(tx, { dataset: run.dataset, targets: [target] }));
  const host = hosts.get(target.target);
  if (!host) return requestRun(requesting, run); // it has just ended
  await raise(requesting, [host.id]);
  await queues.add('plan', [planJob(host.runId)]); // what was taken out is put in again, further ahead
  return host.runId;
}

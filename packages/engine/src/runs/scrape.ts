import { joinTargets, type NewRun, recentSuccess } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { decide } from '../planning/admissions.ts';
import { candidatesOf } from '../planning/candidates.ts';
import { planJob } from '../queues/job-data.ts';
import { raise } from './cancel.ts';
import { requestRun } from './runs.ts';

/** The run that answers a request for one target. */
export interface AnsweringRun {
  readonly runId: bigint;
  /** The target; null if the ticker leads to none. */
  readonly target: string | null;
  /** A run of its own, one that had the target open already, or one that has just fetched it. */
  readonly answeredBy: 'new-run' | 'open-run' | 'recent-run';
}

/**
 * Requests one target now. If another run already covers it, this request joins that run and lends it its priority; if
 * one fetched it so recently that it counts as fresh, nothing is requested and that run is the answer.
 */
export async function requestTarget(requesting: EngineDeps, run: NewRun): Promise<AnsweringRun> {
  const { store, queues, now } = requesting;
  const { dataset } = run;
  const { targets } = await candidatesOf(store.db, { ...run, retryOf: null, groupKey: null }, now());
  const [decision] = await decide(store.db, { ...run, limit: 1 }, targets, now());
  const target = decision?.target.target ?? null;
  if (decision?.admission.kind === 'skip' && decision.admission.reason === 'fresh') {
    const runId = await recentSuccess(store.db, { dataset, ...decision.target });
    if (runId !== null) return { runId, target, answeredBy: 'recent-run' };
  }
  if (decision?.admission.kind === 'join') {
    const hosts = await store.transaction((tx) => joinTargets(tx, { dataset, targets: [decision.target] }));
    const host = hosts.get(decision.target.target);
    if (host) {
      await raise(requesting, [host.id]);
      await queues.add('plan', [planJob(host.runId)]); // what was taken out is put in again, further ahead
      return { runId: host.runId, target, answeredBy: 'open-run' };
    }
    // It has just ended.
  }
  return { runId: await requestRun(requesting, run), target, answeredBy: 'new-run' };
}

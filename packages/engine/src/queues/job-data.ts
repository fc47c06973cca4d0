import type { NewJob } from './queue-client.ts';

/** The job that plans a run, or reviews its tasks. Idempotent. */
export const planJob = (runId: bigint): NewJob => ({ title: `plan run ${runId}`, data: { run: String(runId) } });

/** The job that closes a run that may have ended, and publishes its end. Idempotent. */
export const finishJob = (runId: bigint): NewJob => ({ title: `finish run ${runId}`, data: { run: String(runId) } });

/** The job that has the repeatable jobs brought in line with the ledger now, and not in the next round. */
export const mirrorJob: NewJob = { title: 'register schedules', data: {} };

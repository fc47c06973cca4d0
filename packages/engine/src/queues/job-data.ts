import type { NewJob } from './queue-client.ts';

/** The job that has a run planned, or its tasks looked at again. Added twice, it does nothing the second time. */
export const planJob = (runId: bigint): NewJob => ({ title: `plan run ${runId}`, data: { run: String(runId) } });

/** The job that has a run closed that may have ended, and has it told. Added twice, it does nothing the second time. */
export const finishJob = (runId: bigint): NewJob => ({ title: `finish run ${runId}`, data: { run: String(runId) } });

/** The job that has the repeatable jobs brought in line with the ledger now, and not in the next round. */
export const mirrorJob: NewJob = { title: 'register schedules', data: {} };

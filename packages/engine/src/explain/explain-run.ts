// Why a run waits, and what it came to.

import { counted, PipelineError, skipReason } from '@tickermill/core';
import { reportedWorkers } from '@tickermill/store/fleet';
import { type RunFacts, runFacts } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { moment } from '../moment.ts';
import { explainTarget } from './explain-target.ts';
import { explainTask, type Reason } from './explain-task.ts';
import type { Explanation } from './explanation.ts';

/** Explains a run. @throws {PipelineError} `NOT_FOUND` */
export async function explainRun(viewing: Pick<EngineDeps, 'store' | 'now'>, id: bigint): Promise<Explanation> {
  const run = await runFacts(viewing.store.reads, id);
  if (!run) throw new PipelineError('NOT_FOUND', `There is no run ${id}.`);
  const { sentence, reason, facts } =
    run.finishedAt === null ? await openReason(viewing, run) : endReason(run, viewing.now());
  const { dataset, trigger, state, targets, byState, openTasks } = run;
  const about = { dataset, trigger, state, targets, targetsByState: byState, openTasks };
  return { subject: { kind: 'run', id: String(id) }, sentence, reason, facts: { ...about, ...facts } };
}

const lowerFirst = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);

async function openReason(viewing: Pick<EngineDeps, 'store' | 'now'>, run: RunFacts): Promise<Reason> {
  const now = viewing.now();
  if (run.ending !== null)
    return {
      sentence: `It is being ${run.ending === 'stopped' ? 'stopped after too many failures' : run.ending}, and waits for its last requests to end.`,
      reason: 'ending',
      facts: { ending: run.ending },
    };
  if (run.pausedAt !== null)
    return {
      sentence: `It is paused since ${moment(run.pausedAt, now)}, and goes on when somebody resumes it.`,
      reason: 'run-paused',
      facts: { pausedAt: run.pausedAt },
    };
  const workers = await reportedWorkers(viewing.store.db);
  if (workers.length === 0)
    return {
      sentence: 'It waits for a worker: none has reported for two minutes.',
      reason: 'no-worker',
      facts: {},
    };
  if (run.state === 'planning')
    return {
      sentence: `It waits to be planned since ${moment(run.createdAt, now)}, behind ${counted(run.unplannedBefore, 'other run')}.`,
      reason: 'planning',
      facts: { unplannedBefore: run.unplannedBefore },
    };
  const open = run.byState['open'] ?? 0;
  const progress = `${(run.targets - open).toLocaleString('en-US')} of ${counted(run.targets, 'target')} done`;
  if (run.taskId !== null) {
    const { sentence, reason, facts } = await explainTask(viewing, run.taskId);
    return {
      sentence: `${progress}, ${counted(run.openTasks, 'request')} to go; the next: ${lowerFirst(sentence)}`,
      reason,
      facts: { ...facts, taskId: run.taskId },
    };
  }
  if (run.followUpId !== null) {
    const { sentence, reason, facts } = await explainTarget(viewing, run.followUpId);
    return { sentence: `${progress}; the next: ${lowerFirst(sentence)}`, reason, facts };
  }
  return { sentence: `${progress}; the rest is being planned.`, reason: 'planning', facts: {} };
}

function endReason(
  { state, finishedAt, targets, byState, skipped, codes, ending, limit }: RunFacts,
  now: Date,
): Reason {
  const at = moment(finishedAt ?? now, now);
  const facts = { finishedAt, skipped, codes, limit };
  const [worst] = Object.entries(codes).sort(([, one], [, other]) => other - one);
  if (targets === 0) return { sentence: `It ended at ${at} and had nothing to request.`, reason: 'no-targets', facts };
  const left = byState['skipped'] ?? 0;
  const [why] = Object.entries(skipped).sort(([, one], [, other]) => other - one);
  if (left === targets && why) {
    const most = why[1] === targets ? '' : `${why[1].toLocaleString('en-US')} of them `;
    return {
      sentence: `It requested nothing: ${targets === 1 ? 'its target was' : `all ${counted(targets, 'target')} were`} skipped, ${most}since ${skipReason(why[0])}.`,
      reason: why[0],
      facts,
    };
  }
  const failure = worst ? `; most failures are ${worst[0]} (${worst[1]})` : '';
  const called = ending === null || state === 'cancelled' ? '' : ` (${ending})`;
  const skips = why ? `; skipped were most since ${skipReason(why[0])}` : '';
  return {
    sentence: `It ended ${state}${called} at ${at}: ${partsOf(byState)}${failure}${skips}.`,
    reason: state,
    facts,
  };
}

/** The larger parts of counts first: `5 done, 2 failed`. */
const partsOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([name, n]) => `${n.toLocaleString('en-US')} ${name}`)
    .join(', ');

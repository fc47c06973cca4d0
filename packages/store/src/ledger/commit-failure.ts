// Ends a task as failed in one transaction, fenced by its claim.

import type { Prisma, Store } from '../database.ts';
import { tableOf } from '../datasets/tables.ts';
import { type Capture, pack } from './capture.ts';
import { type Claim, Fenced } from './claim.ts';
import type { Committed } from './commit.ts';
import { endTasks } from './end-tasks.ts';
import { type Fallback, replaceTask, sourcesOf, toServe } from './next-tasks.ts';
import { type Reading, readAgain } from './read-again.ts';
import { closeEndedTargets, targetsServedBy } from './targets.ts';
import { addTasks } from './tasks.ts';

/** How a task ended that will not be tried again. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly capture: Capture | null;
  /** The target or document is at fault, not the source. */
  readonly ownFault: boolean;
  /**
   * Set for a document that cannot be read: it is settled until a replay or `force`, or requested again before that.
   */
  readonly setAside: ({ readonly parserVersion: number } & Reading) | null;
  readonly instead?: Fallback;
}

/** Ends a task as failed, with its reason. @throws {Fenced} */
export async function commitFailure(store: Store, claim: Claim, failure: Failure): Promise<Committed> {
  const capture = await pack(failure.capture);
  const { targets, added } = await store.transaction(async (tx) => {
    const ended = await endTasks(tx, [{ claim, state: 'failed', capture, error: failure }]);
    if (!ended.has(claim.taskId)) throw new Fenced(claim);
    if (failure.setAside && claim.documentKey) {
      const key = { dataset: claim.dataset, key: claim.documentKey };
      const before = await tx.setAsideDocument.findUnique({ where: { dataset_key: key } });
      const row = {
        input: claim.input as Prisma.InputJsonObject,
        errorCode: failure.code,
        errorMessage: failure.message,
        captureSha256: failure.capture?.sha256 ?? null,
        parserVersion: failure.setAside.parserVersion,
        taskId: claim.taskId,
        setAsideAt: new Date(),
        ...readAgain(failure.setAside, before, new Date()),
      };
      await tx.setAsideDocument.upsert({ where: { dataset_key: key }, create: { ...key, ...row }, update: row });
    }
    const targets = (await targetsServedBy(tx, [claim.taskId])).get(claim.taskId) ?? [];
    const goingOn = targets.filter(({ ending }) => ending === null);
    const instead = await replaceTask(tx, claim, goingOn, failure.instead);
    await addTasks(tx, toServe(goingOn, instead));
    if (instead.length === 0) await tableOf(claim.dataset).failed?.(tx, goingOn, failure);
    return { targets, added: sourcesOf(instead) };
  });
  return { runs: await closeEndedTargets(store, targets), added, created: 0, updated: 0 };
}

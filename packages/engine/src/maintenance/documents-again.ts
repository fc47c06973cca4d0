import type { DatasetId } from '@tickermill/core';
import { dropDocumentsAgain, reopenTasks, takeDocumentsAgain } from '@tickermill/store/ledger';
import { definitionOf } from '../datasets/registry.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { priorityOf } from '../planning/order.ts';
import { planJob } from '../queues/job-data.ts';
import type { Chore } from './chore.ts';

/** So many at a time: each is a request. */
const maxDocuments = 50;

/** Requests documents again that could not be read, or in place of which another came, when their pause is over. */
export const documentsAgainChore = ({ store, queues }: EngineDeps, everyMs: number): Chore => ({
  name: 'documents-again',
  everyMs,
  async run() {
    const runs = await store.transaction(async (tx) => {
      const due = await takeDocumentsAgain(tx, maxDocuments);
      const opened: bigint[] = [];
      for (const dataset of new Set<DatasetId>(due.map((each) => each.dataset))) {
        const taskIds = due.flatMap((each) => (each.dataset === dataset ? [each.taskId] : []));
        const { target: kind } = definitionOf(dataset);
        const priority = priorityOf('manual', kind, undefined);
        const { runId, notFailed, dead } = await reopenTasks(tx, { dataset, kind, taskIds, priority });
        if (runId !== null) opened.push(runId);
        await dropDocumentsAgain(tx, [...notFailed, ...dead]);
      }
      return opened;
    });
    await queues.add('plan', runs.map(planJob)); // planned already: this has the windows filled
    return 'done';
  },
});

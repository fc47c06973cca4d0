// Takes documents that were set aside and are due to be requested again.

import type { DatasetId } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/**
 * Takes documents that are due to be requested again, with the tasks that failed to get them. Unless that brings them, as
 * when the run is cancelled, they are due again a day later.
 */
export function takeDocumentsAgain(tx: Sql, limit: number): Promise<{ dataset: DatasetId; taskId: bigint }[]> {
  return tx.$queryRaw<{ dataset: DatasetId; taskId: bigint }[]>`
    UPDATE set_aside_documents SET again_at = clock_timestamp() + interval '1 day' WHERE (dataset, key) IN (
      SELECT dataset, key FROM set_aside_documents WHERE again_at <= clock_timestamp()
      ORDER BY again_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING dataset, task_id AS "taskId"`;
}

/** Sets documents aside for good whose tasks cannot be opened again. */
export async function dropDocumentsAgain(tx: Sql, taskIds: readonly bigint[]): Promise<void> {
  await tx.$executeRaw`UPDATE set_aside_documents SET again_at = NULL WHERE task_id = ANY(${[...taskIds]}::bigint[])`;
}

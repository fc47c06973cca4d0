import type { Store } from '../database.ts';

/** The record of a restore whose installation still has the queue of before: it stands from the restore until that is empty. */
export const restoredKey = 'restored';

/**
 * Empties the queue of a database that was restored, once for all processes that start: its jobs are of tasks that are
 * no more, or that have other numbers now. Returns whether there was one to empty.
 */
export const emptyAfterRestore = (
  store: Pick<Store, 'transaction'>,
  emptyQueue: () => Promise<void>,
): Promise<boolean> =>
  store.transaction(async (tx) => {
    const rows = await tx.$queryRaw<object[]>`SELECT FROM settings WHERE key = ${restoredKey} FOR UPDATE`;
    if (rows.length === 0) return false;
    await emptyQueue();
    await tx.$executeRaw`DELETE FROM settings WHERE key = ${restoredKey}`;
    return true;
  });

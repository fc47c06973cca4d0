import { once } from 'node:events';
import type { Request, Response } from 'express';

/** Rows as they are read: no more than a batch is held. */
export type Batches<T> = AsyncIterable<readonly T[]> | Iterable<readonly T[]>;

/** Whether who asks would rather have a line of JSON for each row. */
export const wantsLines = (request: Request): boolean =>
  request.accepts(['application/json', 'application/x-ndjson']) === 'application/x-ndjson';

/** Streams rows as JSON, one on each line. */
export const sendLines = <T>(response: Response, { name, batches }: { name: string; batches: Batches<T> }) =>
  sendRows(response, {
    ...{ type: 'application/x-ndjson', fileName: `${name}.ndjson`, head: '', batches },
    toText: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  });

/**
 * Writes batches of rows as they come, and waits while who reads is slow: no more than a batch is held. When a batch
 * fails after the first, the connection breaks, so that a part is not taken for the whole.
 */
export async function sendRows<T>(
  response: Response,
  about: { type: string; fileName: string; head: string; toText: (rows: readonly T[]) => string; batches: Batches<T> },
): Promise<void> {
  const { batches } = about;
  // What cannot be read at all is still answered as a problem.
  const iterator = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  let next = await iterator.next();
  // The type last: a file name sets one by its ending.
  response.status(200).attachment(about.fileName).type(about.type);
  response.write(about.head);
  try {
    for (; next.done !== true; next = await iterator.next()) {
      if (response.destroyed) return;
      const isTaken = response.write(about.toText(next.value));
      if (!isTaken) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    await iterator.return?.();
  }
}

// Streams rows as CSV or lines of JSON with back-pressure, for routes with long answers.

import { once } from 'node:events';
import type { Batches } from '@tickermill/lake';
import type { Response } from 'express';
import { beginFor, inTurn } from './caller-limits.ts';

/** Streams rows as JSON, one on each line. */
export const sendLines = <T>(response: Response, { name, batches }: { name: string; batches: Batches<T> }) =>
  sendRows(response, {
    type: 'application/x-ndjson',
    fileName: `${name}.ndjson`,
    head: '',
    batches,
    toText: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  });

/** Streams rows as text, each batch made of it as it is read, between a head and a tail. */
export const sendRows = <T>(
  response: Response,
  { type, fileName, ...about }: RowText<T> & { readonly type: string; readonly fileName?: string },
): Promise<void> =>
  sendChunks(response, { type, fileName, chunks: textOf({ ...about, batches: whileRead(response, about.batches) }) });

/** Batches for as long as somebody reads what is made of them. */
export async function* whileRead<T>(response: Response, batches: Batches<T>): AsyncGenerator<readonly T[]> {
  for await (const rows of batches) {
    if (response.destroyed) return;
    yield rows;
  }
}

/** How rows become text. */
interface RowText<T> {
  readonly head: string;
  toText(rows: readonly T[]): string;
  readonly tail?: string;
  readonly batches: Batches<T>;
}

/**
 * The rows of a batch, taken out of it: the generators that made it would hold on to them while a slow reader takes the text,
 * until they are old enough to stay for long.
 */
const taken = <T>(rows: readonly T[]): readonly T[] => (rows as T[]).splice(0);

async function* textOf<T>({ head, toText, tail = '', batches }: RowText<T>): AsyncGenerator<string> {
  let before = head;
  for await (const rows of batches) {
    yield before + toText(taken(rows));
    before = '';
  }
  yield before + tail;
}

/**
 * Writes what comes as it comes, and waits while who reads is slow: no more than a chunk is held. When it fails after the
 * first, the connection breaks, so that a part is not taken for the whole.
 */
export async function sendChunks(
  response: Response,
  about: {
    readonly type: string;
    /** Under which a browser saves it; left out, it is shown. */
    readonly fileName?: string | undefined;
    readonly chunks: AsyncIterable<string | Uint8Array>;
  },
): Promise<void> {
  if (response.req.method === 'HEAD') {
    begin(response, about);
    response.end();
    return;
  }
  const release = beginFor(response, 'exports');
  const iterator = about.chunks[Symbol.asyncIterator]();
  let leave = () => {};
  response.once('close', () => leave());
  // Not a race with one promise of the whole answer: that would hold on to every chunk until the end.
  const nextChunk = () =>
    new Promise<IteratorResult<string | Uint8Array, undefined>>((resolve, reject) => {
      const end = { done: true, value: undefined } as const;
      leave = () => resolve(end);
      // Nothing is read for whoever left before it was their turn.
      inTurn(response, async () => (response.destroyed ? end : iterator.next())).then(resolve, reject);
    });
  try {
    // What cannot be read at all is still answered as a problem. Whoever has gone meanwhile is not waited for.
    let next = await nextChunk();
    if (response.destroyed) return;
    begin(response, about);
    try {
      for (; next.done !== true; next = await nextChunk()) {
        if (response.destroyed) return;
        const isTaken = response.write(next.value);
        if (!isTaken) await untilTaken(response);
      }
      response.end();
    } catch (error) {
      response.destroy();
      throw error;
    }
  } finally {
    release();
    // It ends once what it is at has ended; nobody waits for that.
    iterator.return?.().catch(() => {});
  }
}

/** The head of what is streamed. */
function begin(response: Response, { type, fileName }: { type: string; fileName?: string | undefined }): void {
  response.status(200);
  // The type last: a file name sets one by its ending.
  if (fileName !== undefined) response.attachment(fileName);
  response.type(type);
}

/** Waits until a reader has taken what was written, or has gone, and listens no longer. */
async function untilTaken(response: Response): Promise<void> {
  if (response.destroyed) return;
  const listening = new AbortController();
  const { signal } = listening;
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  } finally {
    listening.abort();
  }
}

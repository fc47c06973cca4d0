import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3mini } from 's3mini';
import type { LakeTarget } from './target.ts';

/** Larger files go in parts of this size, the smallest that every server takes three times over. */
const partBytes = 16 * 1024 * 1024;
/** Requests under way at once: a file of a symbol and year has some kilobytes. */
const maxRequests = 8;
const attempts = 5;
const longestAttemptMs = 60_000;

/** Where a bucket is, and the keys to it. */
export interface S3Options {
  /** Such as `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  /** A folder of the bucket; empty: all of it. */
  readonly prefix: string;
  readonly keyId: string;
  readonly secret: string;
  /** How long is waited before the first retry, ms; each waits twice as long as the one before. */
  readonly retryMs?: number;
}

/** A lake in a bucket: one PUT replaces a file whole, and one in parts is there once all of them are. */
export function s3Target({ endpoint, bucket, region, prefix, keyId, secret, retryMs = 250 }: S3Options): LakeTarget {
  const url = new URL(endpoint);
  const folder = prefix.replace(/^\/+|\/+$/g, '');
  const client = new S3mini({
    accessKeyId: keyId,
    secretAccessKey: secret,
    region,
    endpoint: `${url.href.replace(/\/+$/, '')}/${bucket}`,
    requestAbortTimeout: longestAttemptMs,
  });
  const keyOf = (file: string) => (folder === '' ? file : `${folder}/${file}`);
  const inTurn = makeTurns(maxRequests);

  /** Asks again where the server or the way to it failed; not where it refuses. */
  async function ask<T>(request: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await inTurn(request);
      } catch (error) {
        if (attempt === attempts || !isPassing(error)) throw masked(error);
        await sleep(retryMs * 2 ** (attempt - 1));
      }
    }
  }

  /** An error without the keys, whatever a server has put into it. */
  function masked(error: unknown): Error {
    const text = error instanceof Error ? error.message : String(error);
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return new Error(`${url.host}/${bucket}: ${text}${cause}`.replaceAll(secret, '***').replaceAll(keyId, '***'));
  }

  const md5 = (bytes: Uint8Array) => ({ 'content-md5': createHash('md5').update(bytes).digest('base64') });
  const type = 'application/octet-stream';

  async function putInParts(key: string, file: FileHandle, size: number): Promise<void> {
    const upload = await ask(() => client.getMultipartUploadId(key, type));
    try {
      const parts: Awaited<ReturnType<typeof client.uploadPart>>[] = [];
      for (let from = 0; from < size; from += partBytes) {
        const bytes = Buffer.alloc(Math.min(partBytes, size - from));
        await file.read(bytes, 0, bytes.length, from);
        const number = from / partBytes + 1;
        parts.push(await ask(() => client.uploadPart(key, upload, bytes, number, {}, undefined, md5(bytes))));
      }
      await ask(() => client.completeMultipartUpload(key, upload, parts));
    } catch (error) {
      // The server would keep, and charge for, what it has of it.
      await client.abortMultipartUpload(key, upload).catch(() => {});
      throw error;
    }
  }

  return {
    name: `s3://${url.host}/${bucket}${folder && `/${folder}`}`,
    async put(file, chunks) {
      const hash = createHash('sha256');
      const aside = path.join(tmpdir(), `tickermill-upload-${randomUUID()}`);
      let [bytes, held, spool] = [0, [] as Uint8Array[], null as FileHandle | null];
      try {
        for await (const chunk of chunks) {
          hash.update(chunk);
          bytes += chunk.length;
          held.push(chunk);
          // A large file goes by way of the disk: whoever makes it does not wait for the network.
          if (bytes <= partBytes && spool === null) continue;
          spool ??= await open(aside, 'wx+', 0o600);
          for (const each of held) await spool.writeFile(each);
          held = [];
        }
        const key = keyOf(file);
        if (spool) await putInParts(key, spool, bytes);
        else {
          const body = Buffer.concat(held);
          await ask(() => client.putObject(key, body, type, undefined, md5(body)));
        }
      } finally {
        await spool?.close();
        await rm(aside, { force: true });
      }
      return { bytes, sha256: hash.digest('hex') };
    },
    async read(file) {
      const bytes = await ask(() => client.getObjectArrayBuffer(keyOf(file)));
      return bytes === null ? null : new Uint8Array(bytes);
    },
    async *list() {
      const within = folder === '' ? '' : `${folder}/`;
      for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
        const page = await ask(() => client.listObjectsPaged('/', within, 1_000, token));
        for (const { Key, Size, LastModified } of page?.objects ?? [])
          yield { path: Key.slice(within.length), bytes: Number(Size), modifiedAt: new Date(LastModified) };
        token = page?.nextContinuationToken;
      }
    },
    async remove(file) {
      await ask(() => client.deleteObject(keyOf(file)));
    },
  };
}

/** Whether the same may succeed a moment later: no answer, too many requests, or a failure of the server. */
function isPassing(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : null;
  return status === null || status === 408 || status === 429 || status >= 500;
}

/** Lets so many go on at once. */
function makeTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}

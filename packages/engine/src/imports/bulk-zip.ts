// Reads a zip file entry by entry: only its directory and one entry are in memory at a time.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { PipelineError, toPipelineError } from '@tickermill/core';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** The largest answer about a company that is read; the largest known has some 10 MB. */
const maxEntryBytes = 100 * 1024 * 1024;

/** An entry, whose content is read on demand. */
export interface ZipEntry {
  readonly name: string;
  /** How many entries come before it. */
  readonly index: number;
  /** When it was written, by the clock of whoever did, taken for UTC; zip files name no time zone. */
  readonly writtenAt: Date;
  /**
   * Its content, which is overwritten by that of the next one.
   * @throws {PipelineError} `TOO_LARGE`, or `UNEXPECTED_ANSWER` if it is damaged.
   */
  content(): Promise<Buffer>;
}

/** A zip file that is open. */
export interface BulkZip {
  readonly name: string;
  readonly size: number;
  readonly entryCount: number;
  /** SHA-256 of its size and its directory, which holds the name, size and check sum of every entry. */
  readonly sha256: string;
  entries(): AsyncGenerator<ZipEntry>;
  close(): void;
}

/** Opens a zip file. @throws {PipelineError} `FILE_UNREADABLE` if it is none, or is cut off. */
export async function openBulkZip(file: string): Promise<BulkZip> {
  const { size } = await stat(file).catch((error: unknown) => {
    throw toPipelineError(error, 'FILE_UNREADABLE');
  });
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false }).catch((cause: unknown) => {
    throw damaged(file, cause);
  });
  try {
    const sha256 = await directoryHash(file, size, zip);
    return {
      name: path.basename(file),
      size,
      entryCount: zip.entryCount,
      sha256,
      entries: () => entriesOf(zip, file),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw toPipelineError(error, 'FILE_UNREADABLE');
  }
}

const damaged = (file: string, cause: unknown) =>
  new PipelineError(
    'FILE_UNREADABLE',
    `${file} is no whole zip file; load it again (${cause instanceof Error ? cause.message : String(cause)})`,
    { cause },
  );

/** The directory stands at the end. It is read in pieces: that of all submissions has 80 MB. */
async function directoryHash(file: string, size: number, { readEntryCursor: start }: ZipFile): Promise<string> {
  const hash = createHash('sha256').update(`${size}\n`);
  // The types take the offset for a boolean.
  for await (const piece of createReadStream(file, { start: Number(start) })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

async function* entriesOf(zip: ZipFile, file: string): AsyncGenerator<ZipEntry> {
  let room = Buffer.alloc(0);
  const roomFor = (bytes: number): Buffer => {
    // Grown in steps: a buffer of its own for each entry would leave gigabytes to the garbage collector.
    if (room.length < bytes) room = Buffer.allocUnsafeSlow(Math.max(bytes, Math.min(maxEntryBytes, 2 * room.length)));
    return room.subarray(0, bytes);
  };
  let index = 0;
  const entries = zip.eachEntry();
  for (;;) {
    const next = await entries.next().catch((cause: unknown) => {
      throw damaged(file, cause);
    });
    if (next.done) return;
    const entry: Entry = next.value;
    yield {
      name: entry.fileName,
      index,
      writtenAt: entry.getLastModDate({ timezone: 'UTC' }),
      content: () => contentOf(zip, entry, roomFor),
    };
    index += 1;
  }
}

async function contentOf(zip: ZipFile, entry: Entry, roomFor: (bytes: number) => Buffer): Promise<Buffer> {
  const { uncompressedSize: size } = entry;
  if (size > maxEntryBytes) throw new PipelineError('TOO_LARGE', `${size} bytes; at most ${maxEntryBytes} are read.`);
  const content = roomFor(size);
  let length = 0;
  try {
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      const bytes = piece as Buffer;
      length += bytes.copy(content, length);
    }
  } catch (cause) {
    const { message } = toPipelineError(cause);
    throw new PipelineError('UNEXPECTED_ANSWER', `The entry cannot be unpacked: ${message}`, { cause });
  }
  if (length !== size || crc32(content) !== entry.crc32) {
    throw new PipelineError('UNEXPECTED_ANSWER', 'The content of the entry is not that of its check sum.');
  }
  return content;
}

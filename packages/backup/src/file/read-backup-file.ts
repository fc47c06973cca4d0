import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { PipelineError } from '@tickermill/core';
import type { z } from 'zod';
import { type FrameCipher, frameCipher, openEncryption } from './encryption.ts';
import {
  endMark,
  type FrameType,
  frameHeadBytes,
  frameTypes,
  magic,
  maxFrameBytes,
  maxHeaderBytes,
  trailerBytes,
} from './frames.ts';
import { BackupHeader, BackupManifest, type TableEntry } from './manifest.ts';

/** A whole backup, opened with its key. */
export interface BackupFile {
  readonly header: BackupHeader;
  readonly manifest: BackupManifest;
  readonly bytes: number;
  /** As the file itself says; `checkWhole` compares it. */
  readonly sha256: string;
  /** Reads it once from end to end. @throws {PipelineError} `BACKUP_UNREADABLE` if a byte is another than was written. */
  checkWhole(onBytes?: (bytes: number) => void): Promise<void>;
  /** Hands over the rows of each table in turn, as COPY takes them; `read` consumes them all. */
  readTables(read: (table: TableEntry, rows: Readable) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What is known of a backup without its key. */
export interface BackupFileHead {
  readonly header: BackupHeader;
  readonly bytes: number;
  readonly sha256: string;
}

interface OpenFile extends BackupFileHead {
  readonly handle: FileHandle;
  /** The header as it stands in the file. */
  readonly head: Buffer;
  readonly manifestAt: number;
}

/** Reads the first and the last lines of a backup. @throws {PipelineError} `BACKUP_UNREADABLE` if it is none, or cut off. */
export async function readBackupHead(file: string): Promise<BackupFileHead> {
  const { handle, header, bytes, sha256 } = await openHead(file);
  await handle.close();
  return { header, bytes, sha256 };
}

/**
 * Opens a backup and reads its manifest.
 * @throws {PipelineError} `BACKUP_UNREADABLE`, or `BACKUP_KEY_WRONG` before anything of it is decrypted.
 */
export async function openBackupFile(file: string, key: string | null): Promise<BackupFile> {
  const { handle, head, header, bytes, sha256, manifestAt } = await openHead(file);
  try {
    const { encryption } = header;
    const cipher = encryption && frameCipher(await openEncryption(encryption, key), head);
    const frames = { handle, cipher, end: bytes - trailerBytes };
    const { type, payload } = await frameAt(frames, manifestAt);
    if (type !== frameTypes.manifest) throw unreadable('its manifest is not where it should be');
    const manifest = parsed(BackupManifest, payload, 'its manifest');
    return {
      header,
      manifest,
      bytes,
      sha256,
      checkWhole: (onBytes) => checkWhole(handle, { bytes, sha256 }, onBytes),
      readTables: (read) => readTables({ ...frames, begin: head.length }, manifest, read),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

const unreadable = (why: string) => new PipelineError('BACKUP_UNREADABLE', `This is no whole backup: ${why}.`);

async function openHead(file: string): Promise<OpenFile> {
  const handle = await open(file, 'r').catch((cause: Error) => {
    throw new PipelineError('FILE_UNREADABLE', `${file} cannot be read: ${cause.message}`, { cause });
  });
  try {
    const { size } = await handle.stat();
    const first = await bytesAt(handle, 0, Math.min(size, maxHeaderBytes));
    const lineEnd = first.indexOf('\n', magic.length);
    if (!first.subarray(0, magic.length).equals(Buffer.from(magic)) || lineEnd < 0) {
      throw unreadable('it does not begin as one');
    }
    const header = parsed(BackupHeader, first.subarray(magic.length, lineEnd), 'its header');
    const head = first.subarray(0, lineEnd + 1);
    if (size < head.length + trailerBytes) throw unreadable('it was cut off');
    const trailer = await bytesAt(handle, size - trailerBytes, trailerBytes);
    if (!trailer.subarray(40).equals(endMark)) throw unreadable('it was cut off, its end is missing');
    const sha256 = trailer.subarray(8, 40).toString('hex');
    return { handle, head, header, bytes: size, sha256, manifestAt: Number(trailer.readBigUInt64BE()) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function parsed<S extends z.ZodType>(schema: S, json: Buffer, what: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(json.toString('utf8')));
  } catch (cause) {
    throw new PipelineError('BACKUP_UNREADABLE', `This is no backup of this version: ${what} cannot be read.`, {
      cause,
    });
  }
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let read = 0; read < length; ) {
    const { bytesRead } = await handle.read(buffer, read, length - read, position + read);
    if (bytesRead === 0) throw unreadable('it was cut off');
    read += bytesRead;
  }
  return buffer;
}

interface Frames {
  readonly handle: FileHandle;
  readonly cipher: FrameCipher | null;
  /** Where the trailer begins. */
  readonly end: number;
}

async function frameAt(
  { handle, cipher, end }: Frames,
  offset: number,
): Promise<{ type: FrameType; payload: Buffer; next: number }> {
  if (offset + frameHeadBytes > end) throw unreadable('a part of it is missing');
  const head = await bytesAt(handle, offset, frameHeadBytes);
  const type = head.toString('latin1', 0, 1);
  const length = head.readUInt32BE(1);
  const next = offset + frameHeadBytes + length;
  const known = Object.values(frameTypes).find((each) => each === type);
  if (known === undefined || length > maxFrameBytes || next > end) throw unreadable('a part of it is damaged');
  const stored = await bytesAt(handle, offset + frameHeadBytes, length);
  return { type: known, payload: cipher ? cipher.decrypt({ offset, type }, stored) : stored, next };
}

const readBytes = 1024 ** 2;

async function checkWhole(
  handle: FileHandle,
  { bytes, sha256 }: { bytes: number; sha256: string },
  onBytes: (bytes: number) => void = () => {},
): Promise<void> {
  const hash = createHash('sha256');
  const end = bytes - trailerBytes + 8;
  for (let at = 0; at < end; ) {
    const part = await bytesAt(handle, at, Math.min(readBytes, end - at));
    hash.update(part);
    at += part.length;
    onBytes(at);
  }
  if (hash.digest('hex') !== sha256) throw unreadable('it was altered, its checksum is another');
}

async function readTables(
  { begin, ...frames }: Frames & { readonly begin: number },
  { tables }: BackupManifest,
  read: (table: TableEntry, rows: Readable) => Promise<void>,
): Promise<void> {
  let at = begin;
  for (const entry of tables) {
    const first = await frameAt(frames, at);
    if (first.type !== frameTypes.table || first.payload.toString('utf8') !== entry.table) {
      throw unreadable(`the rows of ${entry.table} are not where they should be`);
    }
    at = first.next;
    async function* compressed(): AsyncGenerator<Buffer> {
      for (;;) {
        const { type, payload, next } = await frameAt(frames, at);
        at = next;
        if (type === frameTypes.end) return;
        if (type !== frameTypes.data) throw unreadable(`the rows of ${entry.table} have no end`);
        yield payload;
      }
    }
    const gunzip = createGunzip();
    const unpacking = pipeline(Readable.from(compressed()), gunzip);
    await Promise.all([unpacking, read(entry, gunzip)]);
  }
}

import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { frameCipher, newEncryption } from './encryption.ts';
import { endMark, type FrameType, frameHeadBytes, frameTypes, magic } from './frames.ts';
import type { BackupHeader, BackupManifest } from './manifest.ts';

/** What is being written has such a name, and is no backup yet: it tells the machine and the process that writes it. */
export const partialName = /^\..+\.(?<host>[^.]+)-(?<pid>\d+)\.partial$/;
/** A point would end it too early. */
export const thisHost = hostname().replaceAll('.', '_');

/** A backup that is being written. */
export interface BackupFileWriter {
  frame(type: FrameType, payload: Buffer): Promise<void>;
  /** Writes the manifest and gives the file its name. */
  finish(manifest: BackupManifest): Promise<{ bytes: number; sha256: string }>;
  /** Removes what was written; does nothing once it is finished. */
  discard(): Promise<void>;
}

/** Begins a backup aside: under its name there is a whole file or none, whenever the process is lost. */
export async function writeBackupFile(
  file: string,
  about: Omit<BackupHeader, 'encryption' | 'format'>,
  key: string | null,
): Promise<BackupFileWriter> {
  const encryption = key === null ? null : await newEncryption(key);
  const header: BackupHeader = { format: 1, ...about, encryption: encryption?.header ?? null };
  const head = Buffer.from(`${magic}${JSON.stringify(header)}\n`);
  const cipher = encryption && frameCipher(encryption.secret, head);

  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const aside = path.join(folder, `.${path.basename(file)}.${thisHost}-${process.pid}.partial`);
  const handle = await open(aside, 'w', 0o600);
  const hash = createHash('sha256');
  let [bytes, isOpen] = [0, true];
  async function write(...parts: readonly Buffer[]): Promise<void> {
    for (const part of parts) {
      hash.update(part);
      bytes += part.length;
    }
    await handle.writev(parts);
  }
  async function frame(type: FrameType, payload: Buffer): Promise<void> {
    const stored = cipher ? cipher.encrypt({ offset: bytes, type }, payload) : payload;
    const frameHead = Buffer.alloc(frameHeadBytes);
    frameHead.write(type, 'latin1');
    frameHead.writeUInt32BE(stored.length, 1);
    await write(frameHead, stored);
  }
  async function discard(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    await handle.close();
    await rm(aside, { force: true });
  }
  await write(head).catch(async (error) => {
    await discard();
    throw error;
  });
  return {
    frame,
    discard,
    async finish(manifest) {
      const place = Buffer.alloc(8);
      place.writeBigUInt64BE(BigInt(bytes));
      await frame(frameTypes.manifest, Buffer.from(JSON.stringify(manifest)));
      await write(place);
      const digest = hash.digest();
      await handle.writev([digest, endMark]);
      await handle.sync();
      await handle.close();
      isOpen = false;
      await rename(aside, file);
      await syncFolder(folder);
      return { bytes: bytes + digest.length + endMark.length, sha256: digest.toString('hex') };
    },
  };
}

/** The new name outlives a loss of power. Not every file system can say so. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

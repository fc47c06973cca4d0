// The folder of backups: what files there are, what each was verified to hold, and which are kept.

import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PipelineError } from '@tickermill/core';
import { isAlive } from '@tickermill/runtime/host';
import { z } from 'zod';
import type { BackupHeader } from './file/manifest.ts';
import { readBackupHead } from './file/read-backup-file.ts';
import { partialName, thisHost } from './file/write-backup-file.ts';

const suffix = '.backup';
const verifiedSuffix = '.verified.json';

const VerificationRecord = z.object({
  verifiedAt: z.iso.datetime(),
  /** The version of Tickermill that it was restored with. */
  product: z.string(),
  /** Of the file that was verified. */
  sha256: z.string(),
  tables: z.int(),
  rows: z.int(),
  durationMs: z.int(),
});

/** What a backup was found to hold when it was restored into a database made for that. */
export type Verification = z.infer<typeof VerificationRecord>;

/** A file of the folder. */
export interface ListedBackup {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly header: BackupHeader;
  /** Null: it never was, or was another file then. */
  readonly verification: Verification | null;
}

/** The name of a backup that is made now. */
export const backupName = (at: Date): string =>
  `tickermill-${at.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z${suffix}`;

/** The backups of a folder, the newest first, and what else there looks like one and is none. */
export async function listBackups(folder: string): Promise<{ backups: ListedBackup[]; unreadable: string[] }> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new PipelineError('FILE_UNREADABLE', `${folder} cannot be read: ${error.message}`, { cause: error });
  });
  const backups: ListedBackup[] = [];
  const unreadable: string[] = [];
  for (const name of names.filter((each) => each.endsWith(suffix) && !each.startsWith('.'))) {
    const file = path.join(folder, name);
    const head = await readBackupHead(file).catch(() => null);
    if (head === null) unreadable.push(file);
    else backups.push({ file, ...head, verification: await readVerification(file, head.sha256) });
  }
  backups.sort((one, other) => other.header.createdAt.localeCompare(one.header.createdAt));
  return { backups, unreadable };
}

/** Keeps beside a backup that it was verified. */
export async function recordVerification(file: string, verification: Verification): Promise<void> {
  const aside = `${file}${verifiedSuffix}.${process.pid}`;
  await writeFile(aside, JSON.stringify(verification), { mode: 0o600 });
  await rename(aside, file + verifiedSuffix);
}

async function readVerification(file: string, sha256: string): Promise<Verification | null> {
  try {
    const record = VerificationRecord.parse(JSON.parse(await readFile(file + verifiedSuffix, 'utf8')));
    return record.sha256 === sha256 ? record : null;
  } catch {
    return null; // none, or cut off: it can be verified again
  }
}

/**
 * Deletes the nightly backups of a folder but the last so many; those that somebody asked for stay. Returns the files.
 */
export async function pruneBackups(folder: string, keep: number): Promise<string[]> {
  const { backups } = await listBackups(folder);
  const old = backups.filter(({ header }) => header.trigger === 'nightly').slice(keep);
  for (const { file } of old) await removeBackup(file);
  return old.map(({ file }) => file);
}

async function removeBackup(file: string): Promise<void> {
  await rm(file, { force: true });
  await rm(file + verifiedSuffix, { force: true });
}

/** A file that has not grown for so long is written by nobody any more, on whichever machine that was. */
const silentMs = 3_600_000;

/** Deletes what processes left in a folder that were lost while they wrote. */
export async function removePartial(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const { host, pid } = partialName.exec(name)?.groups ?? {};
    if (pid === undefined) continue;
    const file = path.join(folder, name);
    const { mtimeMs } = await stat(file);
    const isLost = host === thisHost ? !isAlive(Number(pid)) : Date.now() - mtimeMs > silentMs;
    if (isLost) await rm(file, { force: true });
  }
}

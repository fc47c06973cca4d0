import path from 'node:path';
import { type Log, PipelineError, toPipelineError } from '@tickermill/core';
import type { Chore } from '@tickermill/engine/maintenance';
import { diskSpace, judgeDisk, productVersion } from '@tickermill/runtime';
import type { Store } from '@tickermill/store';
import {
  alignBackups,
  type BackupRow,
  backupsChoreName,
  failBackup,
  finishBackup,
  giveBackupBack,
  keepProgress,
  pruneBackupList,
  takeBackup,
} from '@tickermill/store/backups';
import { backupName, listBackups, pruneBackups, removePartial } from './folder.ts';
import { type BackupProgress, makeBackup } from './make-backup.ts';

/** Somebody may be waiting for it, and a refresh is. */
const everyMs = 5_000;
/** The folder is looked through so often. */
const alignEveryMs = 60_000;
/** Progress is written so often. */
const progressEveryMs = 2_000;
/** What the list says of backups that are gone is kept for so long. */
const listKeptMs = 90 * 86_400_000;
/** Room for it and for what is stored meanwhile, beyond the size of the last one. */
const growth = 1.25;

export interface BackupsChoreDeps {
  readonly store: Store;
  readonly log: Log;
  readonly now: () => Date;
  /** The database, for connections of its own. */
  readonly url: string;
  readonly folder: string;
  readonly key: string | null;
  /** So many nightly ones are kept. */
  readonly keep: number;
  /** With a smaller share of the disk free none is begun. */
  readonly pausePercent: number;
  /** Ends one that is being made, when the process stops. */
  readonly signal: AbortSignal;
}

/** Makes the backups that were requested, deletes nightly ones in favour of later ones, and keeps the list of the folder. */
export function backupsChore(deps: BackupsChoreDeps): Chore {
  const { store, now, log, folder, keep } = deps;
  let alignedAt = Number.NEGATIVE_INFINITY;
  async function align(): Promise<void> {
    alignedAt = performance.now();
    const { backups } = await listBackups(folder);
    const found = backups.map(({ file, bytes, sha256, header, verification }) => ({
      file,
      bytes,
      sha256,
      trigger: header.trigger,
      asOf: new Date(header.createdAt),
      tables: verification?.tables ?? null,
      rows: verification?.rows ?? null,
      encrypted: header.encryption !== null,
      product: header.product,
      migration: header.migration,
      verifiedAt: verification && new Date(verification.verifiedAt),
    }));
    await store.sqlTransaction((tx) => alignBackups(tx, folder, found));
    await pruneBackupList(store.sql, new Date(now().getTime() - listKeptMs));
  }
  return {
    name: backupsChoreName,
    everyMs,
    async run() {
      const taken = await takeBackup(store.sql);
      if (!taken) {
        if (performance.now() - alignedAt >= alignEveryMs) await align();
        return 'done';
      }
      await carryOut(deps, taken);
      for (const file of await pruneBackups(folder, keep))
        log.info('a nightly backup was deleted in favour of later ones', { file });
      await align();
      return 'more';
    },
  };
}

async function carryOut(deps: BackupsChoreDeps, { id, trigger }: BackupRow): Promise<void> {
  const { store, log, now, url, folder, key, signal } = deps;
  let writtenAt = performance.now();
  let writing: Promise<void> | null = null;
  const onProgress = (progress: BackupProgress) => {
    if (writing || performance.now() - writtenAt < progressEveryMs) return;
    writtenAt = performance.now();
    writing = keepProgress(store.sql, id, progress)
      .catch(() => {}) // the next one is written
      .finally(() => {
        writing = null;
      });
  };
  try {
    await removePartial(folder);
    await requireRoom(deps);
    const asOf = now();
    const file = path.join(folder, backupName(asOf));
    const made = await makeBackup({ url, file, key, trigger, now: () => asOf, onProgress, signal });
    await writing;
    const { isEncrypted: encrypted, ...facts } = made;
    await store.sqlTransaction((tx) => finishBackup(tx, id, { ...facts, encrypted, asOf, product: productVersion }));
    log.info('backup made', { file, bytes: made.bytes, rows: made.rows, duration_ms: made.durationMs });
  } catch (error) {
    await writing;
    if (signal.aborted) return giveBackupBack(store.sql, id);
    const { code, message } = toPipelineError(error);
    log.error('a backup was not made', error, { trigger });
    await store.sqlTransaction((tx) => failBackup(tx, id, { code, message }));
  }
}

/** @throws {PipelineError} `BACKUP_FAILED` where the disk would be nearly full with it. */
async function requireRoom({ folder, pausePercent }: BackupsChoreDeps): Promise<void> {
  const { backups } = await listBackups(folder);
  const needed = (backups[0]?.bytes ?? 0) * growth;
  const space = await diskSpace(folder);
  const after = judgeDisk({ ...space, freeBytes: space.freeBytes - needed }, pausePercent);
  if (after.ok) return;
  throw new PipelineError(
    'BACKUP_FAILED',
    `The backup was not begun: with it ${after.reason ?? 'the disk would be full'}.`,
  );
}

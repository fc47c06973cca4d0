// What the commands of backups do: brings the database along, so that it is loaded when one of them runs.

import path from 'node:path';
import {
  type BackupProgress,
  backupName,
  type ListedBackup,
  listBackups,
  makeBackup,
  type RestorePlan,
  removePartial,
  restoreBackup,
  verifyBackup,
} from '@tickermill/backup';
import { PipelineError, toPipelineError } from '@tickermill/core';
import { emptyRestoredQueues, prepareQueues, toQueueBackend } from '@tickermill/engine';
import { openStore } from '@tickermill/store';
import { backupFolder, openBackupLog, readBackupSettings } from './backup-settings.ts';
import { commandHost } from './command-host.ts';
import { onInstallationDatabase } from './installation-database.ts';

const now = () => new Date();

/** Makes a backup of the installation that the settings name, into its folder or into a file. */
export async function backUp({ to, onProgress }: { to?: string; onProgress: (progress: BackupProgress) => void }) {
  const settings = readBackupSettings();
  const folder = backupFolder(settings);
  if (to === undefined) await removePartial(folder);
  const file = to === undefined ? path.join(folder, backupName(now())) : path.resolve(to);
  const key = settings.BACKUP_KEY ?? null;
  return onInstallationDatabase(settings, { alone: false }, (url) =>
    makeBackup({ url, file, key, trigger: 'manual', now, onProgress }),
  );
}

/** The backups in the folder of the installation. */
export async function listInstallationBackups(): Promise<{
  folder: string;
  backups: ListedBackup[];
  unreadable: string[];
}> {
  const folder = backupFolder(readBackupSettings());
  return { folder, ...(await listBackups(folder)) };
}

/** Verifies a backup on the server of the installation. */
export async function verify(file: string, onProgress: (progress: BackupProgress) => void) {
  const settings = readBackupSettings();
  const key = settings.BACKUP_KEY ?? null;
  const log = openBackupLog(settings);
  return onInstallationDatabase(settings, { alone: false }, (url) =>
    verifyBackup({ url, file: path.resolve(file), key, log, now, onProgress }),
  );
}

/** What to restore, and how a person is asked and told. */
interface RestoreRequest {
  readonly file: string;
  readonly confirm: (plan: RestorePlan) => Promise<boolean>;
  readonly onProgress: (progress: BackupProgress) => void;
}

/** Restores the installation; null: it was not confirmed. `queueProblem` says why its queue is not empty yet. */
export async function restore({ file, confirm, onProgress }: RestoreRequest) {
  const settings = readBackupSettings();
  const log = openBackupLog(settings);
  return onInstallationDatabase(settings, { alone: true }, async (url) => {
    const backend = toQueueBackend(url, settings);
    const key = settings.BACKUP_KEY ?? null;
    const about = { sources: settings.SOURCES, queueBackend: backend.kind };
    const restored = await restoreBackup({
      url,
      file: path.resolve(file),
      key,
      ...about,
      log,
      now,
      confirm,
      onProgress,
    });
    if (restored === null) return null;
    const store = openStore({ url, connections: 2 });
    try {
      await prepareQueues(backend, log);
      await emptyRestoredQueues(store, backend, log);
      return { ...restored, queueProblem: null };
    } catch (error) {
      const { code, message } = toPipelineError(error);
      if (code !== 'QUEUE_UNAVAILABLE' && code !== 'REDIS_UNFIT') throw error;
      return { ...restored, queueProblem: message };
    } finally {
      await store.close();
    }
  });
}

/** @throws {PipelineError} `INVALID_INPUT` without a terminal that could be asked. */
export function requireConfirmable(yes: boolean | undefined): void {
  if (yes || (commandHost().stdin.isTTY && commandHost().stderr.isTTY)) return;
  throw new PipelineError('INVALID_INPUT', 'A restore replaces the database: without a terminal it needs --yes.');
}

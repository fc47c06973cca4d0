import { setTimeout as sleep } from 'node:timers/promises';
import { PipelineError } from '@tickermill/core';
import { BackupsResponse, BackupView } from '@tickermill/core/contracts';
import { findApi } from './api-client.ts';
import { commandHost } from './command-host.ts';

const pollMs = 500;
/** More than anybody keeps. */
const most = '500';

/** Whether the command line speaks to an installation elsewhere, whose database and folder are not here. */
export const isElsewhere = (): boolean => Boolean(commandHost().env['TICKERMILL_URL']);

/** Requests a backup of that installation and waits until it is made. @throws {PipelineError} as it failed. */
export async function requestBackup(
  onProgress: (progress: { step: string; share: number }) => void,
): Promise<BackupView> {
  const api = findApi();
  let backup = await api.ask('POST', 'backups', BackupView);
  while (backup.state === 'waiting' || backup.state === 'running') {
    onProgress({ step: backup.step ?? backup.state, share: backup.share });
    await sleep(pollMs);
    backup = await api.ask('GET', `backups/${backup.id}`, BackupView);
  }
  if (backup.state === 'failed') throw new PipelineError('BACKUP_FAILED', backup.error_message ?? 'It was not made.');
  return backup;
}

/** The backups of that installation. */
export const listRequested = async (): Promise<BackupView[]> =>
  (await findApi().ask('GET', 'backups', BackupsResponse, { query: { limit: most } })).items;

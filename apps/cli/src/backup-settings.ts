import path from 'node:path';
import type { Log } from '@tickermill/core';
import { openInstallation, readSettings } from '@tickermill/runtime';
import { createLog } from '@tickermill/runtime/service';
import { commandHost } from './command-host.ts';

/** The settings of an installation that backups and restores read. */
export const readBackupSettings = () =>
  readSettings(
    [
      'DATABASE_URL',
      'REDIS_URL',
      'REDIS_PREFIX',
      'TICKERMILL_HOME',
      'SOURCES',
      'BACKUP_DIR',
      'BACKUP_KEY',
      'LOG_LEVEL',
    ],
    commandHost().env,
  );
type BackupSettings = ReturnType<typeof readBackupSettings>;

/** Where the backups of an installation are kept. */
export const backupFolder = ({ BACKUP_DIR, TICKERMILL_HOME }: BackupSettings): string =>
  path.resolve(BACKUP_DIR ?? path.join(openInstallation(TICKERMILL_HOME).dir, 'backups'));

/** The log of what is done to the database. */
export const openBackupLog = ({ TICKERMILL_HOME, LOG_LEVEL: level }: BackupSettings): Log =>
  createLog({ module: 'backup', level, file: path.join(openInstallation(TICKERMILL_HOME).logsDir, 'backup.log') });

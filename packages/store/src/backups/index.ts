/** The list of backups; the files themselves are the business of packages/backup. */

export type { BackupFacts, BackupRow, BackupTotals, BackupTrigger, FoundBackup, NightlyBackup } from './backups.ts';
export {
  alignBackups,
  backupBefore,
  backupsChoreName,
  backupTotals,
  failBackup,
  findBackup,
  finishBackup,
  giveBackupBack,
  keepProgress,
  listBackups,
  pruneBackupList,
  recordNightlyBackups,
  requestBackup,
  takeBackup,
} from './backups.ts';

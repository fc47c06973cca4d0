/** Backups of an installation: one file each, made while workers write, verified by restoring it, and restored. */

export { backupsChore } from './backups-chore.ts';
export type { ListedBackup, Verification } from './folder.ts';
export { backupName, listBackups, removePartial } from './folder.ts';
export type { BackupProgress, MadeBackup } from './make-backup.ts';
export { makeBackup } from './make-backup.ts';
export type { Restored, RestorePlan } from './restore/restore-backup.ts';
export { restoreBackup } from './restore/restore-backup.ts';
export { verifyBackup } from './restore/verify-backup.ts';

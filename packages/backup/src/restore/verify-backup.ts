import type { Log } from '@tickermill/core';
import { productVersion } from '@tickermill/runtime';
import { databaseOf, urlOfDatabase } from '../connect.ts';
import { rowsOf } from '../file/manifest.ts';
import { openBackupFile } from '../file/read-backup-file.ts';
import { recordVerification, type Verification } from '../folder.ts';
import type { BackupProgress } from '../make-backup.ts';
import { derivedName, dropDatabase, makeEmptyDatabase, onServer } from './databases.ts';
import { loadBackup, refuseNewer } from './load.ts';

export interface VerifyOptions {
  /** A database of the server where it is tried out; it is not touched. */
  readonly url: string;
  readonly file: string;
  readonly key: string | null;
  readonly log: Log;
  readonly now: () => Date;
  readonly onProgress?: (progress: BackupProgress) => void;
}

/**
 * Restores a backup into a database made for this, compares every table with what was copied, and drops it. What was
 * found is kept beside the file.
 * @throws {PipelineError} `BACKUP_UNREADABLE`, `BACKUP_KEY_WRONG`, `BACKUP_TOO_NEW`, or `BACKUP_DIFFERS`.
 */
export async function verifyBackup(options: VerifyOptions): Promise<Verification> {
  const { url, file, key, log, now, onProgress = () => {} } = options;
  const began = performance.now();
  const backup = await openBackupFile(file, key);
  try {
    refuseNewer(backup);
    onProgress({ step: 'reading the file', share: 0 });
    await backup.checkWhole();
    const scratch = derivedName(databaseOf(url), 'verify');
    await onServer(url, 'verification', async (server) => {
      await makeEmptyDatabase(server, scratch, databaseOf(url));
      try {
        await loadBackup(urlOfDatabase(url, scratch), backup, { log, onProgress });
      } finally {
        await dropDatabase(server, scratch);
      }
    });
    const { manifest, sha256 } = backup;
    const verification: Verification = {
      verifiedAt: now().toISOString(),
      product: productVersion,
      sha256,
      tables: manifest.tables.length,
      rows: rowsOf(manifest),
      durationMs: Math.round(performance.now() - began),
    };
    await recordVerification(file, verification);
    return verification;
  } finally {
    await backup.close();
  }
}

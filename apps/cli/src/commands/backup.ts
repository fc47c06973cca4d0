import { Argument, Command } from 'commander';
import { openStepProgress } from '../step-progress.ts';
import { bytes, count, counted, dim, duration, green, instant, print, shortPath, table, yellow } from '../terminal.ts';

const fileArgument = () => new Argument('<file>', 'a file that "tickermill backup" has made');

/** `tickermill backup`: makes one; `backup verify`: tries one out. Neither needs a running API. */
export function backupCommand(): Command {
  const backup = new Command('backup')
    .description('Copy the whole database into one file, as it is at one instant. Workers go on meanwhile.')
    .option('--to <file>', 'the file; without it a new one in BACKUP_DIR')
    .option('--json', 'print the answer as JSON')
    .action(async ({ to, json }: { to?: string; json?: boolean }) => {
      const { backUp } = await import('../backups.ts'); // brings the database along
      const progress = openStepProgress('backup');
      const made = await backUp({ ...(to === undefined ? {} : { to }), onProgress: progress.at }).finally(progress.end);
      if (json) return print(JSON.stringify(made));
      const sealed = made.isEncrypted ? ', encrypted' : '';
      print(`  ${green('✓')} ${shortPath(made.file)}`);
      print(
        `    ${bytes(made.bytes)}${sealed}: ${counted(made.rows, 'row')} of ${counted(made.tables, 'table')}, in ${duration(made.durationMs)}`,
      );
      if (made.leftOut.length > 0) print(`    ${yellow('!')} not in it: ${made.leftOut.join(', ')}`);
      print(`    ${dim(`try it out: tickermill backup verify ${shortPath(made.file)}`)}`);
    });
  backup
    .command('verify')
    .description('Restore a backup into a database made for this, compare every table, and drop it again.')
    .addArgument(fileArgument())
    .option('--json', 'print the answer as JSON')
    .action(async (file: string, { json }: { json?: boolean }) => {
      const { verify } = await import('../backups.ts');
      const progress = openStepProgress('verify');
      const found = await verify(file, progress.at).finally(progress.end);
      if (json) return print(JSON.stringify({ file, ...found }));
      print(
        `  ${green('✓')} it holds what was copied: ${counted(found.rows, 'row')} of ${counted(found.tables, 'table')}, in ${duration(found.durationMs)}`,
      );
    });
  return backup;
}

/** `tickermill backups`: the files that there are, and what each was verified to hold. */
export function backupsCommand(): Command {
  return new Command('backups')
    .description('The backups in BACKUP_DIR, the newest first, and what each was verified to hold.')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { listInstallationBackups } = await import('../backups.ts');
      const { folder, backups, unreadable } = await listInstallationBackups();
      if (json) return print(JSON.stringify({ folder, backups, unreadable }));
      if (backups.length === 0) print(`  There is no backup in ${shortPath(folder)}.`);
      else {
        const rows = backups.map(({ file, bytes: size, header, verification }) => [
          instant(header.createdAt),
          bytes(size),
          header.trigger,
          header.product,
          header.encryption === null ? 'no' : 'yes',
          verification === null
            ? 'never'
            : `${instant(verification.verifiedAt)}: ${count(verification.rows)} rows of ${verification.tables} tables`,
          shortPath(file),
        ]);
        for (const line of table(['made', 'size', 'by', 'version', 'encrypted', 'verified', 'file'], rows)) print(line);
      }
      for (const file of unreadable) print(`  ${yellow('!')} ${shortPath(file)} is no whole backup`);
    });
}

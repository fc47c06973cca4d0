import { PipelineError } from '@tickermill/core';
import { Command } from 'commander';
import { isElsewhere, listRequested, requestBackup } from '../requested-backup.ts';
import { openStepProgress } from '../step-progress.ts';
import { bytes, count, counted, dim, duration, green, instant, print, shortPath, table, yellow } from '../terminal.ts';

/** `tickermill backup`: makes one; `backup verify`: tries one out. Neither needs a running API. */
export function backupCommand(): Command {
  const backup = new Command('backup')
    .description('Copy the whole database into one file, as it is at one instant. Workers go on meanwhile.')
    .option('--to <file>', 'the file; without it a new one in BACKUP_DIR')
    .option('--json', 'print the answer as JSON')
    .action(async ({ to, json }: { to?: string; json?: boolean }) => {
      const progress = openStepProgress('backup');
      if (isElsewhere()) {
        if (to !== undefined)
          throw new PipelineError('INVALID_INPUT', 'to: the installation of TICKERMILL_URL is elsewhere');
        const made = await requestBackup(progress.at).finally(progress.end);
        return print(json ? JSON.stringify(made) : `  ${green('✓')} ${made.file}, ${bytes(made.bytes ?? 0)}`);
      }
      const { backUp } = await import('../backups.ts'); // brings the database along
      const made = await backUp({ ...(to === undefined ? {} : { to }), onProgress: progress.at }).finally(progress.end);
      const { file, rows, tables, isEncrypted: encrypted, leftOut, durationMs, ...facts } = made;
      if (json) {
        const answer = { file, ...facts, rows, tables, encrypted, left_out: leftOut, duration_ms: durationMs };
        return print(JSON.stringify(answer));
      }
      print(`  ${green('✓')} ${shortPath(file)}`);
      print(
        `    ${bytes(made.bytes)}${encrypted ? ', encrypted' : ''}: ${held({ rows, tables })}, in ${duration(durationMs)}`,
      );
      if (leftOut.length > 0) print(`    ${yellow('!')} not in it: ${leftOut.join(', ')}`);
      print(`    ${dim(`try it out: tickermill backup verify ${shortPath(file)}`)}`);
    });
  backup
    .command('verify')
    .description('Restore a backup into a database made for this, compare every table, and drop it again.')
    .argument('<file>', 'a file that "tickermill backup" has made')
    .option('--json', 'print the answer as JSON')
    .action(async (file: string, { json }: { json?: boolean }) => {
      const { verify } = await import('../backups.ts');
      const progress = openStepProgress('verify');
      const { verifiedAt, durationMs, ...found } = await verify(file, progress.at).finally(progress.end);
      if (json) return print(JSON.stringify({ file, verified_at: verifiedAt, ...found, duration_ms: durationMs }));
      print(`  ${green('✓')} it holds what was copied: ${held(found)}, in ${duration(durationMs)}`);
    });
  return backup;
}

const held = ({ rows, tables }: { rows: number; tables: number }) =>
  `${counted(rows, 'row')} of ${counted(tables, 'table')}`;

/** `tickermill backups`: the files that there are, and what each was verified to hold. */
export function backupsCommand(): Command {
  return new Command('backups')
    .description('The backups in BACKUP_DIR, the newest first, and what each was verified to hold.')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { items, where, unreadable } = isElsewhere() ? await listElsewhere() : await listHere();
      if (json) return print(JSON.stringify({ items, unreadable }));
      if (items.length === 0) print(`  There is no backup ${where}.`);
      else {
        const headings = ['as of', 'state', 'size', 'by', 'version', 'encrypted', 'verified', 'file'];
        for (const line of table(headings, items.map(cellsOf))) print(line);
      }
      for (const file of unreadable) print(`  ${yellow('!')} ${shortPath(file)} is no whole backup`);
    });
}

/** A backup as it is listed, from a folder here or by an API elsewhere. */
type ListedItem = Awaited<ReturnType<typeof listHere>>['items'][number];

async function listElsewhere() {
  return { items: (await listRequested()) as readonly ListedItem[], where: 'there', unreadable: [] };
}

async function listHere() {
  const { listInstallationBackups } = await import('../backups.ts');
  const { folder, backups, unreadable } = await listInstallationBackups();
  const items = backups.map(({ file, bytes: size, sha256, header, verification }) => ({
    file: file as string | null,
    state: 'done',
    as_of: header.createdAt as string | null,
    bytes: size as number | null,
    sha256,
    trigger: header.trigger as string,
    product: header.product as string | null,
    encrypted: (header.encryption !== null) as boolean | null,
    verified_at: verification?.verifiedAt ?? null,
    tables: verification?.tables ?? null,
    rows: verification?.rows ?? null,
  }));
  return {
    items: items as readonly Omit<(typeof items)[number], 'sha256'>[],
    where: `in ${shortPath(folder)}`,
    unreadable,
  };
}

const cellsOf = (each: ListedItem): string[] => [
  each.as_of === null ? '' : instant(each.as_of),
  each.state,
  each.bytes === null ? '' : bytes(each.bytes),
  each.trigger,
  each.product ?? '',
  each.encrypted === null ? '' : each.encrypted ? 'yes' : 'no',
  each.verified_at === null
    ? 'never'
    : `${instant(each.verified_at)}: ${count(each.rows ?? 0)} rows of ${each.tables ?? 0} tables`,
  each.file === null ? '' : shortPath(each.file),
];

import type { RestorePlan } from '@tickermill/backup';
import { Command } from 'commander';
import { confirmed } from '../confirm.ts';
import { openStepProgress } from '../step-progress.ts';
import { bytes, count, counted, dim, duration, green, instant, print, printAside, yellow } from '../terminal.ts';

/** `tickermill restore`: brings the installation back to a backup, while nothing of it runs. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('Bring the installation back to a backup, while nothing of it runs. Says first what will be lost.')
    .argument('<file>', 'a file that "tickermill backup" has made')
    .option('--yes', 'do not ask')
    .option('--json', 'print the answer as JSON')
    .action(async (file: string, { yes, json }: { yes?: boolean; json?: boolean }) => {
      const { requireConfirmable, restore } = await import('../backups.ts'); // brings the database along
      requireConfirmable(yes);
      const progress = openStepProgress('restore');
      const confirm = async (plan: RestorePlan) => {
        progress.end();
        for (const line of describe(plan)) printAside(line);
        return yes === true || confirmed('Restore it?');
      };
      const restored = await restore({ file, confirm, onProgress: progress.at }).finally(progress.end);
      if (restored === null) return print(json ? JSON.stringify({ restored: false }) : '  Nothing was changed.');
      if (json) {
        const { createdAt, leftOut, durationMs, queueProblem, ...facts } = restored;
        const rest = { left_out: leftOut, queue_problem: queueProblem, duration_ms: durationMs };
        return print(JSON.stringify({ restored: true, as_of: createdAt, ...facts, ...rest }));
      }
      print(
        `  ${green('✓')} restored as of ${instant(restored.createdAt)}: ${counted(restored.rows, 'row')} of ${counted(restored.tables, 'table')}, in ${duration(restored.durationMs)}`,
      );
      if (restored.before !== null)
        print(`    ${dim(`the database of before is kept as ${restored.before}, until the next restore`)}`);
      if (restored.leftOut.length > 0)
        print(`    ${yellow('!')} this version has no place for ${restored.leftOut.join(', ')}`);
      if (restored.queueProblem !== null)
        print(`    ${yellow('!')} the queue is emptied when a worker starts: ${restored.queueProblem}`);
      print(`    ${dim('start again: the queue is filled from the ledger, and missed slots are caught up with')}`);
    });
}

/** The rows that are named one by one; of the others their number is told. */
const shownLosses = 12;

function describe({ createdAt, product, rows, tables, bytes: size, isOlder, losses }: RestorePlan): string[] {
  const head = [
    `  The backup is of ${instant(createdAt)}, version ${product}: ${counted(rows, 'row')} of ${counted(tables, 'table')}, ${bytes(size)}.`,
    ...(isOlder ? ['  It is of an older version and is migrated.'] : []),
  ];
  if (losses === null) return [...head, '  There is nothing here that would be lost.'];
  if (losses.length === 0) return [...head, '  Every table has as many rows now. What was changed since is lost.'];
  const sorted = [...losses].sort((one, other) => lost(other) - lost(one));
  return [
    ...head,
    '  Everything since is lost, of these tables:',
    ...sorted
      .slice(0, shownLosses)
      .map(({ table, rowsNow, rowsThen }) => `    ${table}: ${count(rowsNow ?? 0)} rows now, ${count(rowsThen)} then`),
    ...(sorted.length > shownLosses ? [`    and ${counted(sorted.length - shownLosses, 'more table')}`] : []),
  ];
}

const lost = ({ rowsNow, rowsThen }: { rowsNow: number | null; rowsThen: number }) => (rowsNow ?? 0) - rowsThen;

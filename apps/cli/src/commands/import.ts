import { readFile } from 'node:fs/promises';
import { PipelineError } from '@tickermill/core';
import { ActionImportView, PriceImportView, RateImportView } from '@tickermill/core/contracts';
import type { BulkName } from '@tickermill/engine/imports';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { commandHost, setExitCode } from '../command-host.ts';
import { exitCodes } from '../exit-codes.ts';
import type { BulkFileOptions } from '../import-bulk-file.ts';
import { csvParts } from '../read-rows.ts';
import { count, counted, dim, green, overwrite, print, table, yellow } from '../terminal.ts';

interface PricesOptions {
  provider: string;
  dryRun?: boolean;
  json?: boolean;
}

/** `tickermill import`: imports prices, corporate actions, exchange rates or bulk files of EDGAR that the user has. */
export function importCommand(): Command {
  const command = new Command('import').description(
    'Bring in what you have: prices, corporate actions, exchange rates, or bulk files of EDGAR.',
  );
  command
    .command('prices')
    .description('Bring in a history of daily prices, from CSV or Parquet; what another provider has said stays.')
    .argument('<file>', 'with the columns ticker, date, close, and any of open, high, low, adj_close, volume, currency')
    .requiredOption('--provider <name>', 'whose prices they are: yahoo, or a name of your own')
    .option('--dry-run', 'only say what it would come to')
    .option('--json', 'print what it came to as JSON')
    .action(importPrices);
  command
    .command('corporate-actions')
    .description('Bring in splits, dividends and mergers from CSV, all or none.')
    .argument('<file>', 'with the columns ticker, date, type, ratio, amount')
    .option('--json', 'print what it came to as JSON')
    .action(importActions);
  command.addCommand(
    bulkCommand('companyfacts', "Bring in EDGAR's companyfacts.zip: the facts of all companies of the universe."),
  );
  command.addCommand(
    bulkCommand('submissions', "Bring in EDGAR's submissions.zip: the reports of all companies of the universe."),
  );
  command
    .command('exchange-rates')
    .description('Bring in reference rates of the euro from CSV, all or none.')
    .argument('<file>', 'date, currency, per_euro; or the file of the European Central Bank')
    .option('--source <name>', 'whose rates they are', 'ecb')
    .option('--json', 'print what it came to as JSON')
    .action(importRates);
  return command;
}

const bulkCommand = (kind: BulkName, description: string): Command =>
  new Command(kind)
    .description(`${description} Started again it goes on where it was left. Needs no running API.`)
    .argument('<file>', `${kind}.zip on this disk`)
    .option('--dry-run', 'read all of it, and only say what it would come to')
    .option('--again', 'from its beginning, although it was imported before')
    .option('--json', 'print what it came to as JSON')
    .action(async (file: string, options: BulkFileOptions) => {
      const { importBulkFile } = await import('../import-bulk-file.ts'); // brings the database along
      await importBulkFile(kind, file, options);
    });

/** So many refused lines of a file are listed. */
const maxReported = 100;

async function importPrices(file: string, { provider, dryRun = false, json }: PricesOptions): Promise<void> {
  const api = findApi();
  const total: PriceImportView = {
    dry_run: dryRun,
    rows: 0,
    new: 0,
    changed: 0,
    unchanged: 0,
    kept: 0,
    in_other_currency: 0,
    refused: [],
    refused_count: 0,
  };
  for await (const { csv, firstLine } of csvParts(file)) {
    const query = { provider, dry_run: dryRun, first_line: firstLine };
    const part = await api.ask('POST', 'prices/import', PriceImportView, { query, body: csv, type: 'text/csv' });
    for (const name of ['rows', 'new', 'changed', 'unchanged', 'kept', 'in_other_currency', 'refused_count'] as const)
      total[name] += part[name];
    total.refused.push(...part.refused.slice(0, maxReported - total.refused.length));
    if (commandHost().stderr.isTTY) overwrite(`  ${dim(counted(total.rows, 'row'))}`);
  }
  if (commandHost().stderr.isTTY) overwrite('');
  if (json) print(JSON.stringify(total));
  else for (const line of describe(total)) print(line);
  if (total.refused_count > 0) setExitCode(exitCodes.failed);
}

function describe(total: PriceImportView): string[] {
  const { dry_run, rows, changed, unchanged, kept, in_other_currency, refused, refused_count } = total;
  const mark = refused_count === 0 ? green('✓') : yellow('!');
  const others = [
    `${count(total.new)} new`,
    `${count(changed)} changed`,
    `${count(unchanged)} unchanged`,
    ...(kept > 0 ? [`${count(kept)} kept as another provider says them`] : []),
    ...(in_other_currency > 0 ? [`${count(in_other_currency)} in another currency than the stored series`] : []),
    `${count(refused_count)} refused`,
  ];
  return [
    `  ${mark} ${counted(rows, 'row')}: ${others.join(', ')}${dry_run ? '; nothing is written' : ''}`,
    ...(refused.length === 0
      ? []
      : table(
          ['line', 'why'],
          refused.map(({ line, reason }) => [String(line), reason]),
        )),
    ...(refused_count > refused.length ? [`  and ${counted(refused_count - refused.length, 'line')} more`] : []),
  ];
}

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    throw new PipelineError('FILE_UNREADABLE', `${file} cannot be read.`, { cause });
  });

/** What an import of all or none came to. */
function printDone(done: { rows: number; new: number; changed: number; unchanged: number }, json = false): void {
  const { rows, changed, unchanged } = done;
  if (json) print(JSON.stringify(done));
  else
    print(
      `  ${green('✓')} ${counted(rows, 'row')}: ${count(done.new)} new, ${count(changed)} changed, ${count(unchanged)} unchanged`,
    );
}

async function importRates(file: string, { source, json }: { source: string; json?: boolean }): Promise<void> {
  const options = { query: { source }, body: await textOf(file), type: 'text/csv' };
  printDone(await findApi().ask('POST', 'exchange-rates/import', RateImportView, options), json);
}

async function importActions(file: string, { json }: { json?: boolean }): Promise<void> {
  const body = await textOf(file);
  const done = await findApi().ask('POST', 'corporate-actions/import', ActionImportView, { body, type: 'text/csv' });
  printDone(done, json);
}

import { type ReplayedDocument, ReplayResponse } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { setExitCode } from '../command-host.ts';
import { exitCodes } from '../exit-codes.ts';
import { bold, counted, print } from '../terminal.ts';

interface ReplayOptions {
  dataset?: string;
  source?: string;
  since?: string;
  accession?: string[];
  all?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

const counts = ['read', 'changed', 'stored', 'unchanged', 'unreadable', 'missing'] as const;

/** `tickermill replay`: kept documents, read again with the parser of today. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('Read kept documents again that an older parser read, or that are set aside. Asks no source.')
    .option('--dataset <dataset>', 'whose documents: insider-trades, company-facts')
    .option(
      '--source <source>',
      'in place of it: the first dataset with documents of the source; insider-trades of sec-edgar',
    )
    .option('--since <day>', 'only filings of this day and later')
    .option('--accession <accession...>', 'only these filings, or companies by their CIK')
    .option('--all', 'those too that the current parser read')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--json', 'print one line of JSON for each filing, and a last one of the totals')
    .action(replay);
}

async function replay({
  dataset,
  source,
  since,
  accession = [],
  all = false,
  dryRun = false,
  json,
}: ReplayOptions): Promise<void> {
  const api = findApi();
  const totals = { read: 0, changed: 0, stored: 0, unchanged: 0, unreadable: 0, missing: 0 };
  let parserVersion = 0;
  let of = {};
  let isBroken = false;
  for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const body = {
      ...(dataset && { dataset }),
      ...(source && { source }),
      accessions: accession,
      all,
      dry_run: dryRun,
      ...(since && { since }),
      ...(after && { after }),
    };
    const page: ReplayResponse = await api.ask('POST', 'replay', ReplayResponse, { body });
    for (const name of counts) totals[name] += page[name];
    for (const document of page.documents) {
      // What was set aside before is no worse than it was.
      isBroken ||= !document.was_set_aside && (document.state === 'unreadable' || document.state === 'missing');
      if (json) print(JSON.stringify(document));
      else for (const line of describe(document, dryRun)) print(line);
    }
    parserVersion = page.parser_version;
    of = { dataset: page.dataset, source: page.source };
    after = page.next;
  }
  if (json) print(JSON.stringify({ ...of, dry_run: dryRun, parser_version: parserVersion, ...totals }));
  else {
    const what = counts.slice(1).map((name) => `${totals[name]} ${name}`);
    print(`  ${counted(totals.read, 'document')} read by parser version ${parserVersion}: ${what.join(', ')}`);
    if (totals.read === 0 && !all)
      print('  every kept document was read by this version already; --all reads them again');
    if (dryRun && totals.changed + totals.stored > 0)
      print('  nothing was changed: the same without --dry-run does it');
  }
  if (isBroken) setExitCode(exitCodes.failed);
}

function describe({ accession, state, changes, relinked, error }: ReplayedDocument, dryRun: boolean): string[] {
  const would = dryRun && (state === 'changed' || state === 'stored') ? `would be ${state}` : state;
  return [
    `  ${bold(accession)}  ${would}${error ? `  ${error.code}: ${error.message}` : ''}`,
    // A new filing consists of changes only: listing them adds nothing.
    ...(state === 'stored' ? [] : changes).map(
      ({ row, field, before, after }) => `    ${row}  ${field}  ${before ?? '–'} → ${after ?? '–'}`,
    ),
    ...relinked.map((other) => `    ${other} counts otherwise`),
  ];
}

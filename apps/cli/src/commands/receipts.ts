import { ReceiptsResponse, type ReceiptView, SchedulesResponse } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { type ApiClient, findApi } from '../api-client.ts';
import { setExitCode } from '../command-host.ts';
import { exitCodes } from '../exit-codes.ts';
import { bold, count, counted, green, instant, print, table, yellow } from '../terminal.ts';

interface ReceiptsOptions {
  from?: string;
  to?: string;
  form?: string;
  json?: boolean;
}

/** `tickermill receipts`: day by day the proof that nothing was missed. */
export function receiptsCommand(): Command {
  return new Command('receipts')
    .description('Day by day: the ownership filings that EDGAR named, how many are settled, and what is missing.')
    .option('--from <day>', 'from this day on; by default the last 30')
    .option('--to <day>', 'up to this day')
    .option('--form <form>', 'only 3, 4, 5, 3/A, 4/A or 5/A')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json, ...query }: ReceiptsOptions) => {
      const api = findApi();
      const receipts = await api.ask('GET', 'receipts', ReceiptsResponse, { query: { ...query } });
      if (json) print(JSON.stringify(receipts));
      else for (const line of describe(receipts, await nextIndex(api, receipts))) print(line);
      const isOpen = ({ index }: ReceiptView) => index === 'overdue';
      if (receipts.total.missing > 0 || receipts.items.some(isOpen)) setExitCode(exitCodes.failed);
    });
}

/** When the first index is read, where none is yet. */
async function nextIndex(api: ApiClient, { watermark }: ReceiptsResponse): Promise<string> {
  if (watermark !== null) return '';
  const query = { dataset: 'ownership-index', limit: 1 };
  const { items } = await api.ask('GET', 'scheduler/jobs', SchedulesResponse, { query });
  const at = items[0]?.enabled ? items[0].next_run : null;
  return at ? `; the first is read at ${instant(at)}` : '';
}

function describe({ from, to, watermark, total, items }: ReceiptsResponse, next: string): string[] {
  const missing = items.flatMap((item) => item.missing.map((filing) => ({ day: item.day, ...filing })));
  const setAside = items.flatMap((item) => item.set_aside_filings.map((filing) => ({ day: item.day, ...filing })));
  const whole = `${count(total.settled)} of ${count(total.filings)} settled`;
  return [
    '',
    `  ${bold(total.missing === 0 ? green(whole) : yellow(whole))}  from ${from} to ${to}`,
    `  ${watermark === null ? `no index is read yet${next}` : `every index is read up to ${watermark}`}`,
    '',
    ...table(
      ['day', 'index', 'filings', 'settled', 'stored', 'other issuer', 'set aside', 'missing'],
      items.map(({ day, index, ...item }) => [
        day,
        index,
        ...[item.filings, item.settled, item.stored, item.other_issuer, item.set_aside, item.missing.length].map(count),
      ]),
    ),
    ...listed(`${counted(missing.length, 'filing')} missing`, missing),
    ...listed(`${counted(setAside.length, 'filing')} set aside`, setAside),
    '',
  ];
}

type Unstored = ReceiptView['missing'][number] & { readonly day: string };

function listed(heading: string, filings: readonly Unstored[]): string[] {
  if (filings.length === 0) return [];
  const rows = filings.map(({ day, accession, form, ciks, reason, error_code, error_message }) => [
    day,
    accession,
    form,
    ciks.join(', '),
    error_code === null ? reason : `${reason}: ${error_code}: ${error_message}`,
  ]);
  return ['', `  ${heading}`, ...table(['day', 'accession', 'form', 'tracked', 'why'], rows)];
}

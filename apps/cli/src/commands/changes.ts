import { addDays, ChangeKind, dayAt } from '@tickermill/core';
import { ChangesResponse, type JournalEntryView, parquetType } from '@tickermill/core/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { findApi } from '../api-client.ts';
import { refuseBinary, writeBody } from '../download.ts';
import { dim, instant, print, table } from '../terminal.ts';

interface ChangesOptions {
  since?: string;
  kind?: string;
  ticker?: string;
  limit?: string;
  format?: 'csv' | 'parquet';
  output?: string;
  json?: boolean;
}

/** `tickermill changes`: what became otherwise than it was told. */
export function changesCommand(): Command {
  return new Command('changes')
    .description(
      'What became otherwise than it was told: revised prices, amendments, restatements, symbols, deletions.',
    )
    .option('--since <when>', 'today, yesterday, a day, an instant, or the cursor of an answer before', toSince)
    .option('--kind <kinds>', `some kinds alone, separated by commas: ${ChangeKind.options.join(', ')}`)
    .option('--ticker <ticker>', 'of this ticker and its company alone')
    .option('--limit <number>', 'at most so many (1000)')
    .addOption(new Option('--format <format>', 'in place of a table').choices(['csv', 'parquet']).conflicts('json'))
    .option('--output <file>', 'write to this file')
    .option('--json', 'print the answer as JSON, with the cursor of the next')
    .action(async ({ format, output, json, ...query }: ChangesOptions) => {
      const api = findApi();
      if (format !== undefined) {
        refuseBinary(format, output);
        const type = format === 'csv' ? 'text/csv' : parquetType;
        return writeBody(await api.download('changes', type, query), output);
      }
      const { items, cursor, has_more } = await api.ask('GET', 'changes', ChangesResponse, { query: { ...query } });
      if (json) return print(JSON.stringify({ items, cursor, has_more }));
      if (items.length === 0) print('  nothing has changed');
      else for (const line of describe(items)) print(line);
      const more = has_more ? '; there are more' : '';
      print(dim(`  go on with --since ${cursor}${more}`));
    });
}

/** What `--since` means to the API: the days are those of UTC. */
function toSince(text: string): string {
  const today = dayAt(new Date(), 'UTC');
  if (text === 'today') return today;
  if (text === 'yesterday') return addDays(today, -1);
  if (!/^\d/.test(text)) throw new InvalidArgumentError('Such as yesterday, 2026-11-20, or a cursor.');
  return text;
}

const describe = (items: readonly JournalEntryView[]): string[] =>
  table(
    ['at', 'kind', 'ticker', 'day', 'what'],
    items.map(({ at, kind, tickers, cik, day, detail }) => [
      instant(at),
      kind,
      tickers.join(' ') || (cik ?? '–'),
      day ?? '–',
      whatOf(kind, detail),
    ]),
  );

/** A change in a few words. */
function whatOf(kind: ChangeKind, detail: JournalEntryView['detail']): string {
  const of = (name: string) => String(detail[name] ?? '–');
  switch (kind) {
    case 'price-revision':
      return `close was ${of('close')}, volume ${of('volume')} (${of('provider')}, ${of('cause')})`;
    case 'adjustment':
      return `${of('what')}: before it × ${of('factor').replace(/\.?0+$/, '')}`;
    case 'amendment':
      return `${of('accession')} (${of('what')}) amends ${of('amends')}`;
    case 'restatement':
      return `${of('what')} of ${of('period')}: ${of('before')} → ${of('after')} (${of('cause')})`;
    case 'symbol-change':
      return `${of('symbol')} at ${of('mic')} from ${of('from')} to ${of('to')}`;
    case 'tombstone':
      return detail['what'] === 'trade'
        ? `trade ${of('accession')} ${of('table')} ${of('line')} is gone`
        : `${of('what')} is gone${detail['what'] === 'price' ? `; close was ${of('close')}` : ''}`;
  }
}

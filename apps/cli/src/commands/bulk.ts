import { bulkActionFilters, bulkActionKinds } from '@tickermill/core';
import { BulkActionsResponse, BulkActionView, BulkItemsResponse, BulkPreviewView } from '@tickermill/core/contracts';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { findApi } from '../api-client.ts';
import { confirmed } from '../confirm.ts';
import { count, counted, dim, green, instant, print, red, table, yellow } from '../terminal.ts';

interface StartOptions {
  filter?: Record<string, string>;
  ids?: string[];
  note?: string;
  watchlist?: string;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
}

const maxListed = 20;
const maxFailures = 100;

/** `tickermill bulk`: one change for many rows: what it would do, starting it, how far it is, what failed. */
export function bulkCommand(): Command {
  const bulk = new Command('bulk')
    .description('Bulk actions, newest first; with an ID how far that one is, and what failed.')
    .argument('[id]', 'the number of one')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string | undefined, { json }: { json?: boolean }) => {
      const api = findApi();
      if (id !== undefined) return show(id, json);
      const { items } = await api.ask('GET', 'bulk-actions', BulkActionsResponse, { query: { limit: maxListed } });
      if (json) return print(JSON.stringify(items));
      if (items.length === 0) return print(dim('  there are none: tickermill bulk start --help'));
      for (const line of table(headings, items.map(toRow))) print(line);
    });
  bulk
    .command('start')
    .description('Do one thing with all rows that match a filter, or with some. Says first what that is.')
    .addArgument(new Argument('<action>', 'what is done').choices(bulkActionKinds))
    .option('--filter <name=value>', 'of the list that shows the rows; several times for several', toFilter)
    .option('--ids <ids...>', 'the numbers of the rows, or tickers')
    .option('--note <text>', 'why, of resolve-findings')
    .option('--watchlist <name>', 'of track-tickers and untrack-tickers')
    .option('--yes', 'do not ask whether to go on')
    .option('--dry-run', 'say what it would do; writes nothing')
    .option('--json', 'print the answer as JSON; does not ask')
    .addHelpText('after', filterHelp)
    .action(async (action: string, options: StartOptions) => {
      const { filter = {}, ids, note, watchlist, dryRun, yes, json } = options;
      const api = findApi();
      const which = ids ? { ids } : { filter };
      const body = { action, ...which, ...(note && { note }), ...(watchlist && { watchlist }) };
      const preview = await api.ask('POST', 'bulk-actions', BulkPreviewView, { body, query: { dry_run: true } });
      if (dryRun || !json) for (const line of json ? [JSON.stringify(preview)] : describe(preview)) print(line);
      if (dryRun || (preview.items === 0 && !json)) return;
      if (!yes && !json && !(await confirmed('  Go on?'))) return print('  nothing was started');
      const started = await api.ask('POST', 'bulk-actions', BulkActionView, {
        body: { ...body, expected: preview.items },
      });
      print(json ? JSON.stringify(started) : `  ${green('✓')} it goes on: tickermill bulk ${started.id}`);
    });
  bulk
    .command('cancel')
    .description('Call a bulk action off: what is done stays, what waits is left as it is.')
    .argument('<id>', 'the number that "tickermill bulk" shows')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const action = await findApi().ask('POST', `bulk-actions/${encodeURIComponent(id)}/cancel`, BulkActionView);
      print(json ? JSON.stringify(action) : inOneLine(action));
    });
  return bulk;
}

const filterHelp = `
Filters:
${Object.entries(bulkActionFilters)
  .map(([action, fields]) => `  ${action.padEnd(20)} ${fields.join(', ')}`)
  .join('\n')}`;

function toFilter(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([a-z]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('such as code=GONE.');
  return { ...before, [name]: value };
}

/** How far one is, and the items of it that failed. */
async function show(id: string, json: boolean | undefined): Promise<void> {
  const api = findApi();
  const path = `bulk-actions/${encodeURIComponent(id)}`;
  const action = await api.ask('GET', path, BulkActionView);
  const query = { state: 'failed', limit: maxFailures };
  const { items } = await api.ask('GET', `${path}/items`, BulkItemsResponse, { query });
  if (json) return print(JSON.stringify({ ...action, failures: items }));
  print(inOneLine(action));
  const rows = items.map(({ label, code, message }) => [label, code ?? '', message ?? '']);
  if (rows.length > 0) for (const line of table(['failed', 'code', 'why'], rows)) print(line);
  if (action.failed > rows.length) print(dim(`  and ${count(action.failed - rows.length)} more`));
}

const describe = ({ sentence, sample, items, requests, ends_at: endsAt }: BulkPreviewView): string[] => [
  `  ${sentence}`,
  ...(sample.length === 0
    ? []
    : [dim(`  ${sample.join(', ')}${items > sample.length ? `, and ${count(items - sample.length)} more` : ''}`)]),
  ...(requests === null
    ? []
    : [`  ${counted(requests, 'request')}${endsAt === null ? '' : `, the last about ${instant(endsAt)}`}`]),
];

const paint = { running: dim, done: green, partial: yellow, failed: red, cancelled: dim };

const inOneLine = ({ id, action, state, items, done, failed, runs }: BulkActionView): string =>
  `  bulk action ${id}, ${action}: ${paint[state](state)}, ${count(done)} of ${count(items)} done${
    failed === 0 ? '' : `, ${count(failed)} failed`
  }${runs.length === 0 ? '' : `; ${runs.map((run) => `run ${run}`).join(', ')}`}`;

const headings = ['id', 'action', 'state', 'done', 'failed', 'who', 'when'];
const toRow = (each: BulkActionView): string[] => [
  each.id,
  each.action,
  paint[each.state](each.state),
  `${count(each.done)}/${count(each.items)}`,
  count(each.failed),
  each.created_by,
  instant(each.created_at),
];

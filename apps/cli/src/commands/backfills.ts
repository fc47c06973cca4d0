import { BackfillsResponse, BackfillView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { describeBackfill, endedOf } from '../follow-backfill.ts';
import { count, dim, instant, print, table } from '../terminal.ts';

/** `tickermill backfills`: what was started, how far each is, and an operator's hold on them. */
export function backfillsCommand(): Command {
  const backfills = new Command('backfills')
    .description('Backfills, newest first; with an ID how far that one is.')
    .argument('[id]', 'the number of one')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string | undefined, { json }: { json?: boolean }) => {
      const api = findApi();
      if (id !== undefined) {
        const backfill = await api.ask('GET', `backfills/${encodeURIComponent(id)}`, BackfillView);
        for (const line of json ? [JSON.stringify(backfill)] : describeBackfill(backfill)) print(line);
        return;
      }
      const { items } = await api.ask('GET', 'backfills', BackfillsResponse, { query: { limit: 20 } });
      if (!json && items.length === 0) return print(dim('  there are none: tickermill backfill --help'));
      for (const line of json ? [JSON.stringify(items)] : listed(items)) print(line);
    });
  const does = {
    pause: 'Let a backfill wait until it is resumed.',
    resume: 'Let a paused backfill go on.',
    cancel: 'Call a backfill off; what it has brought is kept.',
  } as const;
  for (const [action, description] of Object.entries(does)) {
    backfills
      .command(action)
      .description(description)
      .argument('<id>', 'the number that "tickermill backfills" shows')
      .option('--json', 'print the answer as JSON')
      .action(async (id: string, { json }: { json?: boolean }) => {
        const backfill = await findApi().ask('POST', `backfills/${encodeURIComponent(id)}/${action}`, BackfillView);
        for (const line of json ? [JSON.stringify(backfill)] : describeBackfill(backfill)) print(line);
      });
  }
  return backfills;
}

const listed = (items: readonly BackfillView[]): string[] =>
  table(
    ['id', 'dataset', 'tickers', 'from', 'to', 'state', '%', 'requests', 'rows', 'ends'],
    items.map((each) => [
      each.id,
      each.dataset,
      each.tickers === null ? 'all' : count(each.tickers.length),
      each.from,
      each.to,
      each.state,
      String(each.percent),
      `${count(endedOf(each))}/${count(each.tasks)}`,
      count(each.rows_stored),
      each.ends_at ? instant(each.ends_at) : '',
    ]),
  );

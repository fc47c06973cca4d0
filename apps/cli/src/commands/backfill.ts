import { BackfillForecast, BackfillView } from '@tickermill/core/contracts';
import { Command, InvalidArgumentError } from 'commander';
import { findApi } from '../api-client.ts';
import { setExitCode } from '../command-host.ts';
import { confirmed } from '../confirm.ts';
import { exitCodes } from '../exit-codes.ts';
import { describeBackfill, followBackfill } from '../follow-backfill.ts';
import { count, counted, instant, print } from '../terminal.ts';

interface Options {
  all?: boolean;
  from: string;
  to?: string;
  yes?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** `tickermill backfill daily-prices AAPL --from 2000`: shows the cost, starts it, and follows it. */
export function backfillCommand(): Command {
  return new Command('backfill')
    .description('Fill the gaps of a dataset, the newest days first; only gaps are requested.')
    .argument('<dataset>', 'what is missing something: daily-prices')
    .argument('[ticker...]', 'such as AAPL or BRK.B')
    .option('--all', 'every instrument that is listed')
    .requiredOption('--from <day>', 'the first day, or the first year: 2000, 2010-06-01', toFirstDay)
    .option('--to <day>', 'the last day (today)')
    .option('--yes', 'do not ask whether to go on')
    .option('--dry-run', 'say what it would cost; writes nothing')
    .option('--json', 'print the answer as JSON; does not ask, and does not wait for the end')
    .action(async (dataset: string, tickers: string[], options: Options, command: Command) => {
      const { all, from, to, json } = options;
      if ((tickers.length === 0) === !all) command.error('error: name tickers, or --all');
      const api = findApi();
      const which = all ? { all } : { tickers: tickers.map((ticker) => ticker.trim().toUpperCase()) };
      const body = { dataset, ...which, from, ...(to && { to }) };
      if (!json || options.dryRun) {
        const forecast = await api.ask('POST', 'backfills', BackfillForecast, { body, query: { dry_run: true } });
        for (const line of json ? [JSON.stringify(forecast)] : describeForecast(forecast)) print(line);
        if (options.dryRun || forecast.requests === 0) return;
        if (!options.yes && !(await confirmed('  Go on?'))) return print('  nothing was started');
      }
      const started = await api.ask('POST', 'backfills', BackfillView, { body });
      if (json) return print(JSON.stringify(started));
      const backfill = await followBackfill(api, started.id);
      if (backfill === null) {
        print(`  it goes on without you: tickermill backfills ${started.id}`);
        return;
      }
      for (const line of describeBackfill(backfill)) print(line);
      if (backfill.state === 'failed' || backfill.state === 'cancelled') setExitCode(exitCodes.failed);
    });
}

/** A day, or a year for its first one. */
function toFirstDay(text: string): string {
  if (/^\d{4}$/.test(text)) return `${text}-01-01`;
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  throw new InvalidArgumentError('such as 2000 or 2010-06-01.');
}

function describeForecast({ instruments, requests, rows_at_most, from, to, sources, ends_at }: BackfillForecast) {
  if (requests === 0) return [`  nothing is missing from ${from} to ${to}`];
  const end = ends_at
    ? `ends about ${instant(ends_at)}`
    : 'nobody can say when it ends: its source is paused, or its quota spent';
  return [
    `  ${from} to ${to}: ${counted(instruments, 'instrument')} with gaps, ${counted(requests, 'request')}, at most ${counted(rows_at_most, 'row')}`,
    ...sources.map((each) => {
      const wait = each.ahead > 0 ? `, behind ${counted(each.ahead, 'other')}` : '';
      return `    ${each.source}: ${count(each.requests)}${wait}`;
    }),
    `  ${end}`,
  ];
}

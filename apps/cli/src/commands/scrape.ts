import { AskedTicker } from '@tickermill/core';
import {
  DryRunResponse,
  type RunView,
  ScrapeAllResponse,
  ScrapeResponse,
  TargetsResponse,
} from '@tickermill/core/contracts';
import { Command } from 'commander';
import { type ApiClient, findApi } from '../api-client.ts';
import { exitCodes } from '../exit-codes.ts';
import { followRun } from '../progress.ts';
import { counted, green, instant, print, red, yellow } from '../terminal.ts';

interface Options {
  all?: boolean;
  daysBack?: string;
  maxFilings?: string;
  limit?: string;
  force?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** `tickermill scrape AAPL`, `tickermill scrape --all`: a manual run, waited for. */
export function scrapeCommand(): Command {
  return new Command('scrape')
    .description('Fetch the insider trades of one ticker now, or of all that are tracked, and wait for them.')
    .argument('[ticker]')
    .option('--all', 'every tracked ticker, in one run')
    .option('--days-back <days>', 'how far back to look (30)')
    .option('--max-filings <number>', 'at most so many filings that are not stored yet (10)')
    .option('--limit <number>', 'with --all: at most so many companies, the first in order')
    .option('--force', 'also what was fetched within the last hours, and documents that were set aside')
    .option('--dry-run', 'say how many requests it would make and when it would end; writes nothing')
    .option('--json', 'print the answer as JSON')
    .action(async (ticker: string | undefined, options: Options, command: Command) => {
      if ((ticker === undefined) === !options.all) command.error('error: name a ticker, or --all');
      const api = findApi();
      const route = ticker === undefined ? 'scheduler/scrape-all' : `scheduler/scrape/${symbolIn(ticker)}`;
      const { daysBack, maxFilings, limit, force } = options;
      const query = { days_back: daysBack, max_filings: maxFilings, limit: options.all ? limit : undefined, force };
      if (options.dryRun) {
        const forecast = await api.ask('POST', route, DryRunResponse, { query: { ...query, dry_run: true } });
        for (const line of options.json ? [JSON.stringify(forecast)] : describeForecast(forecast)) print(line);
        return;
      }
      const { run_id } = await api.ask('POST', route, options.all ? ScrapeAllResponse : ScrapeResponse, { query });
      const title = ticker === undefined ? 'all tickers' : AskedTicker.catch(ticker).parse(ticker);
      const run = await followRun(api, run_id, title);
      const { state, report } = run;
      const { found, created, failed } = report;
      if (options.json) print(JSON.stringify({ run_id, state, filings_found: found, trades_created: created, failed }));
      else for (const line of [...describeRun(run), ...(await describeSkips(api, run))]) print(line);
      if (state === 'failed' || state === 'cancelled') process.exitCode = exitCodes.failed;
    });
}

const symbolIn = (ticker: string) => encodeURIComponent(ticker.trim().toUpperCase());

function describeRun({ id, state, report: { requests, found, created, failed } }: RunView): string[] {
  const mark = state === 'done' ? green('✓') : state === 'partial' ? yellow('!') : red('✗');
  return [
    `  ${mark} run ${id} ${state} · ${counted(requests, 'request')}`,
    `    filings_found   ${found}`,
    `    trades_created  ${created}`,
    ...failed.map(
      ({ target, state: how, code, message }) => `    ${target} ${how}${code ? `: ${code}: ${message}` : ''}`,
    ),
    ...(state === 'partial' && failed.every(({ code }) => code === null)
      ? ['    more filings are waiting: ask again, or with a higher --max-filings']
      : []),
  ];
}

const reasons: Readonly<Record<string, string>> = {
  fresh: 'fetched within the last hours; --force asks all the same',
  'dead-letter': 'it failed on three days and is set aside until it is revived',
  'in-flight': 'another run brings it',
  'no-cik': 'it has no CIK',
  limit: 'beyond --limit',
};
const skipsShown = 10;

/** Why targets were skipped. */
async function describeSkips(api: ApiClient, { id, report }: RunView): Promise<string[]> {
  const skipped = report.targets_by_state['skipped'] ?? 0;
  if (skipped === 0) return [];
  const { items } = await api.ask('GET', `runs/${id}/targets`, TargetsResponse, { query: { limit: 1_000 } });
  return items
    .filter(({ state }) => state === 'skipped')
    .slice(0, skipsShown)
    .map(({ tickers, target, skip_reason, joined_run }) => {
      const why = reasons[skip_reason ?? ''] ?? skip_reason;
      return `    ${tickers.join(', ') || target} skipped: ${why}${joined_run ? `: run ${joined_run}` : ''}`;
    });
}

function describeForecast({ targets, skipped, requests, sources, ends_at }: DryRunResponse): string[] {
  const end = ends_at ? `ends about ${instant(ends_at)}` : 'does not end while its source is paused';
  return [
    `  dry run: ${counted(targets, 'target')}, ${counted(requests, 'request')}, ${requests === 0 ? 'nothing to do' : end}`,
    ...sources.map((each) => {
      const wait = each.ahead > 0 ? `, behind ${counted(each.ahead, 'other')}` : '';
      return `    ${each.source}: ${counted(each.requests, 'request')}, at most ${each.at_most}${wait}`;
    }),
    ...Object.entries(skipped).map(
      ([reason, targets]) => `    ${counted(targets, 'target')} skipped: ${reasons[reason] ?? reason}`,
    ),
  ];
}

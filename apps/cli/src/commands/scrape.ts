import { AskedTicker } from '@tickermill/core';
import {
  DryRunResponse,
  RunView,
  ScrapeAllResponse,
  ScrapeResponse,
  TargetsResponse,
  type TargetView,
} from '@tickermill/core/contracts';
import { Command } from 'commander';
import { type ApiClient, findApi } from '../api-client.ts';
import { setExitCode } from '../command-host.ts';
import { exitCodes } from '../exit-codes.ts';
import { followRun } from '../progress.ts';
import { describeSkips } from '../skip-reasons.ts';
import { counted, dim, duration, green, instant, print, red, yellow } from '../terminal.ts';

interface Options {
  all?: boolean;
  daysBack?: string;
  maxFilings?: string;
  limit?: string;
  force?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** Whoever names a ticker wants all of its filings of those days. */
const maxFilingsOfOne = 1_000;
/** At most so many targets of a run are read to find one of them. */
const targetsRead = 1_000;

/** `tickermill scrape AAPL`, `tickermill scrape --all`: a manual run, waited for. */
export function scrapeCommand(): Command {
  return new Command('scrape')
    .description('Fetch the insider trades of one ticker now, or of all that are tracked, and wait for them.')
    .argument('[ticker]', 'such as AAPL or BRK.B; it is fetched even if a schedule has fetched it today')
    .option('--all', 'every tracked ticker, in one run')
    .option('--days-back <days>', 'how far back to look (30)')
    .option(
      '--max-filings <number>',
      `at most so many filings that are not stored yet (of one ticker ${maxFilingsOfOne}, with --all 10)`,
    )
    .option('--limit <number>', 'with --all: at most so many companies, the first in order')
    .option('--force', 'with --all: also what was fetched within the last hours; documents that were set aside too')
    .option('--dry-run', 'say how many requests it would make and when it would end; writes nothing')
    .option('--json', 'print the answer as JSON')
    .action(async (ticker: string | undefined, options: Options, command: Command) => {
      if ((ticker === undefined) === !options.all) command.error('error: name a ticker, or --all');
      const { daysBack, limit, force, json } = options;
      const maxFilings = options.maxFilings ?? (ticker === undefined ? undefined : String(maxFilingsOfOne));
      const asked = { days_back: daysBack, max_filings: maxFilings, limit: options.all ? limit : undefined, force };
      const api = findApi();
      const route = ticker === undefined ? 'scheduler/scrape-all' : `scheduler/scrape/${symbolIn(ticker)}`;
      if (options.dryRun) {
        const forecast = await api.ask('POST', route, DryRunResponse, { query: { ...asked, dry_run: true } });
        for (const line of json ? [JSON.stringify(forecast)] : describeForecast(forecast)) print(line);
      } else if (ticker === undefined) await scrapeAll(api, route, asked, json);
      else await scrapeOne(api, ticker, asked, json);
    });
}

type Query = Readonly<Record<string, string | boolean | undefined>>;

async function scrapeAll(api: ApiClient, route: string, query: Query, json = false): Promise<void> {
  const { run_id } = await api.ask('POST', route, ScrapeAllResponse, { query });
  const run = await followRun(api, run_id, 'all tickers');
  const { found, created, failed, skipped } = run.report;
  const counts = { filings_found: found, trades_created: created };
  if (json) print(JSON.stringify({ run_id, state: run.state, ...counts, skipped, failed }));
  else for (const line of describeRun(run, counts)) print(line);
  reportState(run);
}

async function scrapeOne(api: ApiClient, ticker: string, query: Query, json = false): Promise<void> {
  const answer = await api.ask('POST', `scheduler/scrape/${symbolIn(ticker)}`, ScrapeResponse, { query });
  const { run_id, answered_by } = answer;
  const symbol = AskedTicker.catch(ticker).parse(ticker);
  if (answered_by === 'recent-run') {
    const { finished_at } = await api.ask('GET', `runs/${run_id}`, RunView);
    if (json) print(JSON.stringify({ ...answer, failed: [] }));
    else for (const line of describeRecent(answer, symbol, finished_at)) print(line);
    return;
  }
  const run = await followRun(api, run_id, symbol);
  const own = answered_by === 'open-run' ? await targetOf(api, run_id, symbol) : undefined;
  const { found, created, failed, skipped } = run.report;
  const counts = { filings_found: own?.found ?? found, trades_created: own?.created ?? created };
  if (json) print(JSON.stringify({ run_id, state: run.state, answered_by, ...counts, skipped, failed }));
  else {
    if (own) print(dim(`  run ${run_id} was fetching ${symbol} already; the figures are those of ${symbol}`));
    for (const line of describeRun(run, counts)) print(line);
  }
  reportState(run);
}

function reportState({ state }: RunView): void {
  if (state === 'failed' || state === 'cancelled') setExitCode(exitCodes.failed);
}

/** A ticker's target in a run that names others too. */
async function targetOf(api: ApiClient, runId: string, symbol: string): Promise<TargetView | undefined> {
  const query = { limit: targetsRead };
  const { items } = await api.ask('GET', `runs/${runId}/targets`, TargetsResponse, { query });
  return items.find(({ tickers }) => tickers.includes(symbol));
}

const symbolIn = (ticker: string) => encodeURIComponent(ticker.trim().toUpperCase());

function describeRecent(answer: ScrapeResponse, symbol: string, finishedAt: string | null): string[] {
  const ago = finishedAt === null ? 'just now' : `${duration(Date.now() - Date.parse(finishedAt))} ago`;
  return [
    `  ${green('✓')} run ${answer.run_id} fetched ${symbol} ${ago}; nothing was requested again (--force does)`,
    `    filings_found   ${answer.filings_found}`,
    `    trades_created  ${answer.trades_created}`,
  ];
}

interface Counts {
  readonly filings_found: number;
  readonly trades_created: number;
}

function describeRun({ id, state, report: { targets, requests, failed, skipped } }: RunView, counts: Counts): string[] {
  const skips = describeSkips(skipped, 'issuer').map((line) => `    ${line}`);
  const isForced = skipped['fresh'] === undefined ? '' : '; --force fetches them all the same';
  if (targets > 0 && Object.values(skipped).reduce((sum, each) => sum + each, 0) === targets) {
    return [`  ${yellow('–')} run ${id} requested nothing${isForced}`, ...skips];
  }
  const mark = state === 'done' ? green('✓') : state === 'partial' ? yellow('!') : red('✗');
  return [
    `  ${mark} run ${id} ${state} · ${counted(requests, 'request')}`,
    `    filings_found   ${counts.filings_found}`,
    `    trades_created  ${counts.trades_created}`,
    ...failed.map(({ target, tickers, state: how, code, message }) => {
      return `    ${tickers.join(', ') || target} ${how}${code ? `: ${code}: ${message}` : ''}`;
    }),
    ...skips,
    ...(state === 'partial' && failed.every(({ code }) => code === null)
      ? ['    more filings are waiting: repeat it, or set a higher --max-filings']
      : []),
  ];
}

function describeForecast({ targets, skipped, requests, sources, ends_at }: DryRunResponse): string[] {
  const end = ends_at ? `ends about ${instant(ends_at)}` : 'does not end while its source is paused';
  return [
    `  dry run: ${counted(targets, 'target')}, ${counted(requests, 'request')}, ${requests === 0 ? 'nothing to do' : end}`,
    ...sources.map((each) => {
      const wait = each.ahead > 0 ? `, behind ${counted(each.ahead, 'other')}` : '';
      return `    ${each.source}: ${counted(each.requests, 'request')}, at most ${each.at_most}${wait}`;
    }),
    ...describeSkips(skipped).map((line) => `    ${line}`),
  ];
}

import { PipelineError } from '@tickermill/core';
import { RunsResponse, RunView, TrackResponse, UntrackResponse } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { setExitCode } from '../command-host.ts';
import { exitCodes } from '../exit-codes.ts';
import { counted, green, print, yellow } from '../terminal.ts';
import {
  checkManyOptions,
  defaultWatchlist,
  itemsOf,
  type ManyOptions,
  namesMany,
  readTickers,
  trackMany,
} from '../watch-many.ts';
import { watchRuns } from '../watch-runs.ts';
import { showWatchlist, showWatchlists } from '../watchlists.ts';

interface Options extends ManyOptions {
  remove?: boolean;
  list?: boolean;
}

/** How many of the latest runs are checked for those in progress. */
const maxRuns = 100;

/** `tickermill watch`: tracks tickers, or stops tracking them; without tickers, shows the runs in progress. */
export function watchCommand(): Command {
  return new Command('watch')
    .description('Track tickers; or show the progress of all runs until Ctrl-C, or of one run until it has ended.')
    .argument('[what...]', 'tickers to track, or the number of a run')
    .option('--watchlist <name>', `the watchlist that is meant (${defaultWatchlist})`)
    .option('--remove', 'take the tickers off the watchlist; what is stored of them stays')
    .option('--list', 'show the watchlists, or the tickers of one')
    .option('--exchange <mic>', 'all that an exchange lists, such as XNAS')
    .option('--kind <kind>', 'of these only one kind, such as stock or etf')
    .option('--all-us', 'all that the exchanges of the United States list')
    .option('--file <csv>', 'the tickers of a file: its column ticker or symbol, or its first one')
    .option('--replace', 'with one of these: take all others off the watchlist')
    .option('--yes', 'do not ask whether to track that many')
    .option('--json', 'print the answer as JSON; of runs a line whenever one has made progress')
    .action(async (what: string[], options: Options) => {
      const [id = '', ...more] = what;
      checkManyOptions(what, options);
      if (options.remove && (options.exchange !== undefined || options.allUs))
        throw new PipelineError(
          'INVALID_INPUT',
          'watch: --remove takes tickers off the watchlist that are named, or those of a --file; not those of --exchange or --all-us.',
        );
      if (options.list)
        await (options.watchlist === undefined ? showWatchlists(options) : showWatchlist(options.watchlist, options));
      else if (options.remove) await remove(what, options);
      else if (namesMany(options)) await trackMany(options);
      else if (/^\d+$/.test(id) && more.length === 0) await watchRun(id, options);
      else if (what.length > 0) await track(what, options);
      else await watchAll(options);
    });
}

async function watchAll({ json = false }: Options): Promise<void> {
  const api = findApi();
  const query = { limit: maxRuns };
  await watchRuns(async () => (await api.ask('GET', 'runs', RunsResponse, { query })).items, {
    isJson: json,
    until: () => false,
  });
}

async function watchRun(id: string, { json = false }: Options): Promise<void> {
  const api = findApi();
  const path = `runs/${encodeURIComponent(id)}`;
  const [run] = await watchRuns(async () => [await api.ask('GET', path, RunView)], {
    isJson: json,
    until: ([only]) => only?.finished_at !== null,
  });
  if (run?.state === 'failed' || run?.state === 'cancelled') setExitCode(exitCodes.failed);
}

async function track(tickers: readonly string[], options: Options): Promise<void> {
  const answer = await findApi().ask('POST', itemsOf(options), TrackResponse, { body: { tickers } });
  if (options.json) print(JSON.stringify(answer));
  else if (answer.runs.length === 0) print(`  ${green('✓')} tracked already`);
  else
    print(
      `  ${green('✓')} ${counted(answer.tracked, 'ticker')} newly tracked, fetched by the runs ${answer.runs.map(({ run_id }) => run_id).join(' and ')}`,
    );
}

async function remove(named: readonly string[], options: Options): Promise<void> {
  const { tickers, refused } =
    options.file === undefined ? { tickers: named, refused: [] } : await readTickers(options.file);
  if (tickers.length === 0) throw new PipelineError('INVALID_INPUT', 'watch --remove: which tickers?');
  const body = { tickers };
  const { removed, missing } = await findApi().ask('POST', `${itemsOf(options)}/remove`, UntrackResponse, { body });
  if (options.json) return print(JSON.stringify({ removed, missing, not_understood: refused }));
  const list = `the watchlist ${options.watchlist ?? defaultWatchlist}`;
  for (const line of refused) print(`  ${yellow('!')} ${line}`);
  for (const ticker of missing) print(`  ${yellow('!')} ${ticker} was not on ${list}`);
  print(`  ${removed > 0 ? green('✓') : yellow('!')} ${counted(removed, 'ticker')} taken off ${list}`);
  if (removed === 0) setExitCode(exitCodes.failed);
}

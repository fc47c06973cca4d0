import { KoreanCollection, KoreanFiguresView, KoreanRunsView, type RunView } from '@tickermill/core/contracts';
import { Argument, Command } from 'commander';
import { findApi } from '../api-client.ts';
import { setExitCode } from '../command-host.ts';
import { writeBody } from '../download.ts';
import { exitCodes } from '../exit-codes.ts';
import { followRun } from '../progress.ts';
import { bold, dim, print, table } from '../terminal.ts';

interface CollectOptions {
  from?: string;
  to?: string;
  force?: boolean;
  json?: boolean;
}

interface ShowOptions {
  from?: string;
  to?: string;
  csv?: boolean;
  json?: boolean;
}

/** How a run of a collection ended. */
interface Collected {
  readonly what: KoreanCollection;
  readonly about: string;
  readonly run_id: string;
  readonly state: string;
  readonly found: number;
  readonly created: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly errors: readonly string[];
}

/** `tickermill krx`: collects what the Korea Exchange has, one thing after the other. */
export function krxCommand(): Command {
  return new Command('krx')
    .description('The Korean market: collects what its exchange has, or shows what is stored of a share or fund.')
    .addCommand(collectCommand(), { isDefault: true })
    .addCommand(showCommand());
}

function collectCommand(): Command {
  return new Command('collect')
    .description('Collect masters, sectors, prices, valuations and funds; one that fails stops none of the rest.')
    .addArgument(new Argument('[what...]', 'some of them, in place of all').choices(KoreanCollection.options))
    .option('--from <day>', 'the first session, for prices and etf-prices: a backfill')
    .option('--to <day>', 'the last session')
    .option('--force', 'ask for what is stored already')
    .option('--json', 'print the outcome as JSON')
    .action(async (named: KoreanCollection[], { from, to, force = false, json }: CollectOptions) => {
      const api = findApi();
      const collected: Collected[] = [];
      for (const what of KoreanCollection.options.filter((each) => named.length === 0 || named.includes(each))) {
        const body = { what, force, ...daysFor(what, named, { from, to }) };
        const { runs } = await api.ask('POST', 'korea/collect', KoreanRunsView, { body });
        for (const { run_id, about } of runs)
          collected.push(toCollected(what, about, await followRun(api, run_id, about)));
      }
      if (json) print(JSON.stringify({ items: collected }));
      else for (const line of describe(collected)) print(line);
      if (collected.some(({ state }) => state === 'failed' || state === 'cancelled')) setExitCode(exitCodes.failed);
    });
}

/** Days of all prices are no days of masters: where nothing is named, these are of the last session. */
function daysFor(
  what: KoreanCollection,
  named: readonly KoreanCollection[],
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): { from?: string; to?: string } {
  const takesDays = named.length > 0 || what === 'prices' || what === 'etf-prices';
  if (!takesDays) return {};
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

const toCollected = (what: KoreanCollection, about: string, { id, state, report }: RunView): Collected => ({
  what,
  about,
  run_id: id,
  state,
  found: report.found,
  created: report.created,
  skipped: report.skipped,
  errors: report.errors.map(({ code }) => code),
});

function describe(collected: readonly Collected[]): string[] {
  const rows = collected.map(({ what, about, run_id, state, found, created, skipped, errors }) => [
    what,
    about,
    run_id,
    state,
    String(found),
    String(created),
    [...Object.keys(skipped), ...errors].join(', '),
  ]);
  return table(['what', 'of', 'run', 'state', 'found', 'new', 'why'], rows);
}

function showCommand(): Command {
  return new Command('show')
    .description('What is stored of a Korean share or fund: its sector, valuations, what it held.')
    .argument('<ticker>', 'such as 005930.KS, 247540.KQ, or XKON:288490')
    .option('--from <day>', 'the first day (a year ago)')
    .option('--to <day>', 'the last day')
    .option('--csv', 'print rows as CSV')
    .option('--json', 'print the answer as JSON')
    .action(async (ticker: string, { from, to, csv, json }: ShowOptions) => {
      const api = findApi();
      const path = `korea/${encodeURIComponent(ticker)}`;
      const query = { from, to };
      if (csv) return writeBody(await api.download(path, 'text/csv', query), undefined);
      const answer = await api.ask('GET', path, KoreanFiguresView, { query });
      if (json) return print(JSON.stringify(answer));
      print(`${bold(answer.ticker)}  ${answer.name}${answer.sector === null ? '' : dim(` · ${answer.sector}`)}`);
      const names = ['close', 'eps', 'per', 'bps', 'pbr', 'dps', 'dividend_yield', 'nav', 'net_assets'] as const;
      const rows = answer.days.map((day) => [day.date, ...names.map((name) => day[name] ?? '–')]);
      for (const line of rows.length === 0
        ? [
            '  no valuation and no fund value is stored of these days: npx tickermill krx',
            `  its prices: npx tickermill prices ${answer.ticker}`,
          ]
        : table(['date', ...names], rows))
        print(line);
    });
}

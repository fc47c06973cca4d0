import { PipelineError, RefreshProfile } from '@tickermill/core';
import { RefreshForecastView, RefreshReportView, RunView } from '@tickermill/core/contracts';
import { Command, Option } from 'commander';
import { type ApiClient, findApi } from '../api-client.ts';
import { setExitCode } from '../command-host.ts';
import { exitCodes } from '../exit-codes.ts';
import { followRefresh } from '../follow-refresh.ts';
import { describeReport } from '../refresh-report.ts';
import { describeSkips } from '../skip-reasons.ts';
import { bold, count, counted, instant, print, table } from '../terminal.ts';

interface Options {
  dryRun?: boolean;
  limit?: string;
  only?: string;
  force?: boolean;
  profile: string;
  verbose?: boolean;
  json?: boolean;
}

/** `tickermill refresh`: the nightly refresh of all stocks of the United States, now. */
export function refreshCommand(): Command {
  return new Command('refresh')
    .description(
      'Refresh the stocks of the United States now: what companies report, their profiles, and the prices of the active tickers.',
    )
    .option('--dry-run', 'say what is new, how many requests it would make and how long they take; writes nothing')
    .option('--limit <number>', 'at most so many targets of each dataset, the first in order')
    .option('--only <tickers>', 'only these, separated by commas: AAPL,MSFT')
    .option('--force', 'ask although nothing is new')
    .addOption(new Option('--profile <name>', 'as which schedule').choices(RefreshProfile.options).default('nightly'))
    .option('--verbose', 'with the run of each dataset, all failures, and what was slowest')
    .option('--json', 'print the answer as JSON')
    .action(async (options: Options) => {
      const { limit, only, force, profile, verbose: isVerbose = false, json } = options;
      if (only !== undefined && only.trim() === '') throw new PipelineError('INVALID_INPUT', '--only: which tickers?');
      const api = findApi();
      const query = { profile, limit, tickers: only, force };
      if (options.dryRun) {
        const asked = { ...query, dry_run: true };
        const forecast = await api.ask('POST', 'refresh', RefreshForecastView, { query: asked });
        for (const line of json ? [JSON.stringify(forecast)] : describeForecast(forecast)) print(line);
        return;
      }
      const { run_id } = await api.ask('POST', 'refresh', RefreshReportView, { query });
      const report = await followRefresh(api, run_id);
      if (json) print(JSON.stringify({ ...report, ...(await priceCounts(api, report)) }));
      else for (const line of describeReport(report, { isVerbose })) print(line);
      if (report.state === 'failed' || report.state === 'cancelled') setExitCode(exitCodes.failed);
    });
}

/** What this command answered when it refreshed nothing but prices. */
async function priceCounts(api: ApiClient, { datasets }: RefreshReportView) {
  const prices = datasets.find(({ dataset }) => dataset === 'daily-prices');
  if (!prices) return {};
  const { report } = await api.ask('GET', `runs/${prices.run_id}`, RunView);
  const asked = report.targets - (report.targets_by_state['skipped'] ?? 0);
  return { tickers_refreshed: asked, prices_created: report.created };
}

function describeForecast(forecast: RefreshForecastView): string[] {
  const { stocks, with_news, requests, minutes, ends_at, sources, datasets } = forecast;
  const what = stocks === null ? 'the named tickers' : counted(stocks, 'stock');
  const end =
    requests === 0
      ? 'nothing to do'
      : minutes === null || ends_at === null
        ? 'does not end while its source is paused'
        : `${counted(minutes, 'minute')}, ends about ${instant(ends_at)}`;
  return [
    '',
    `  dry run of ${what}: ${bold(counted(with_news, 'company', 'companies'))} with a report that is not stored yet`,
    `  ${counted(requests, 'request')}, ${end}`,
    '',
    ...table(
      ['source', 'requests', 'at most', 'ends'],
      sources.map((each) => [
        each.source,
        count(each.requests),
        count(each.at_most),
        each.ends_at === null ? 'paused' : instant(each.ends_at),
      ]),
    ),
    '',
    ...table(
      ['dataset', 'targets', 'requests'],
      datasets.map((each) => [each.dataset, count(each.targets), count(each.requests)]),
    ),
    ...datasets.flatMap(({ dataset, skipped }) => describeSkips(skipped).map((line) => `    ${dataset}: ${line}`)),
    '',
  ];
}

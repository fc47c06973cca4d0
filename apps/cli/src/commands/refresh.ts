import { DryRunResponse, RefreshResponse } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { setExitCode } from '../command-host.ts';
import { exitCodes } from '../exit-codes.ts';
import { followRun } from '../progress.ts';
import { describeSkips } from '../skip-reasons.ts';
import { counted, green, instant, print, yellow } from '../terminal.ts';

/** `tickermill refresh`: the nightly refresh of prices, now. */
export function refreshCommand(): Command {
  return new Command('refresh')
    .description('Refresh the daily prices of the active tickers now, and wait for them.')
    .option('--dry-run', 'say how many requests it would make and when it would end; writes nothing')
    .option('--json', 'print the answer as JSON')
    .action(async ({ dryRun, json }: { dryRun?: boolean; json?: boolean }) => {
      const api = findApi();
      if (dryRun) {
        const forecast = await api.ask('POST', 'admin/refresh', DryRunResponse, { query: { dry_run: true } });
        for (const line of json ? [JSON.stringify(forecast)] : describeForecast(forecast)) print(line);
        return;
      }
      const { run_id } = await api.ask('POST', 'admin/refresh', RefreshResponse);
      const { state, report } = await followRun(api, run_id, 'daily prices');
      const { skipped, created } = report;
      const asked = report.targets - (report.targets_by_state['skipped'] ?? 0);
      if (json) print(JSON.stringify({ run_id, state, tickers_refreshed: asked, prices_created: created, skipped }));
      else {
        const mark = state === 'done' ? green('✓') : yellow('!');
        print(
          `  ${mark} run ${run_id} ${state} · ${counted(asked, 'ticker')} refreshed, ${counted(created, 'price')} created`,
        );
        for (const line of skippedTickers(skipped)) print(line);
      }
      if (state === 'failed' || state === 'cancelled') setExitCode(exitCodes.failed);
    });
}

/** Prices that are complete need no request: that is why they are skipped. */
const skippedTickers = ({ fresh = 0, ...others }: Readonly<Record<string, number>>): string[] => [
  ...(fresh > 0 ? [`    ${counted(fresh, 'ticker')} skipped: the prices are complete up to the last session`] : []),
  ...describeSkips(others, 'ticker').map((line) => `    ${line}`),
];

function describeForecast({ targets, requests, ends_at, skipped }: DryRunResponse): string[] {
  const end = ends_at ? `ends about ${instant(ends_at)}` : 'does not end while its source is paused';
  const what = `${counted(targets, 'ticker')}, ${counted(requests, 'request')}`;
  return [`  dry run: ${what}, ${requests === 0 ? 'nothing to do' : end}`, ...skippedTickers(skipped)];
}

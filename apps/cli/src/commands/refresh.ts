import { DryRunResponse, RefreshResponse } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { exitCodes } from '../exit-codes.ts';
import { followRun } from '../progress.ts';
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
        const { targets, requests, ends_at } = forecast;
        const end = ends_at ? `ends about ${instant(ends_at)}` : 'does not end while its source is paused';
        const what = `${counted(targets, 'ticker')}, ${counted(requests, 'request')}`;
        print(json ? JSON.stringify(forecast) : `  dry run: ${what}, ${requests === 0 ? 'nothing to do' : end}`);
        return;
      }
      const { run_id } = await api.ask('POST', 'admin/refresh', RefreshResponse);
      const { state, report } = await followRun(api, run_id, 'daily prices');
      const asked = report.targets - (report.targets_by_state['skipped'] ?? 0);
      const answer = { run_id, state, tickers_refreshed: asked, prices_created: report.created };
      const mark = state === 'done' ? green('✓') : yellow('!');
      const what = `${counted(asked, 'ticker')} refreshed, ${counted(report.created, 'price')} created`;
      print(json ? JSON.stringify(answer) : `  ${mark} run ${run_id} ${state} · ${what}`);
      if (state === 'failed' || state === 'cancelled') process.exitCode = exitCodes.failed;
    });
}

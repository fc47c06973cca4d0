import { ClientLogsResponse } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { green, instant, print, table } from '../terminal.ts';

const maxListed = 50;

/** `tickermill client-logs`: what failed in browsers that had the dashboard open. */
export function clientLogsCommand(): Command {
  return new Command('client-logs')
    .description('What failed in browsers that had the dashboard open, the latest first; kept for 30 days.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { items } = await findApi().ask('GET', 'client-logs', ClientLogsResponse, { query: { limit: maxListed } });
      if (json) return print(JSON.stringify(items));
      if (items.length === 0) return print(`  ${green('no browser has reported a failure')}`);
      const rows = items.map(({ at, caller, url, message }) => [instant(at), caller, url ?? '', message]);
      for (const line of table(['when', 'who', 'page', 'message'], rows)) print(line);
    });
}

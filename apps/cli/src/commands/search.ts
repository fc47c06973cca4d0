import { SearchResponse } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { print, table } from '../terminal.ts';

/** `tickermill search`: what a word names. */
export function searchCommand(): Command {
  return new Command('search')
    .description('What a word names: a ticker, a company or insider, a CIK, an accession, a run, an error code.')
    .argument('<word>', 'such as AAPL, apple, 0000320193 or THROTTLED')
    .option('--json', 'print the answer as JSON')
    .action(async (q: string, { json }: { json?: boolean }) => {
      const { items } = await findApi().ask('GET', 'search', SearchResponse, { query: { q } });
      if (json) return print(JSON.stringify(items));
      if (items.length === 0) return print('  nothing is called so');
      const rows = items.map(({ kind, id, title, detail }) => [kind, id, title, detail]);
      for (const line of table(['what', 'id', 'name', ''], rows)) print(line);
    });
}

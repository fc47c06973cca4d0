import { WatchlistItemsResponse, WatchlistsResponse } from '@tickermill/core/contracts';
import { findApi } from './api-client.ts';
import { count, counted, dim, print, table } from './terminal.ts';

/** Prints every watchlist. */
export async function showWatchlists({ json }: { json?: boolean }): Promise<void> {
  const { items } = await findApi().ask('GET', 'watchlists', WatchlistsResponse);
  if (json) {
    print(JSON.stringify(items));
    return;
  }
  print();
  const rows = items.map(({ name, priority, tickers }) => [name, count(tickers), String(priority)]);
  for (const line of table(['watchlist', 'tickers', 'priority'], rows)) print(line);
  print();
}

const maxShown = 1_000;

/** Prints the tickers of one. */
export async function showWatchlist(name: string, { json }: { json?: boolean }): Promise<void> {
  const path = `watchlists/${encodeURIComponent(name)}/items`;
  const answer = await findApi().ask('GET', path, WatchlistItemsResponse, { query: { limit: maxShown } });
  if (json) {
    print(JSON.stringify(answer));
    return;
  }
  print();
  const rows = answer.items.map((item) => [item.ticker ?? '–', item.name, item.tracked_since.slice(0, 10)]);
  for (const line of table(['ticker', 'company', 'tracked since'], rows)) print(line);
  if (answer.total > rows.length) print(dim(`  … ${count(rows.length)} of ${counted(answer.total, 'ticker')}`));
  print();
}

import { WatchlistItemsResponse, WatchlistsResponse } from '@tickermill/core/contracts';
import { findApi } from './api-client.ts';
import { count, counted, dim, say, table } from './terminal.ts';

/** Prints every watchlist. */
export async function showWatchlists({ json }: { json?: boolean }): Promise<void> {
  const { items } = await findApi().ask('GET', 'watchlists', WatchlistsResponse);
  if (json) {
    say(JSON.stringify(items));
    return;
  }
  say();
  const rows = items.map(({ name, priority, tickers }) => [name, count(tickers), String(priority)]);
  for (const line of table(['watchlist', 'tickers', 'priority'], rows)) say(line);
  say();
}

const maxShown = 1_000;

/** Prints the tickers of one. */
export async function showWatchlist(name: string, { json }: { json?: boolean }): Promise<void> {
  const path = `watchlists/${encodeURIComponent(name)}/items`;
  const answer = await findApi().ask('GET', path, WatchlistItemsResponse, { query: { limit: maxShown } });
  if (json) {
    say(JSON.stringify(answer));
    return;
  }
  say();
  const rows = answer.items.map((item) => [item.ticker ?? '–', item.name, item.tracked_since.slice(0, 10)]);
  for (const line of table(['ticker', 'company', 'tracked since'], rows)) say(line);
  if (answer.total > rows.length) say(dim(`  … ${count(rows.length)} of ${counted(answer.total, 'ticker')}`));
  say();
}

import { insiderTradeRoutes, type TradeView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { writeBody } from '../download.ts';
import { count, dim, print, table } from '../terminal.ts';
import { whose } from '../whose.ts';

interface TradesOptions {
  insider?: string;
  code?: string;
  since?: string;
  filedFrom?: string;
  watchlist?: string;
  limit: string;
  json?: boolean;
  csv?: boolean;
}

/** `tickermill trades AAPL`: what insiders bought and sold. */
export function tradesCommand(): Command {
  return new Command('trades')
    .description('The stored insider trades of tickers or of a watchlist, the latest first.')
    .argument('[ticker...]', 'such as AAPL or BRK.B')
    .option('--watchlist <name>', 'of every ticker on this watchlist')
    .option('--insider <name>', 'only of this insider: a part of the name, or a CIK')
    .option('--code <code>', 'only this transaction code: P is a purchase, S a sale, A an award, M an exercise, F tax')
    .option('--since <day>', 'only trades of this day and later')
    .option('--filed-from <day>', 'only trades that were filed on this day and later')
    .option('--limit <number>', 'at most so many', '30')
    .option('--json', 'print the answer as JSON')
    .option('--csv', 'print every trade as CSV, whatever --limit says')
    .action(async (tickers: string[], { insider, code, since, filedFrom, watchlist, ...options }: TradesOptions) => {
      const { limit, json, csv } = options;
      const api = findApi();
      const filter = { owner: insider, code, from: since, filed_from: filedFrom, sort: '-date' };
      const query = { ...whose(tickers, watchlist), ...filter };
      if (csv) return writeBody(await api.download('insider-trades', 'text/csv', query), undefined);
      const contract = insiderTradeRoutes.list.answers[200];
      const { items, has_more } = await api.ask('GET', 'insider-trades', contract, { query: { ...query, limit } });
      if (json) return print(JSON.stringify(items));
      for (const line of describe(items, { tickers, isOne: tickers.length === 1 })) print(line);
      if (has_more) print(dim(`  … there are more: --limit, or --csv for all`));
    });
}

function describe(
  trades: readonly TradeView[],
  { tickers, isOne }: { tickers: readonly string[]; isOne: boolean },
): string[] {
  if (trades.length === 0) {
    const remedy = isOne ? `scrape ${tickers[0]}` : 'scrape --all';
    return [`  No such trade is stored. "tickermill ${remedy}" fetches what there is.`];
  }
  const named = (trade: TradeView) =>
    isOne ? [] : [trade.tickers.join(' ') || (trade.issuer_name ?? trade.issuer_cik)];
  return table(
    [...(isOne ? [] : ['ticker']), 'date', 'insider', 'role', 'code', 'shares', 'price', 'value (USD)', 'filed', ''],
    trades.map((trade) => {
      const { date, owners, code, acquired_disposed, shares, price, value, filed_on } = trade;
      const [owner, ...others] = owners;
      return [
        ...named(trade),
        date ?? '–',
        `${owner?.name ?? owner?.cik ?? '–'}${others.length > 0 ? ` +${others.length}` : ''}`,
        owner?.title ?? owner?.roles.join(', ') ?? '',
        code ?? '–',
        shares === null ? '–' : `${acquired_disposed === 'D' ? '-' : ''}${grouped(shares)}`,
        price ?? '–',
        value === null ? '–' : grouped(value),
        filed_on,
        [trade.table === 'derivative' ? 'derivative' : '', ...trade.flags].filter(Boolean).join(', '),
      ];
    }),
  );
}

/** `1234567.50` as `1,234,567.50`: exact text stays exact. */
function grouped(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  return `${count(BigInt(whole))}${fraction === undefined ? '' : `.${fraction}`}`;
}

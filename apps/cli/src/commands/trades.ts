import { insiderTradeRoutes, type TradeView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { writeBody } from '../download.ts';
import { count, dim, print, table } from '../terminal.ts';

interface TradesOptions {
  insider?: string;
  code?: string;
  since?: string;
  limit: string;
  json?: boolean;
  csv?: boolean;
}

/** `tickermill trades AAPL`: what its insiders bought and sold. */
export function tradesCommand(): Command {
  return new Command('trades')
    .description('The stored insider trades of a ticker, the latest first.')
    .argument('<ticker>', 'such as AAPL or BRK.B')
    .option('--insider <name>', 'only of this insider: a part of the name, or a CIK')
    .option('--code <code>', 'only this transaction code: P is a purchase, S a sale, A an award, M an exercise, F tax')
    .option('--since <day>', 'only trades of this day and later')
    .option('--limit <number>', 'at most so many', '30')
    .option('--json', 'print the answer as JSON')
    .option('--csv', 'print every trade as CSV, whatever --limit says')
    .action(async (ticker: string, { insider, code, since, limit, json, csv }: TradesOptions) => {
      const api = findApi();
      const query = { ticker, owner: insider, code, from: since };
      if (csv) return writeBody(await api.download('insider-trades', 'text/csv', query), undefined);
      const contract = insiderTradeRoutes.list.answers[200];
      const { items, has_more } = await api.ask('GET', 'insider-trades', contract, { query: { ...query, limit } });
      if (json) return print(JSON.stringify(items));
      for (const line of describe(items, ticker)) print(line);
      if (has_more) print(dim(`  … there are more: --limit, or --csv for all`));
    });
}

function describe(trades: readonly TradeView[], ticker: string): string[] {
  if (trades.length === 0) return [`  No such trade is stored. "tickermill scrape ${ticker}" fetches what there is.`];
  return table(
    ['date', 'insider', 'role', 'code', 'shares', 'price', 'value (USD)', 'filed', ''],
    trades.map(
      ({ date, owners: [owner, ...others], code, acquired_disposed, shares, price, value, filed_on, ...trade }) => [
        date ?? '–',
        `${owner?.name ?? owner?.cik ?? '–'}${others.length > 0 ? ` +${others.length}` : ''}`,
        owner?.title ?? owner?.roles.join(', ') ?? '',
        code ?? '–',
        shares === null ? '–' : `${acquired_disposed === 'D' ? '-' : ''}${grouped(shares)}`,
        price ?? '–',
        value === null ? '–' : grouped(value),
        filed_on,
        [trade.table === 'derivative' ? 'derivative' : '', ...trade.flags].filter(Boolean).join(', '),
      ],
    ),
  );
}

/** `1234567.50` as `1,234,567.50`: exact text stays exact. */
function grouped(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  return `${count(BigInt(whole))}${fraction === undefined ? '' : `.${fraction}`}`;
}

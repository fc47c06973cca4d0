import { ExchangeRatesResponse } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { writeBody } from '../download.ts';
import { dim, print, table } from '../terminal.ts';

interface Options {
  from?: string;
  to?: string;
  limit?: string;
  csv?: boolean;
  json?: boolean;
}

/** `tickermill exchange-rates`: the stored reference rates of the euro. */
export function exchangeRatesCommand(): Command {
  return new Command('exchange-rates')
    .description('The stored exchange rates, by which portfolios in several currencies are valued.')
    .argument('[currency]', 'only these, such as USD')
    .option('--from <day>', 'from this day on')
    .option('--to <day>', 'up to this day')
    .option('--limit <number>', 'at most so many (50)')
    .option('--csv', 'all of them as CSV')
    .option('--json', 'print the answer as JSON')
    .action(async (currency: string | undefined, { csv, json, ...range }: Options) => {
      const [api, query] = [findApi(), { currency, ...range }];
      if (csv) return writeBody(await api.download('exchange-rates', 'text/csv', query), undefined);
      const { items } = await api.ask('GET', 'exchange-rates', ExchangeRatesResponse, { query });
      if (json) return print(JSON.stringify(items));
      if (items.length === 0) return print(dim('  there are none: tickermill import exchange-rates --help'));
      const rows = items.map(({ day, currency: code, per_euro, source }) => [
        day,
        `1 EUR = ${per_euro} ${code}`,
        source,
      ]);
      for (const line of table(['day', 'rate', 'source'], rows)) print(line);
    });
}

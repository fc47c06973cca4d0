import { filingRoutes } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { print, table } from '../terminal.ts';

interface Options {
  form: string;
  from?: string;
  to?: string;
  limit: string;
  json?: boolean;
}

/** `tickermill filings AAPL --form 10-K`: what companies have filed. */
export function filingsCommand(): Command {
  return new Command('filings')
    .description('The stored reports of a company, or of all, or the filings of insiders, the latest first.')
    .argument('[ticker]', 'such as AAPL or BRK.B')
    .option('--form <form>', 'which form: 10-K, 10-Q, 10-K/A, NT 10-K, 20-F, 4', '10-K')
    .option('--from <day>', 'only what was filed on this day and later')
    .option('--to <day>', 'only what was filed up to this day')
    .option('--limit <number>', 'at most so many', '30')
    .option('--json', 'print the answer as JSON')
    .action(async (ticker: string | undefined, { form, from, to, limit, json }: Options) => {
      const query = { ticker, form, from, to, limit };
      const answer = await findApi().ask('GET', 'filings', filingRoutes.list.answers[200], { query });
      if (json) return print(JSON.stringify(answer));
      const rows = answer.items.map((item) => {
        const [end, amends] = 'report_date' in item ? [item.report_date, item.amends] : [item.period, item.amends];
        return [item.filed_on, item.form, item.tickers.join(' '), end ?? '', item.accession, amends ?? ''];
      });
      if (rows.length === 0) return print(`  no ${form} is stored`);
      for (const line of table(['filed', 'form', 'ticker', 'period ends', 'accession', 'amends'], rows)) print(line);
    });
}

import { FundamentalsWhyView, WhyView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { print } from '../terminal.ts';

/** `tickermill why`: why a day is stored or is not, in one sentence; without a day what is known of the company's reports. */
export function whyCommand(): Command {
  return new Command('why')
    .description(
      'Why the prices of a day are stored or are not, in one sentence; without a day when the reports of its company were last asked for, and what is missing.',
    )
    .argument('<ticker>', 'such as AAPL or BRK.B')
    .argument('[date]', 'such as 2026-11-18')
    .option('--dataset <dataset>', 'only daily-prices')
    .option('--json', 'print the answer with its evidence, as JSON')
    .action(
      async (ticker: string, date: string | undefined, { dataset, json }: { dataset?: string; json?: boolean }) => {
        const api = findApi();
        const name = encodeURIComponent(ticker);
        const why =
          date === undefined
            ? await api.ask('GET', `fundamentals/${name}/why`, FundamentalsWhyView)
            : await api.ask('GET', `coverage/${name}/why`, WhyView, { query: { date, dataset } });
        print(json ? JSON.stringify(why) : why.sentence);
      },
    );
}

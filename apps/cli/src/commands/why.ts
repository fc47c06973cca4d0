import { WhyView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { print } from '../terminal.ts';

/** `tickermill why`: why a day is stored or is not, in one sentence. */
export function whyCommand(): Command {
  return new Command('why')
    .description('Why the prices of a day are stored or are not, in one sentence.')
    .argument('<ticker>', 'such as AAPL or BRK.B')
    .argument('<date>', 'such as 2026-11-18')
    .option('--dataset <dataset>', 'only daily-prices')
    .option('--json', 'print the answer with its evidence, as JSON')
    .action(async (ticker: string, date: string, { dataset, json }: { dataset?: string; json?: boolean }) => {
      const path = `coverage/${encodeURIComponent(ticker)}/why`;
      const why = await findApi().ask('GET', path, WhyView, { query: { date, dataset } });
      print(json ? JSON.stringify(why) : why.sentence);
    });
}

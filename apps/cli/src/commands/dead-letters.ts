import { DeadLettersResponse, DeadLetterView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { green, print, table } from '../terminal.ts';

interface ListOptions {
  dataset?: string;
  ticker?: string;
  code?: string;
  json?: boolean;
}

const maxListed = 100;
const headings = ['id', 'dataset', 'ticker', 'code', 'failed on', 'says'];

/** `tickermill dead-letters`: targets that are not requested any more; `dead-letters revive`: requests them again. */
export function deadLettersCommand(): Command {
  const command = new Command('dead-letters')
    .description('Targets that failed on three days by their own fault, and are not requested until they are revived.')
    .option('--dataset <dataset>', 'of this dataset')
    .option('--ticker <ticker>', 'of this ticker')
    .option('--code <code>', 'that ended with this error code')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json, ...filter }: ListOptions) => {
      const query = new URLSearchParams({ limit: String(maxListed), ...filter });
      const answer = await findApi().ask('GET', `dead-letters?${query}`, DeadLettersResponse);
      if (json) print(JSON.stringify(answer));
      else if (answer.items.length === 0) print(`  ${green('nothing is set aside')}`);
      else for (const line of table(headings, answer.items.map(toRow))) print(line);
    });
  command
    .command('revive')
    .description('Request targets again from now on: their failures so far no longer count.')
    .argument('<letters...>', 'the numbers that "tickermill dead-letters" shows')
    .option('--json', 'print the answer as JSON')
    .action(async (ids: string[], { json }: { json?: boolean }) => {
      const api = findApi();
      const items: DeadLetterView[] = [];
      for (const id of ids)
        items.push(await api.ask('POST', `dead-letters/${encodeURIComponent(id)}/revive`, DeadLetterView));
      if (json) print(JSON.stringify({ items }));
      else for (const each of items) print(`  ${green('✓')} ${nameOf(each)} of ${each.dataset} is requested again`);
    });
  return command;
}

const nameOf = ({ tickers, target }: DeadLetterView) => (tickers.length > 0 ? tickers.join(', ') : target);

const toRow = (letter: DeadLetterView): string[] => [
  letter.id,
  letter.dataset,
  nameOf(letter),
  letter.error_code,
  letter.failed_on.join(', '),
  letter.error_message,
];

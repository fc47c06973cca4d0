import { ListingFinding, ListingFindingsResponse } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { findingLines } from '../finding-lines.ts';
import { counted, green, print } from '../terminal.ts';

const maxMarked = 1_000;

/** `tickermill findings`: what lists of companies said otherwise than before, and marking it as seen. */
export function findingsCommand(): Command {
  const command = new Command('findings')
    .description('What lists of companies said otherwise than before, and what of them could not be taken.')
    .option('--all', 'those too that are marked as seen')
    .option('--json', 'print the answer as JSON')
    .action(async ({ all, json }: { all?: boolean; json?: boolean }) => {
      const answer = await findApi().ask(
        'GET',
        all ? 'listing-findings' : 'listing-findings?open',
        ListingFindingsResponse,
      );
      if (json) print(JSON.stringify(answer));
      else if (answer.items.length === 0) print(`  ${green('nothing to look at')}`);
      else for (const line of findingLines(answer.items)) print(line);
    });
  command
    .command('seen')
    .description('Mark findings as seen: "doctor" warns of them no more.')
    .argument('[findings...]', 'the numbers that "tickermill findings" shows')
    .option('--all', 'all that are open')
    .option('--json', 'print the answer as JSON')
    .action(async (named: string[], { all, json }: { all?: boolean; json?: boolean }, seen: Command) => {
      const api = findApi();
      if ((named.length === 0) === !all) seen.error('error: name findings, or --all');
      const open = async () => {
        const path = `listing-findings?open&limit=${maxMarked}`;
        return (await api.ask('GET', path, ListingFindingsResponse)).items.map(({ id }) => id);
      };
      const items: ListingFinding[] = [];
      for (const id of all ? await open() : named) {
        items.push(await api.ask('POST', `listing-findings/${encodeURIComponent(id)}/seen`, ListingFinding));
      }
      print(json ? JSON.stringify({ items }) : `  ${counted(items.length, 'finding')} marked as seen`);
    });
  return command;
}

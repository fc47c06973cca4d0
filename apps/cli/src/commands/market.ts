import { PassedDay } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { green, print } from '../terminal.ts';

/** `tickermill market pass`: lets go of a day on which EDGAR was closed. */
export function marketCommand(): Command {
  const command = new Command('market').description('The lists of the whole market.');
  command
    .command('pass')
    .description('Pass a filing day that has no index because EDGAR was closed: nothing waits for it any more.')
    .argument('<day>', 'YYYY-MM-DD')
    .option('--json', 'print the answer as JSON')
    .action(async (day: string, { json }: { json?: boolean }) => {
      const passed = await findApi().ask('POST', `market/days/${encodeURIComponent(day)}/pass`, PassedDay);
      if (json) print(JSON.stringify(passed));
      else print(`  ${green('✓')} ${passed.day} is passed; every index is read up to ${passed.watermark}`);
    });
  return command;
}

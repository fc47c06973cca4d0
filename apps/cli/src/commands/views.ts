import { SavedViewsResponse, SavedViewView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { z } from 'zod';
import { findApi } from '../api-client.ts';
import { dim, green, print, table } from '../terminal.ts';

/** `tickermill views`: saved views of the dashboard; saving and removing one. */
export function viewsCommand(): Command {
  const command = new Command('views')
    .description('Your saved views of the dashboard, and those that others share.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { items } = await findApi().ask('GET', 'saved-views', SavedViewsResponse);
      if (json) return print(JSON.stringify(items));
      if (items.length === 0) return print(dim('  there are none'));
      const rows = items.map(({ id, name, url, shared, owner }) => [id, name, url, shared ? `shared by ${owner}` : '']);
      for (const line of table(['id', 'name', 'page', ''], rows)) print(line);
    });
  command.addCommand(
    new Command('save')
      .description('Save a page of the dashboard under a name.')
      .argument('<name>', 'what you call it')
      .argument('<url>', 'its path and query, such as "/runs?state=failed"')
      .option('--shared', 'let everybody see it')
      .option('--json', 'print the answer as JSON')
      .action(async (name: string, url: string, { shared = false, json }: { shared?: boolean; json?: boolean }) => {
        const view = await findApi().ask('POST', 'saved-views', SavedViewView, { body: { name, url, shared } });
        print(json ? JSON.stringify(view) : `  ${green('✓')} view ${view.id}: ${view.name}`);
      }),
  );
  command.addCommand(
    new Command('remove')
      .description('Remove a saved view of yours; an administrator removes any.')
      .argument('<id>', 'the number that "tickermill views" shows')
      .option('--json', 'print the answer as JSON')
      .action(async (id: string, { json }: { json?: boolean }) => {
        await findApi().ask('DELETE', `saved-views/${encodeURIComponent(id)}`, z.null());
        print(json ? JSON.stringify({ removed: id }) : `  ${green('✓')} view ${id} is removed`);
      }),
  );
  return command;
}

import { Command } from 'commander';
import { firstUser, loginLink } from '../accounts.ts';
import { findApi } from '../api-client.ts';
import { dim, instant, print } from '../terminal.ts';

/** `tickermill login`: a link that signs a user in. */
export function loginCommand(): Command {
  return new Command('login')
    .description('Print a link that signs a user in once, within 24 h.')
    .argument('[user]', 'the user that it signs in', firstUser)
    .option('--json', 'print the answer as JSON')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const link = await loginLink(findApi(), name);
      if (json) print(JSON.stringify(link));
      else {
        print(`  ${link.url}`);
        print(dim(`  signs ${name} in once, until ${instant(link.expires_at)}`));
      }
    });
}

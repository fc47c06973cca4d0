import { Role } from '@tickermill/core';
import { UserView } from '@tickermill/core/contracts';
import { Argument, Command, Option } from 'commander';
import { z } from 'zod';
import { loginLink, userNamed, usersOf } from '../accounts.ts';
import { findApi } from '../api-client.ts';
import { dim, green, instant, print, table } from '../terminal.ts';

interface AnswerOptions {
  readonly json?: boolean;
}

/** `tickermill user`: who may sign in, and as what. */
export function userCommand(): Command {
  const user = new Command('user').description('Users: people who sign in, each with a role.');
  user
    .command('list')
    .description('Every user.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const users = await usersOf(findApi());
      if (json) print(JSON.stringify(users));
      else if (users.length === 0) print(dim('  there are none'));
      else for (const line of describe(users)) print(line);
    });
  user
    .command('add')
    .description('Add a user and print a link that signs them in once.')
    .argument('<name>', 'the name of the user')
    .addOption(new Option('--role <role>', 'what they may do').choices(Role.options).default('viewer'))
    .option('--json', 'print the answer as JSON')
    .action(async (name: string, { role, json }: { role: Role; json?: boolean }) => {
      const api = findApi();
      const added = await api.ask('POST', 'users', UserView, { body: { name, role } });
      const { url } = await loginLink(api, added.name);
      if (json) return print(JSON.stringify({ ...added, login_url: url }));
      print(`  ${green('✓')} ${added.name} has the role ${added.role}`);
      print(`  ${url}`);
    });
  user
    .command('role')
    .description('Change what a user may do; their sessions end.')
    .argument('<name>', 'the name of the user')
    .addArgument(new Argument('<role>', 'what they may do').choices(Role.options))
    .option('--json', 'print the answer as JSON')
    .action((name: string, role: Role, options: AnswerOptions) => change(name, { role }, options));
  user
    .command('disable')
    .description('Let a user in no more; their sessions end.')
    .argument('<name>', 'the name of the user')
    .option('--json', 'print the answer as JSON')
    .action((name: string, options: AnswerOptions) => change(name, { disabled: true }, options));
  user
    .command('enable')
    .description('Let a user in again.')
    .argument('<name>', 'the name of the user')
    .option('--json', 'print the answer as JSON')
    .action((name: string, options: AnswerOptions) => change(name, { disabled: false }, options));
  user
    .command('remove')
    .description('Remove a user. The audit log keeps the name.')
    .argument('<name>', 'the name of the user')
    .option('--json', 'print the answer as JSON')
    .action(async (name: string, { json }: AnswerOptions) => {
      const api = findApi();
      await api.ask('DELETE', `users/${(await userNamed(api, name)).id}`, z.null());
      print(json ? JSON.stringify({ removed: name }) : `  ${green('✓')} ${name} is removed`);
    });
  return user;
}

async function change(name: string, body: { role?: Role; disabled?: boolean }, { json }: AnswerOptions): Promise<void> {
  const api = findApi();
  const { id } = await userNamed(api, name);
  const changed = await api.ask('PATCH', `users/${id}`, UserView, { body });
  if (json) return print(JSON.stringify(changed));
  print(`  ${green('✓')} ${changed.name} has the role ${changed.role}${changed.disabled ? ', disabled' : ''}`);
}

const describe = (users: readonly UserView[]) =>
  table(
    ['name', 'role', 'signs in by', 'last signed in', ''],
    users.map(({ name, role, has_password, signed_in_at, disabled }) => [
      name,
      role,
      has_password ? 'password, link' : 'link',
      signed_in_at ? instant(signed_in_at) : 'never',
      disabled ? 'disabled' : '',
    ]),
  );

import { Role } from '@tickermill/core';
import { ApiTokenCreated, ApiTokensResponse } from '@tickermill/core/contracts';
import { Command, Option } from 'commander';
import { z } from 'zod';
import type { ApiClient } from '../api-client.ts';
import { dim, green, instant, print, printAside, table } from '../terminal.ts';

const listed = 1_000;

async function ask<T>(work: (api: ApiClient) => Promise<T>): Promise<T> {
  const { withApi } = await import('../with-api.ts'); // brings the database along
  return withApi(work);
}

/** `tickermill token`: the tokens with which programs call the API. Needs no running API. */
export function tokenCommand(): Command {
  const token = new Command('token').description('API tokens: for programs, each with a role.');
  token
    .command('create')
    .description('Make a token and print it, once.')
    .argument('<name>', 'what it is for')
    .addOption(new Option('--role <role>', 'what it may do').choices(Role.options).default('viewer'))
    .option('--days <number>', 'end it after so many days', Number)
    .option('--json', 'print the answer as JSON')
    .action(async (name: string, { role, days, json }: { role: Role; days?: number; json?: boolean }) => {
      const body = { name, role, expires_in_days: days };
      const created = await ask((api) => api.ask('POST', 'tokens', ApiTokenCreated, { body }));
      if (json) print(JSON.stringify(created));
      else {
        print(created.token);
        printAside(`  ${created.role}, number ${created.id}; it is not shown again`);
      }
    });
  token
    .command('list')
    .description('Every token, the latest first, without the tokens themselves.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { items } = await ask((api) => api.ask('GET', 'tokens', ApiTokensResponse, { query: { limit: listed } }));
      if (json) print(JSON.stringify(items));
      else if (items.length === 0) print(dim('  there are none'));
      else for (const line of describe(items)) print(line);
    });
  token
    .command('revoke')
    .description('End a token for good.')
    .argument('<id>', 'the number that "tickermill token list" shows')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      await ask((api) => api.ask('DELETE', `tokens/${encodeURIComponent(id)}`, z.null()));
      print(json ? JSON.stringify({ revoked: id }) : `  ${green('✓')} token ${id} is revoked`);
    });
  return token;
}

const describe = (items: z.output<typeof ApiTokensResponse>['items']) =>
  table(
    ['id', 'name', 'token', 'role', 'by', 'last used', 'ends'],
    items.map(({ id, name, prefix, role, created_by, last_used_at, expires_at, revoked_at }) => [
      id,
      name,
      `${prefix}…`,
      role,
      created_by,
      last_used_at ? instant(last_used_at) : 'never',
      revoked_at ? 'revoked' : expires_at ? instant(expires_at) : 'never',
    ]),
  );

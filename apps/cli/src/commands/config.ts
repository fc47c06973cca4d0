import { readSettings, type SettingKey, settings } from '@tickermill/runtime';
import { Argument, Command } from 'commander';
import { commandHost } from '../command-host.ts';
import { print, table } from '../terminal.ts';

const masked = '********';

/** `tickermill config`: the settings in effect; `config queue-backend`: moves the queue. Neither needs a running API. */
export function configCommand(): Command {
  const config = new Command('config')
    .description('The settings in effect, as this shell gives them; secrets are masked.')
    .option('--json', 'print them as JSON')
    .action(({ json }: { json?: boolean }) => {
      const rows = effectiveSettings();
      if (json) print(JSON.stringify(Object.fromEntries(rows.map(({ name, value }) => [name, value]))));
      else
        for (const line of table(
          ['setting', 'value', 'from'],
          rows.map(({ name, value, from }) => [name, value === null ? '–' : String(value), from]),
        ))
          print(line);
    });
  config
    .command('queue-backend')
    .description('Move the queue to Redis (REDIS_URL) or to Postgres, while nothing runs. Nothing is lost by it.')
    .addArgument(new Argument('<backend>', 'where it is to be').choices(['redis', 'postgres']))
    .option('--json', 'print the answer as JSON')
    .action(async (backend: 'redis' | 'postgres', { json = false }: { json?: boolean }) => {
      const { moveQueue } = await import('../move-queue.ts'); // brings the database along
      await moveQueue(backend, json);
    });
  return config;
}

function effectiveSettings(): { name: SettingKey; value: string | number | readonly string[] | null; from: string }[] {
  const names = Object.keys(settings) as SettingKey[];
  const values = readSettings(names, commandHost().env);
  return names.map((name) => {
    const value = values[name] ?? null;
    return {
      name,
      value: settings[name].secret && value !== null ? masked : value,
      from: commandHost().env[name] ? 'environment' : value === null ? '' : 'default',
    };
  });
}

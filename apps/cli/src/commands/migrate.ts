import { PipelineError } from '@tickermill/core';
import { readSettings } from '@tickermill/runtime';
import { Command } from 'commander';
import { commandHost } from '../command-host.ts';
import { print } from '../terminal.ts';
import { newCapabilities, printNews } from '../what-is-new.ts';

/** `tickermill migrate`: brings a database to what this version needs. Needs no running API. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Apply the migrations that the database of DATABASE_URL lacks. "npm start" does so by itself.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const settings = readSettings(['DATABASE_URL', 'WRITER_PASSWORD', 'LOG_LEVEL'], commandHost().env);
      const { DATABASE_URL: url, WRITER_PASSWORD: password, LOG_LEVEL: level } = settings;
      if (!url) throw new PipelineError('CONFIG_INVALID', 'DATABASE_URL: the Postgres to be migrated.');
      // Not loaded for --help.
      const { makeProcessLogin, migrate } = await import('@tickermill/store/postgres');
      const { createLog } = await import('@tickermill/runtime/service');
      const applied = await migrate(url, createLog({ module: 'migrate', level }));
      if (password) await makeProcessLogin(url, password);
      const news = newCapabilities(applied).map(({ title }) => title);
      if (json) return print(JSON.stringify({ applied, new: news }));
      for (const name of applied) print(`applied ${name}`);
      if (applied.length === 0) print('up to date');
      printNews(applied);
    });
}

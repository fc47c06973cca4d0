import path from 'node:path';
import { PipelineError } from '@tickermill/core';
import { createLog, openInstallation, productVersion, readSettings, runUntilStopped } from '@tickermill/runtime';
import { declaresOperator } from '@tickermill/upstream';
import { firstRun, summarise } from './first-run.ts';
import { installationSettings, startInstallation } from './start-installation.ts';
import { bold, green, say, shortPath, yellow } from './terminal.ts';

/** Runs an installation in this process tree until it is told to stop. `workers` goes before the setting WORKERS. */
export async function up({ workers }: { workers?: string }): Promise<void> {
  const settings = readSettings(installationSettings, { ...process.env, ...(workers ? { WORKERS: workers } : {}) });
  if (settings.SOURCES === 'live' && !settings.UPSTREAM_GATEWAY && !declaresOperator(settings.SEC_USER_AGENT ?? '')) {
    throw new PipelineError(
      'CONFIG_INVALID',
      'SEC_USER_AGENT: the SEC wants to know who asks: "Your Name you@example.com".',
    );
  }
  const installation = openInstallation(settings.TICKERMILL_HOME);
  const home = shortPath(installation.dir);
  const file = path.join(installation.logsDir, 'up.log');
  const log = createLog({ module: 'up', level: settings.LOG_LEVEL, file });
  await runUntilStopped(log, async ({ onStop }) => {
    installation.claim(null);
    onStop('message', () => say(`  ${green('✓')} stopped; the data stays in ${home}`));
    onStop('claim', () => installation.release());
    say(`\n  ${bold('Tickermill')} ${productVersion}\n`);
    const api = await startInstallation({ settings, installation, onStop, log });
    onStop('message', () => say('\n  stopping …'));
    say();
    if (settings.SOURCES === 'sandbox') {
      const marked = yellow('This is sandbox data:');
      say(`  ${marked} real wire formats, invented values. Nothing leaves this machine.\n`);
    }
    await firstRun(api);
    await summarise(api, home, settings.PUBLIC_URL);
  });
}

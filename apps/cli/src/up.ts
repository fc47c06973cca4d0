import { PipelineError } from '@tickermill/core';
import { openInstallation, productVersion, readSettings } from '@tickermill/runtime';
import { runUntilStopped } from '@tickermill/runtime/service';
import { declaresOperator, nameOperator, sources } from '@tickermill/upstream/sources';
import { commandHost } from './command-host.ts';
import { firstRun, summarise, trackLater } from './first-run.ts';
import { installationSettings, openUpLog, sourcesOf } from './installation-settings.ts';
import { startInstallation } from './start-installation.ts';
import { bold, green, print, shortPath, yellow } from './terminal.ts';

/** Runs an installation in this process tree until it is stopped. `workers` overrides the setting WORKERS. */
export async function up({ workers, yes = false }: { workers?: string; yes?: boolean }): Promise<void> {
  const settings = readSettings(installationSettings, {
    ...commandHost().env,
    ...(workers ? { WORKERS: workers } : {}),
  });
  // With a gateway too: one that records passes the name on to the real hosts.
  if (settings.SOURCES === 'live' && !declaresOperator(settings.SEC_USER_AGENT ?? '')) {
    throw new PipelineError('CONFIG_INVALID', nameOperator);
  }
  const installation = openInstallation(settings.TICKERMILL_HOME);
  const home = shortPath(installation.dir);
  const log = openUpLog(installation, settings);
  await runUntilStopped(log, async ({ onStop }) => {
    const repairs = installation.repair();
    installation.claim(null);
    onStop('message', () => print(`  ${green('✓')} stopped; the data stays in ${home}`));
    onStop('claim', () => installation.release());
    print(`\n  ${bold('Tickermill')} ${productVersion}\n`);
    for (const repair of repairs) print(`  ${yellow('!')} ${repair}`);
    const api = await startInstallation({ settings, installation, onStop, log, yes });
    onStop('message', () => print('\n  stopping …'));
    print();
    if (settings.SOURCES === 'sandbox') {
      const marked = yellow('This is sandbox data:');
      print(`  ${marked} real wire formats, invented values. Nothing leaves this machine.\n`);
    } else {
      const asked = sourcesOf(settings).map((id) => `${sources[id].name} (${sources[id].hosts.join(', ')})`);
      const via = settings.UPSTREAM_GATEWAY ? ` by way of ${settings.UPSTREAM_GATEWAY}` : '';
      print(`  ${yellow('Live:')} ${asked.join(', ')}${via}, in the name of ${settings.SEC_USER_AGENT}.\n`);
    }
    const isTracked = await firstRun(api);
    await summarise(api, home, settings.PUBLIC_URL);
    if (isTracked) return;
    const stopped = new AbortController();
    onStop('first run', () => stopped.abort());
    await trackLater(api, stopped.signal);
  });
}

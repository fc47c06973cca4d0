// The process in which `up` prepares the queues and shows the terms: what that loads would stay in the memory of `up`.

import { type Log, PipelineError, toPipelineError } from '@tickermill/core';
import { prepareQueues, toQueueBackend } from '@tickermill/engine';
import { openInstallation, readSettings } from '@tickermill/runtime';
import { openStore, type Store, schemaMisfit } from '@tickermill/store';
import { agreeOn } from '@tickermill/store/fleet';
import { installationSettings, openUpLog, type Settings, sourcesOf } from './installation-settings.ts';
import type { PreparationResult } from './run-preparation.ts';
import { showTerms } from './show-terms.ts';
import { step } from './terminal.ts';

process.once('disconnect', () => process.exit(1)); // `up` is gone
const report = (result: PreparationResult) => process.send?.(result, () => process.disconnect());
try {
  await prepare(process.argv.includes('--yes'));
  report({ failure: null });
} catch (error) {
  const { code, message } = toPipelineError(error);
  report({ failure: { code, message } });
}

async function prepare(yes: boolean): Promise<void> {
  const settings = readSettings(installationSettings);
  const { DATABASE_URL: url = '' } = settings;
  const log = openUpLog(openInstallation(settings.TICKERMILL_HOME), settings);
  const store = openStore({ url, connections: 1 });
  try {
    await step(
      'queues',
      () => prepareFor(settings, { store, url, log }),
      (where) => where,
    );
    if (settings.SOURCES === 'live') await showTerms(store, { yes, log, enabled: sourcesOf(settings) });
  } finally {
    await store.close();
  }
}

/** Reports problems of the queues here, once and plainly, before a process needs them. Returns where the queues are. */
async function prepareFor(settings: Settings, deps: { store: Store; url: string; log: Log }): Promise<string> {
  const backend = toQueueBackend(deps.url, settings);
  const where = await prepareQueues(backend, deps.log);
  const misfit = await schemaMisfit(deps.store.sql);
  if (misfit) throw new PipelineError('SCHEMA_UNFIT', misfit.message);
  await agreeOn(deps.store.db, 'sources', settings.SOURCES);
  await agreeOn(deps.store.db, 'queue-backend', backend.kind);
  return where;
}

import path from 'node:path';
import { type Log, PipelineError, toPipelineError } from '@tickermill/core';
import { emptyQueues, prepareQueues, type QueueBackend } from '@tickermill/engine';
import { createLog, openInstallation, readSettings } from '@tickermill/runtime';
import { migrate, openEmbeddedPostgres, openStore } from '@tickermill/store';
import { recordQueueBackend } from '@tickermill/store/fleet';
import { dim, green, print, yellow } from './terminal.ts';

type Kind = QueueBackend['kind'];

const settingKeys = ['DATABASE_URL', 'REDIS_URL', 'REDIS_PREFIX', 'TICKERMILL_HOME', 'LOG_LEVEL'] as const;
type Settings = ReturnType<typeof readSettings<(typeof settingKeys)[number]>>;

/**
 * Moves the queue of the installation that the settings name, while nothing of it runs: changes the record, and empties
 * the queue that is left. The next worker fills the other one from the ledger.
 */
export async function moveQueue(to: Kind): Promise<void> {
  const settings = readSettings(settingKeys);
  if (to === 'redis' && !settings.REDIS_URL) {
    throw new PipelineError('CONFIG_INVALID', 'REDIS_URL: set it to the Redis that is to keep the queue.');
  }
  const installation = openInstallation(settings.TICKERMILL_HOME);
  const log = createLog({
    module: 'config',
    level: settings.LOG_LEVEL,
    file: path.join(installation.logsDir, 'config.log'),
  });
  installation.claim(null); // refused while another runs it, and keeps another from starting meanwhile
  const postgres = settings.DATABASE_URL ? null : await openEmbeddedPostgres({ dataDir: installation.postgresDir });
  try {
    await move(to, settings.DATABASE_URL ?? postgres?.url ?? '', settings, log);
  } finally {
    await postgres?.stop();
    installation.release();
  }
}

async function move(to: Kind, databaseUrl: string, settings: Settings, log: Log): Promise<void> {
  const { REDIS_URL, REDIS_PREFIX: prefix } = settings;
  const backends: Record<Kind, QueueBackend | null> = {
    postgres: { kind: 'postgres', url: databaseUrl },
    redis: REDIS_URL ? { kind: 'redis', url: REDIS_URL, prefix } : null,
  };
  await migrate(databaseUrl, log);
  const where = backends[to] && (await prepareQueues(backends[to], log));
  const store = openStore({ url: databaseUrl, connections: 1 });
  let from: string | null;
  try {
    from = await recordQueueBackend(store, to);
  } finally {
    await store.close();
  }
  print(`  ${green('✓')} the queue is ${from === to ? 'already ' : ''}kept ${where}`);
  if (from !== to) {
    if (from === 'redis' || from === 'postgres') await emptyOld(from, backends[from], log);
    print(`    ${dim('the next worker fills it from the ledger, within a minute')}`);
  }
  if (to === 'postgres' && REDIS_URL) print(`  ${yellow('!')} unset REDIS_URL before you start again`);
}

/** What is left in the old queue does no harm: every job of it has been overtaken. So a server that is gone is no obstacle. */
async function emptyOld(from: Kind, backend: QueueBackend | null, log: Log): Promise<void> {
  const name = from === 'redis' ? 'Redis' : 'Postgres';
  if (!backend) {
    print(`  ${yellow('!')} the old queue was not emptied: REDIS_URL does not say which Redis it is in`);
    return;
  }
  try {
    await emptyQueues({ backend, log });
    print(`  ${green('✓')} the old queue in ${name} is empty`);
  } catch (error) {
    const { message } = toPipelineError(error);
    print(`  ${yellow('!')} the old queue in ${name} was not emptied, which does no harm: ${message}`);
  }
}

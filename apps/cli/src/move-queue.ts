import path from 'node:path';
import { type Log, PipelineError, toPipelineError } from '@tickermill/core';
import { emptyQueues, prepareQueues, type QueueBackend } from '@tickermill/engine';
import { openInstallation, readSettings } from '@tickermill/runtime';
import { createLog } from '@tickermill/runtime/service';
import { openStore } from '@tickermill/store';
import { recordQueueBackend } from '@tickermill/store/fleet';
import { migrate, openEmbeddedPostgres } from '@tickermill/store/postgres';
import { commandHost } from './command-host.ts';
import { dim, green, print, yellow } from './terminal.ts';

type Kind = QueueBackend['kind'];

const settingKeys = ['DATABASE_URL', 'REDIS_URL', 'REDIS_PREFIX', 'TICKERMILL_HOME', 'LOG_LEVEL'] as const;
type Settings = ReturnType<typeof readSettings<(typeof settingKeys)[number]>>;

/**
 * Moves the queue of the installation that the settings name, while nothing of it runs: changes the record, and empties
 * the queue that is left. The next worker fills the other one from the ledger.
 */
export async function moveQueue(to: Kind, isJson: boolean): Promise<void> {
  const settings = readSettings(settingKeys, commandHost().env);
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
    const moved = await move(to, settings.DATABASE_URL ?? postgres?.url ?? '', settings, log);
    if (isJson) print(JSON.stringify(moved));
    else for (const line of describe(moved, settings)) print(line);
  } finally {
    await postgres?.stop();
    installation.release();
  }
}

/** What a move has done. */
interface Moved {
  readonly backend: Kind;
  /** Where the queue is now. */
  readonly where: string;
  /** Where it was before; null where nothing was recorded. */
  readonly from: string | null;
  /** Whether the old queue was emptied; null where there is none. */
  readonly emptied: boolean | null;
  /** Why it was not. */
  readonly problem: string | null;
}

async function move(to: Kind, databaseUrl: string, settings: Settings, log: Log): Promise<Moved> {
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
  const moved = { backend: to, where: where ?? '', from };
  if (from === to || (from !== 'redis' && from !== 'postgres')) return { ...moved, emptied: null, problem: null };
  const problem = await emptyOld(backends[from], log);
  return { ...moved, emptied: problem === null, problem };
}

/**
 * Returns why the old queue could not be emptied; null if it was. What is left in it does no harm, because every job of
 * it has been overtaken: a server that is gone is no obstacle.
 */
async function emptyOld(backend: QueueBackend | null, log: Log): Promise<string | null> {
  if (!backend) return 'REDIS_URL does not say which Redis it is in';
  try {
    await emptyQueues({ backend, log });
    return null;
  } catch (error) {
    return toPipelineError(error).message;
  }
}

function describe({ backend, where, from, emptied, problem }: Moved, { REDIS_URL }: Settings): string[] {
  const old = `the old queue in ${from === 'redis' ? 'Redis' : 'Postgres'}`;
  return [
    `  ${green('✓')} the queue is ${from === backend ? 'already ' : ''}kept ${where}`,
    ...(emptied === true ? [`  ${green('✓')} ${old} is empty`] : []),
    ...(emptied === false ? [`  ${yellow('!')} ${old} was not emptied, which does no harm: ${problem}`] : []),
    ...(from === backend ? [] : [`    ${dim('the next worker fills it from the ledger, within a minute')}`]),
    ...(backend === 'postgres' && REDIS_URL ? [`  ${yellow('!')} unset REDIS_URL before you start again`] : []),
  ];
}

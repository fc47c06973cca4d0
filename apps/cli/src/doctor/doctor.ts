import path from 'node:path';
import { type Log, SourcePreference, toPipelineError } from '@tickermill/core';
import { toQueueBackend } from '@tickermill/engine';
import {
  diskSpace,
  type Installation,
  keysOf,
  openInstallation,
  proxiesOf,
  readSettings,
  sourceSettings,
} from '@tickermill/runtime';
import { createLog } from '@tickermill/runtime/service';
import { inspectDatabase, openStore, type Store } from '@tickermill/store';
import { findEmbeddedPostgres, openEmbeddedPostgres } from '@tickermill/store/postgres';
import { commandHost } from '../command-host.ts';
import { checkAlertChannels } from './alert-channels.ts';
import { checkFilingDays, checkTradingCalendars } from './calendars.ts';
import { type Check, failed, ok, skipped, warning } from './check.ts';
import { checkDataDirectory, checkDisk, checkNode } from './machine.ts';
import { checkDatabase, checkQueueServer } from './servers.ts';
import { checkStorage } from './storage.ts';
import { checkSources } from './upstreams.ts';

const settingKeys = [
  'DATABASE_URL',
  'REDIS_URL',
  'REDIS_PREFIX',
  'TICKERMILL_HOME',
  'SOURCES',
  'UPSTREAM_GATEWAY',
  'SEC_USER_AGENT',
  ...sourceSettings,
  'PRICE_SOURCES',
  'LOG_LEVEL',
  'DISK_PAUSE_PERCENT',
] as const;

type Settings = ReturnType<typeof readSettings<(typeof settingKeys)[number]>>;

/** Looks the installation over that the settings name, whether it runs or not, and changes nothing of it. */
export async function examine(environment: NodeJS.ProcessEnv = commandHost().env): Promise<Check[]> {
  const settings = readSettings(settingKeys, environment);
  const installation = openInstallation(settings.TICKERMILL_HOME);
  const log = createLog({
    module: 'doctor',
    level: settings.LOG_LEVEL,
    file: path.join(installation.logsDir, 'doctor.log'),
  });
  const isRunning = installation.running() !== null;
  return [
    checkNode(process.versions.node),
    checkDataDirectory(installation),
    await checkDisk(installation.dir, settings.DISK_PAUSE_PERCENT),
    checkFilingDays(new Date()),
    checkTradingCalendars(new Date()),
    await checkRunning(installation),
    ...(await checkQueueServer(settings.REDIS_URL)),
    ...(await withDatabase(settings, installation, (store) =>
      examineData(settings, { store, log, isRunning, dir: installation.dir }),
    )),
  ];
}

/** Whether the process that runs the installation serves. */
async function checkRunning(installation: Installation): Promise<Check> {
  const running = installation.running();
  if (!running) return skipped('installation', 'nothing runs from this data directory');
  if (!running.url) return ok('installation', `process ${running.pid} is starting, or moves the queue`);
  const todo = `See ${path.join(installation.logsDir, 'api.log')}.`;
  try {
    const { ok: isReady, status } = await fetch(new URL('/health/ready', running.url));
    const says = `process ${running.pid} at ${running.url}`;
    return isReady ? ok('installation', says) : failed('installation', `${says} is not ready (${status})`, todo);
  } catch {
    return failed('installation', `nothing answers at ${running.url} (process ${running.pid})`, todo);
  }
}

async function examineData(
  settings: Settings,
  { store, log, isRunning, dir }: { store: Store | null; log: Log; isRunning: boolean; dir: string },
): Promise<Check[]> {
  const { SOURCES: mode, UPSTREAM_GATEWAY: gateway, SEC_USER_AGENT: userAgent } = settings;
  const [proxies, keys] = [proxiesOf(settings), keysOf(settings)];
  const now = () => new Date();
  const preference = SourcePreference.parse(settings.PRICE_SOURCES);
  const asking = { log, now, mode, gateway, userAgent, proxies, keys, preference };
  if (!store) return checkSources({ ...asking, store: null });
  const queueBackend = toQueueBackend('', settings).kind;
  const checks = await checkDatabase(store, { sources: mode, queueBackend, isRunning }, now);
  const facts = await inspectDatabase(store).catch(() => null);
  const isFit = facts?.ours != null && facts.ours.misfit === null;
  const channels = isFit ? await checkAlertChannels(store, { sources: mode }) : [];
  const disk = { ...(await diskSpace(dir)), pausePercent: settings.DISK_PAUSE_PERCENT };
  const storage = isFit ? [await checkStorage(store, disk, now())] : [];
  return [...checks, ...storage, ...channels, ...(await checkSources({ ...asking, store: isFit ? store : null }))];
}

/** Hands over the database: the one that is named, or the embedded one, which is started for this if it does not run. */
async function withDatabase(
  { DATABASE_URL }: Settings,
  installation: Installation,
  work: (store: Store | null) => Promise<Check[]>,
): Promise<Check[]> {
  if (DATABASE_URL) return onStore(DATABASE_URL, work);
  const state = findEmbeddedPostgres(installation.postgresDir);
  if (state === 'none') {
    const none = warning('Postgres', 'the embedded one is not made yet', '"npm start" makes it.');
    return [none, ...(await work(null))];
  }
  const isOurs = state === 'stopped';
  try {
    if (isOurs) installation.claim(null); // or another process might start it meanwhile, and find it stopped under it
    const postgres = await openEmbeddedPostgres({ dataDir: installation.postgresDir });
    try {
      return await onStore(postgres.url, work);
    } finally {
      if (isOurs) await postgres.stop();
    }
  } catch (error) {
    const { message, entry } = toPipelineError(error);
    return [failed('Postgres', message, entry.action), ...(await work(null))];
  } finally {
    if (isOurs) installation.release();
  }
}

async function onStore(url: string, work: (store: Store) => Promise<Check[]>): Promise<Check[]> {
  const store = openStore({ url, connections: 2 });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

import path from 'node:path';
import { type Log, SourcePreference } from '@tickermill/core';
import { type Installation, keysOf, type readSettings, sourceSettings } from '@tickermill/runtime';
import { createLog } from '@tickermill/runtime/service';
import { enabledSources } from '@tickermill/upstream/sources';

/** The settings that starting an installation reads. */
export const installationSettings = [
  'DATABASE_URL',
  'REDIS_URL',
  'REDIS_PREFIX',
  'TICKERMILL_HOME',
  'API_PORT',
  'PUBLIC_URL',
  'SOURCES',
  'UPSTREAM_GATEWAY',
  'SEC_USER_AGENT',
  ...sourceSettings,
  'PRICE_SOURCES',
  'WORKERS',
  'WORKER_CONCURRENCY',
  'DRAIN_MS',
  'LOG_LEVEL',
] as const;

/** Their values. */
export type Settings = ReturnType<typeof readSettings<(typeof installationSettings)[number]>>;

/** The sources to which an installation with these settings sends requests. */
export const sourcesOf = (settings: Settings) =>
  enabledSources(keysOf(settings), SourcePreference.parse(settings.PRICE_SOURCES));

/** The log of what happens at the start. */
export const openUpLog = ({ logsDir }: Installation, { LOG_LEVEL: level }: Settings): Log =>
  createLog({ module: 'up', level, file: path.join(logsDir, 'up.log') });

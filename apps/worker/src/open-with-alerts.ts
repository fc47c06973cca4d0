import { type EnvironmentChannels, type HeartbeatUrls, keepEnvironmentChannels, openAlerts } from '@tickermill/alerts';
import { PipelineError } from '@tickermill/core';
import { consumeEvents, type EngineWorker, openWorker } from '@tickermill/engine';
import type { SettingValues } from '@tickermill/runtime';
import { usualSources } from './usual-sources.ts';

/** How often it is looked whether the database is there. */
const databaseLookMs = 15_000;

/** How alerts reach people. */
export interface AlertSettings {
  /** Where people reach this installation. */
  readonly publicUrl: string | undefined;
  /** Whether channels may be in private networks. */
  readonly allowPrivate: boolean;
  readonly channels: EnvironmentChannels;
  readonly heartbeat: HeartbeatUrls;
  readonly keepDays: number;
}

type AlertSettingKey =
  | 'PUBLIC_URL'
  | 'ALERT_PRIVATE_ADDRESSES'
  | 'ALERTS_KEEP_DAYS'
  | 'ALERT_TELEGRAM_TOKEN'
  | 'ALERT_TELEGRAM_CHAT'
  | 'ALERT_WEBHOOK_URL'
  | 'ALERT_WEBHOOK_KEY'
  | 'HEARTBEAT_URL'
  | 'HEARTBEAT_SCHEDULER_URL';

/**
 * The settings of alerts, of those of a worker.
 * @throws {PipelineError} `CONFIG_INVALID` where a bot has no chat, or a chat no bot.
 */
export function alertSettings(settings: SettingValues<AlertSettingKey>): AlertSettings {
  const { ALERT_TELEGRAM_TOKEN: token, ALERT_TELEGRAM_CHAT: chat, ALERT_WEBHOOK_URL: url } = settings;
  if ((token === undefined) !== (chat === undefined))
    throw new PipelineError('CONFIG_INVALID', 'ALERT_TELEGRAM_TOKEN and ALERT_TELEGRAM_CHAT: one needs the other.');
  return {
    publicUrl: settings.PUBLIC_URL,
    allowPrivate: settings.ALERT_PRIVATE_ADDRESSES === 'allowed',
    channels: {
      ...(token !== undefined && chat !== undefined ? { telegram: { token, chat } } : {}),
      ...(url === undefined ? {} : { webhook: { url, key: settings.ALERT_WEBHOOK_KEY } }),
    },
    keepDays: settings.ALERTS_KEEP_DAYS,
    heartbeat: { chainUrl: settings.HEARTBEAT_URL, schedulerUrl: settings.HEARTBEAT_SCHEDULER_URL },
  };
}

/** Starts the engine with the alerts of its events: their chores run among its own. */
export async function openWithAlerts(
  options: Parameters<typeof openWorker>[0],
  { channels, ...settings }: AlertSettings,
): Promise<EngineWorker> {
  const { store, log, name: holder, now } = options;
  await keepEnvironmentChannels({ store, now }, channels);
  const sourcesOf = usualSources(options.upstream.keys ?? {}, options.pricePreference ?? null);
  const alerts = openAlerts({ ...settings, store, log, now, sourcesOf });
  const engine = await openWorker({
    ...options,
    chores: (deps) => [...(options.chores?.(deps) ?? []), ...alerts.chores],
  }).catch((error) => {
    alerts.close();
    throw error;
  });
  const consumers = [consumeEvents({ store, log, name: 'alerts', holder, wants: alerts.wants, handle: alerts.handle })];
  if (alerts.heartbeat) consumers.push(consumeEvents({ store, log, name: 'heartbeat', holder, ...alerts.heartbeat }));
  let looking: Promise<void> | null = null;
  const timer = setInterval(() => {
    looking ??= alerts.database.look().finally(() => {
      looking = null;
    });
  }, databaseLookMs);
  return {
    ...engine,
    async stop(drainMs) {
      clearInterval(timer);
      alerts.stop();
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await looking;
      await engine.stop(drainMs);
      alerts.close();
    },
  };
}

import { openAlerts } from '@tickermill/alerts';
import { collectors } from '@tickermill/collectors';
import { consumeEvents, type EngineWorker, openWorker } from '@tickermill/engine';

/** How alerts reach people. */
export interface AlertSettings {
  /** Where people reach this installation. */
  readonly publicUrl: string | undefined;
  /** Whether channels may be in private networks. */
  readonly allowPrivate: boolean;
}

/** Starts the engine with the alerts of its events: their chores run among its own. */
export async function openWithAlerts(
  options: Parameters<typeof openWorker>[0],
  settings: AlertSettings,
): Promise<EngineWorker> {
  const { store, log, name, now } = options;
  const alerts = openAlerts({ ...settings, store, log, now, sourcesOf: preferredSource });
  const engine = await openWorker({
    ...options,
    chores: (deps) => [...(options.chores?.(deps) ?? []), ...alerts.chores],
  });
  const { wants, handle } = alerts;
  const consumer = consumeEvents({ store, log, name: 'alerts', holder: name, wants, handle });
  return {
    ...engine,
    async stop(drainMs) {
      await consumer.stop();
      await engine.stop(drainMs);
      alerts.close();
    },
  };
}

/** Of a chain of sources the preferred one: that its fallback is shut does not explain what went wrong. */
const preferredSource = (dataset: string) =>
  collectors
    .filter((each) => each.dataset === dataset)
    .slice(0, 1)
    .map(({ source }) => source);

import { openChannelTests } from '@tickermill/alerts';
import { PipelineError } from '@tickermill/core';
import { openQueues, prepareQueues, toQueueBackend } from '@tickermill/engine';
import { dataFolder, readFeatureFlags } from '@tickermill/runtime';
import { openMetrics } from '@tickermill/runtime/metrics';
import { announceReady, localAddress, runService } from '@tickermill/runtime/service';
import { openStore, pingDatabaseServer } from '@tickermill/store';
import { agreeOn } from '@tickermill/store/fleet';
import { openPasswords } from './accounts/passwords.ts';
import { createApp } from './app.ts';
import { openEventHub } from './events/hub.ts';

const hourMs = 3_600_000;

const settingKeys = [
  ...(['DATABASE_URL', 'REDIS_URL', 'REDIS_PREFIX', 'API_PORT', 'API_TOKEN', 'SOURCES'] as const),
  ...(['TICKERMILL_HOME', 'LISTEN_HOST', 'METRICS_TOKEN', 'DISK_PAUSE_PERCENT'] as const),
  ...(['PUBLIC_URL', 'TRUST_PROXY', 'SESSION_HOURS', 'SESSION_IDLE_HOURS', 'ALERT_PRIVATE_ADDRESSES'] as const),
];

await runService({ module: 'api', settings: settingKeys }, async ({ settings, log, onStop }) => {
  const { DATABASE_URL: url, API_TOKEN: token } = settings;
  if (!url) throw new PipelineError('CONFIG_INVALID', 'DATABASE_URL: the API needs the Postgres of its installation.');
  if (!token) throw new PipelineError('CONFIG_INVALID', 'API_TOKEN: the API needs the token that it is to ask for.');
  const store = openStore({ url });
  onStop('store', () => store.close());
  await pingDatabaseServer(store.sql);
  await agreeOn(store.db, 'sources', settings.SOURCES);
  const backend = toQueueBackend(url, settings);
  await agreeOn(store.db, 'queue-backend', backend.kind);
  await prepareQueues(backend, log);
  const queues = openQueues({ backend, log });
  onStop('queues', () => queues.close());
  const web = {
    publicUrl: settings.PUBLIC_URL,
    listenHost: settings.LISTEN_HOST,
    trustProxy: settings.TRUST_PROXY,
    sessionMs: settings.SESSION_HOURS * hourMs,
    sessionIdleMs: settings.SESSION_IDLE_HOURS * hourMs,
  };
  const metrics = openMetrics('api');
  const events = openEventHub({ store, log });
  const channelTests = openChannelTests({
    store,
    now: () => new Date(),
    allowPrivate: settings.ALERT_PRIVATE_ADDRESSES === 'allowed',
  });
  onStop('alert channels', channelTests.close);
  const app = createApp({
    store,
    queues,
    events,
    testAlertChannel: channelTests.test,
    metrics,
    now: () => new Date(),
    mode: settings.SOURCES,
    token,
    flags: readFeatureFlags(),
    web,
    passwords: openPasswords(),
    log,
    disk: { folder: dataFolder(settings.TICKERMILL_HOME), pausePercent: settings.DISK_PAUSE_PERCENT },
    metricsToken: settings.METRICS_TOKEN,
  });
  const server = await new Promise<ReturnType<typeof app.listen>>((resolve, reject) => {
    const listening = app.listen(settings.API_PORT, settings.LISTEN_HOST, (error?: Error) =>
      error ? reject(error) : resolve(listening),
    );
  });
  onStop('server', () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(() => done()));
  });
  onStop('events', () => events.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : settings.API_PORT;
  log.info('listening', { port });
  announceReady({ url: localAddress(settings.LISTEN_HOST, port) });
});

import { PipelineError } from '@tickermill/core';
import { openQueues, prepareQueues } from '@tickermill/engine';
import { announceReady, createLog, readSettings, runService } from '@tickermill/runtime';
import { agreeOnSources, openStore } from '@tickermill/store';
import { createApp } from './app.ts';

const settings = readSettings(['DATABASE_URL', 'API_PORT', 'API_TOKEN', 'SOURCES', 'LOG_LEVEL', 'LOG_FILE']);
const log = createLog({ module: 'api', level: settings.LOG_LEVEL, file: settings.LOG_FILE });

await runService(log, async ({ onStop }) => {
  const { DATABASE_URL: url, API_TOKEN: token } = settings;
  if (!url) throw new PipelineError('CONFIG_INVALID', 'DATABASE_URL: the API needs the Postgres of its installation.');
  if (!token) throw new PipelineError('CONFIG_INVALID', 'API_TOKEN: the API needs the token that it is to ask for.');
  await prepareQueues(url);
  const store = openStore({ url });
  onStop('store', () => store.close());
  await agreeOnSources(store.db, settings.SOURCES);
  const queues = openQueues({ url, log });
  onStop('queues', () => queues.close());
  const app = createApp({ store, queues, now: () => new Date(), mode: settings.SOURCES, token, log });
  const server = await new Promise<ReturnType<typeof app.listen>>((resolve, reject) => {
    const listening = app.listen(settings.API_PORT, '127.0.0.1', (error?: Error) =>
      error ? reject(error) : resolve(listening),
    );
  });
  onStop('server', () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(() => done()));
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : settings.API_PORT;
  log.info('listening', { port });
  announceReady({ url: `http://127.0.0.1:${port}` });
});

import { createServer } from 'node:net';
import path from 'node:path';
import { defaultWatchlist, PipelineError, type RunView, StatusResponse, TrackResponse } from '@tickermill/core';
import {
  createLog,
  type Installation,
  type Lifetime,
  openInstallation,
  productVersion,
  readSettings,
  runService,
} from '@tickermill/runtime';
import { migrate, openEmbeddedPostgres } from '@tickermill/store';
import { Command } from 'commander';
import { type ApiClient, apiAt } from '../api-client.ts';
import { startChild } from '../child-process.ts';
import { followRun } from '../progress.ts';
import { bold, counted, dim, duration, green, red, say, step, yellow } from '../terminal.ts';

const settingKeys = [
  'DATABASE_URL',
  'TICKERMILL_HOME',
  'API_PORT',
  'SOURCES',
  'UPSTREAM_GATEWAY',
  'SEC_USER_AGENT',
  'LOG_LEVEL',
] as const;

/** `tickermill up`: everything on this machine in one process tree, until Ctrl-C. */
export function upCommand(): Command {
  return new Command('up')
    .description('Start everything on this machine: Postgres, the sandbox, the API and a worker. Ctrl-C stops it.')
    .action(async () => {
      const settings = readSettings(settingKeys);
      const installation = openInstallation(settings.TICKERMILL_HOME);
      const log = createLog({
        module: 'up',
        level: settings.LOG_LEVEL,
        file: path.join(installation.logsDir, 'up.log'),
      });
      const running = installation.running();
      if (running) {
        throw new PipelineError(
          'ALREADY_RUNNING',
          `This installation already runs at ${running.url} (process ${running.pid}).`,
        );
      }
      await runService(log, async (lifetime) => {
        say(`\n  ${bold('Tickermill')} ${productVersion}\n`);
        const api = await start(settings, installation, lifetime);
        say();
        if (settings.SOURCES === 'sandbox') {
          say(
            `  ${yellow('This is sandbox data:')} real wire formats, invented values. Nothing leaves this machine.\n`,
          );
        }
        await firstRun(api);
        await summarise(api, installation);
      });
    });
}

async function start(
  settings: ReturnType<typeof readSettings<(typeof settingKeys)[number]>>,
  installation: Installation,
  { onStop }: Lifetime,
): Promise<ApiClient> {
  const home = path.relative(process.cwd(), installation.dir) || installation.dir;
  onStop('message', () => say(`  ${green('✓')} stopped; the data stays in ${home}`));
  let url = settings.DATABASE_URL;
  if (!url) {
    const postgres = await step(
      'Postgres',
      () => openEmbeddedPostgres({ dataDir: installation.postgresDir }),
      ({ dataDir }) => path.relative(process.cwd(), dataDir),
    );
    onStop('Postgres', () => postgres.stop());
    url = postgres.url;
  }
  const databaseUrl = url;
  const silent = createLog({
    module: 'migrate',
    level: settings.LOG_LEVEL,
    file: path.join(installation.logsDir, 'up.log'),
  });
  await step(
    'migrations',
    () => migrate(databaseUrl, silent),
    (applied) => (applied.length > 0 ? `${applied.length} applied` : 'up to date'),
  );

  const child = (name: string, environment: Record<string, string | undefined>) =>
    startChild({
      name,
      onStop,
      environment: { ...environment, LOG_FILE: path.join(installation.logsDir, `${name}.log`) },
    });
  let gateway = settings.UPSTREAM_GATEWAY;
  if (settings.SOURCES === 'sandbox' && !gateway) {
    gateway = await step(
      'sandbox',
      () => child('sandbox', {}),
      (at) => `${at}  in place of the SEC`,
    );
  }
  const token = installation.token();
  const port = (await isFree(settings.API_PORT)) ? settings.API_PORT : 0;
  const shared = { DATABASE_URL: databaseUrl, SOURCES: settings.SOURCES };
  const apiUrl = await step(
    'API',
    () => child('api', { ...shared, API_PORT: String(port), API_TOKEN: token }),
    (at) => at,
  );
  installation.claim(apiUrl);
  onStop('claim', () => installation.release());
  await step('worker', () =>
    child('worker', { ...shared, UPSTREAM_GATEWAY: gateway, SEC_USER_AGENT: settings.SEC_USER_AGENT }),
  );
  onStop('message', () => say(`\n  stopping …`));
  return apiAt(apiUrl, token);
}

/** Tracks the default watchlist where nothing is tracked yet, and follows what is still being collected. */
async function firstRun(api: ApiClient): Promise<void> {
  const { tracked_tickers, runs } = await api.ask('GET', 'status', StatusResponse);
  let runId = runs.find(({ finished_at }) => finished_at === null)?.id ?? null;
  if (tracked_tickers === 0) {
    say(`  First start: tracking a default watchlist of ${defaultWatchlist.length} tickers.`);
    const answer = await api.ask('POST', 'watchlists/default/items', TrackResponse, {
      body: { tickers: defaultWatchlist },
    });
    runId = answer.run_id;
  }
  if (runId === null) return;
  const run = await followRun(api, runId, 'insider trades');
  for (const line of describeRun(run)) say(line);
  say();
}

function describeRun({ state, dataset, report }: RunView): string[] {
  const mark = state === 'done' ? green('✓') : state === 'failed' ? red('✗') : yellow('!');
  const { targets_by_state: states } = report;
  const failed = (states['failed'] ?? 0) + (states['gone'] ?? 0);
  return [
    `  ${mark} ${dataset}: ${counted(report.targets, 'target')} asked in ${counted(report.requests, 'request')} and ${duration(report.duration_ms)}: ` +
      `${counted(report.found, 'filing')} found, ${counted(report.created, 'trade')} stored, ${failed} failed, ${states['partial'] ?? 0} partial`,
    ...report.failed
      .slice(0, 5)
      .map(({ tickers, target, code, message }) => `      ${tickers.join(', ') || target}: ${code}: ${message}`),
  ];
}

async function summarise(api: ApiClient, installation: Installation): Promise<void> {
  const { insider_trades: stored, tracked_tickers } = await api.ask('GET', 'status', StatusResponse);
  const home = path.relative(process.cwd(), installation.dir) || installation.dir;
  say(
    `  ${bold('In Postgres:')} ${counted(stored.filings, 'filing')}, ${counted(stored.trades, 'trade')}, ` +
      `${counted(stored.holdings, 'holding')} of ${counted(stored.insiders, 'insider')}; ${counted(tracked_tickers, 'ticker')} tracked\n`,
  );
  say(`  Where to look   ${api.url}/health/ready`);
  say(`                  ${path.join(home, 'logs')}${path.sep}   ${dim('what each process did')}`);
  say(`  Try next        npx tickermill status`);
  say(`                  npx tickermill scrape AAPL --days-back 90`);
  say(`\n  Ctrl-C stops everything.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

import { addDays, tradingCalendar } from '@tickermill/core';
import { checks, runChecks } from '@tickermill/quality';
import { openStore } from '@tickermill/store';
import { openOwnPostgres, silentLog, startApp, until, withDatabase } from '@tickermill/testkit';
import { type Browser, chromium } from 'playwright-core';
import { fillPrices, tickers } from './invented-prices.ts';
import { fillTrades, size } from './invented-trades.ts';
import { latenciesOf, openLoop, percentile, type Target } from './load.ts';
import type { Options } from './options.ts';
import { print, report } from './result.ts';
import { keepTabOpen } from './tab-day.ts';

const token = 'a token of the benches, of thirty-two letters and more';
const ratePerSecond = 50;
const seconds = 30;
const aloneRequests = 100;
const views = 10;
const patienceMs = 10 * 60_000;

/** The lists of the dashboard that grow with the universe, as its pages ask for them. */
const lists = [
  'tickers?limit=50',
  'tickers?limit=50&page=100',
  'tickers/lagging?limit=50',
  'tickers/missing-dates?limit=50',
  'fetch/errors?limit=50',
  'qa/failures?limit=50',
  'qa/findings?limit=50',
  'runs?limit=50',
  'runs/1/targets?limit=50',
  'runs/1/targets?state=failed&limit=50',
  'instruments?limit=50',
  'watchlists/bench/items?limit=50',
  'insider-trades?limit=50',
  'insider-trades?sort=-value&min_value=100000&limit=50',
  'insider-trades?ticker=B1&limit=50',
  'dead-letters?limit=50',
  'scheduler/jobs?own=true&limit=200',
  'alerts?limit=50',
];

/**
 * The dashboard of 6,000 tickers with two years of prices and a million trades: what its overview requests, at a steady
 * rate; its lists; how soon a browser may use it, beside an empty page of the same server; a tab that stays open for a day.
 */
export async function dashboard({ backend, ...options }: Options): Promise<void> {
  if (backend !== 'postgres') {
    print('dashboard: it asks no queue; measured with the queues in Postgres alone');
    return;
  }
  const figure = (metric: string, value: number, unit: string) =>
    report({ bench: 'dashboard', metric, value, unit, backend, workers: 0 });
  const postgres = await openOwnPostgres();
  try {
    await fill(postgres.url);
    const environment = { DATABASE_URL: postgres.url, API_TOKEN: token, API_PORT: '0', LOG_LEVEL: 'warn' };
    const api = await startApp('api', environment);
    const browser = await openChromium();
    try {
      const headers = { authorization: `Bearer ${token}` };
      const target = { origin: api.url, headers };
      await latenciesOf(target, ['/api/v1/insider-trades/stats']);
      await until('the totals to be counted', () => isCounted(postgres.url), { withinMs: patienceMs });
      await withDatabase(postgres.url, (client) => client.query('VACUUM ANALYZE'));

      const asked = await requestsOfOverview(browser, target);
      print(`dashboard: the overview requests ${asked.join(', ')}`);
      figure('overview_requests', asked.length, 'requests');
      await measureLoad('overview', target, asked);
      const heaviest = await measureLists(target);
      print(`dashboard: the heaviest list is ${heaviest}`);
      await measureLoad('heaviest_list', target, [heaviest]);

      for (const [name, path, isReady] of [
        ['empty_page', '/health/live', `document.readyState === 'complete'`],
        ['overview_interactive', '/', `document.querySelectorAll('[data-figure][data-count] a').length === 7`],
      ] as const) {
        const times = await viewsOf(browser, target, path, isReady);
        for (const rank of [50, 100]) figure(`${name}_${nameOf(rank)}_ms`, percentile(times, rank), 'ms');
      }
      const day = await keepTabOpen(browser, target);
      figure('tab_day_memory_mb', day.memoryMb, 'MB');
      figure('tab_day_memory_first_mb', day.firstMb, 'MB');
      figure('tab_day_requests', day.requests, 'requests');
      figure('tab_day_streams', day.streams, 'requests');
    } finally {
      await browser.close();
      await api.stop();
    }
  } finally {
    await postgres.close();
  }

  async function measureLoad(name: string, target: Target, paths: readonly string[]): Promise<void> {
    const pathAt = (number: number) => paths[number % paths.length] ?? '';
    const load = await openLoop(target, pathAt, { ratePerSecond, seconds: options.seconds ?? seconds });
    for (const rank of [50, 99, 100]) figure(`${name}_${nameOf(rank)}_ms`, percentile(load, rank), 'ms');
  }

  /** Each list alone, one request after the other; returns the path of the one that takes longest. */
  async function measureLists(target: Target): Promise<string> {
    let heaviest = { path: '', ms: 0 };
    for (const list of lists) {
      const path = `/api/v1/${list}`;
      const [first = 0] = await latenciesOf(target, [path]);
      const times = await latenciesOf(target, Array<string>(aloneRequests).fill(path));
      const [middle, high] = [50, 99].map((rank) => percentile(times, rank));
      print(`dashboard: ${list}: first ${first.toFixed(1)}, p50 ${middle?.toFixed(1)}, p99 ${high?.toFixed(1)} ms`);
      if (middle !== undefined && middle > heaviest.ms) heaviest = { path, ms: middle };
    }
    return heaviest.path;
  }
}

const nameOf = (rank: number) => (rank === 100 ? 'max' : `p${rank}`);

const openChromium = () =>
  chromium.launch({
    executablePath: process.env['TESTKIT_CHROMIUM'] ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run'],
  });

async function fill(url: string): Promise<void> {
  print(`dashboard: inventing ${size.trades} trades`);
  await fillTrades(url);
  const today = new Date().toISOString().slice(0, 10);
  const days = tradingCalendar('XNYS').tradingDaysBetween(addDays(today, -730), addDays(today, -1));
  print(`dashboard: storing ${tickers} tickers with ${days.length} sessions`);
  await fillPrices(url, days);
  await withDatabase(url, (client) => client.query(aNight));
  const store = openStore({ url });
  try {
    print('dashboard: running the checks');
    for (const { id } of checks)
      await runChecks({ store, log: silentLog, now: () => new Date() }, { runId: null, checkIds: [id], whole: true });
  } finally {
    await store.close();
  }
}

/** The run of last night: of a hundred tickers three failed, and one is a dead letter. */
const aNight = `
  WITH run AS (
    INSERT INTO runs (id, dataset, trigger, request, state, created_at, finished_at, told_at)
    VALUES (1, 'daily-prices', 'schedule', '{}', 'partial', now() - interval '8 hours', now() - interval '7 hours', now()) RETURNING id
  ), targets AS (
    INSERT INTO run_targets (run_id, dataset, target, target_kind, tickers, state, found, created, error_code, error_message, finished_at)
    SELECT run.id, 'daily-prices', s.instrument_id::text, 'instrument', ARRAY[s.symbol],
      CASE WHEN s.instrument_id % 100 < 3 THEN 'failed' ELSE 'done' END, 1, 1,
      CASE WHEN s.instrument_id % 100 < 3 THEN 'HTTP_5XX' END, CASE WHEN s.instrument_id % 100 < 3 THEN 'it answered so' END,
      now() - interval '7 hours'
    FROM run, symbols s)
  INSERT INTO dead_letters (dataset, target, target_kind, error_code, error_message, failed_on, created_at)
  SELECT 'daily-prices', instrument_id::text, 'instrument', 'GONE', 'it is not known',
    ARRAY[current_date - 3, current_date - 2, current_date - 1], now() - interval '7 hours'
  FROM symbols WHERE instrument_id % 100 = 0`;

function isCounted(url: string): Promise<boolean> {
  return withDatabase(url, async (client) => {
    const { rows } = await client.query<{ stale: boolean }>('SELECT EXISTS (SELECT FROM stale_trade_totals) AS stale');
    return rows[0]?.stale === false;
  });
}

/** The paths that the overview requests of the API, with their queries, the stream of events left out. */
async function requestsOfOverview(browser: Browser, { origin, headers }: Target): Promise<string[]> {
  const context = await browser.newContext({ baseURL: origin, extraHTTPHeaders: { ...headers } });
  const page = await context.newPage();
  const asked = new Set<string>();
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith('/api/') && pathname !== '/api/v1/events') asked.add(pathname + search);
  });
  await page.goto('/');
  await page.locator('[data-figure][data-count]').nth(6).waitFor();
  await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' });
  await context.close();
  return [...asked];
}

/**
 * Milliseconds from the navigation until the page shows what it is for and answers to a press, each time in a browser that
 * has nothing of it in its cache.
 */
async function viewsOf(
  browser: Browser,
  { origin, headers }: Target,
  path: string,
  isReady: string,
): Promise<number[]> {
  const times: number[] = [];
  for (let number = 0; number < views; number++) {
    const context = await browser.newContext({ baseURL: origin, extraHTTPHeaders: { ...headers } });
    const page = await context.newPage();
    await page.goto(path, { waitUntil: 'commit' });
    // A task after a frame: nothing that runs before it would keep a press waiting.
    const taken = await page.evaluate<number>(`new Promise((resolve) => {
      const look = () => ${isReady} ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))) : requestAnimationFrame(look);
      look();
    })`);
    times.push(taken);
    await context.close();
  }
  return times;
}

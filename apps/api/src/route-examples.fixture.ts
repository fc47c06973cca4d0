import { createRun } from '@tickermill/store';
import type { ServedApi } from './served-api.fixture.ts';

/** What a route is asked, and the status that it answers then. */
export interface RouteExample {
  readonly status: number;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const dataset = 'insider-trades';

/**
 * Prepares a world in which each route has something to say, and returns an example of each, by the id of the route.
 * A route without one fails the tests that go over all of them.
 */
export async function makeRouteExamples({ store, askJson }: ServedApi): Promise<Record<string, RouteExample>> {
  await askJson('POST', 'watchlists/default/items', { tickers: ['AAPL', 'MSFT'] });
  const request = { tickers: ['AAPL'], params: {}, force: false };
  const newRun = async () => String(await createRun(store.db, { dataset, trigger: 'manual', request }));
  const scheduleOf = (ticker: string) => ({ dataset, ticker, cron: '30 2 * * *', zone: 'America/New_York' });
  const schedule = String((await askJson('POST', 'scheduler/jobs', scheduleOf('MSFT'))).body['id']);
  const letter = await store.db.deadLetter.create({
    data: {
      ...{ dataset, target: '0000320193', errorCode: 'GONE', errorMessage: 'no' },
      failedOn: [new Date('2026-11-01')],
    },
  });
  const run = await newRun();
  const source = { id: 'sec-edgar' };
  return {
    getStatus: { status: 200 },
    getSchedulerStatus: { status: 200 },
    startScheduler: { status: 200 },
    stopScheduler: { status: 200 },
    listSchedules: { status: 200, query: { ticker: 'AAPL', limit: '5' } },
    addSchedule: { status: 201, body: scheduleOf('AAPL') },
    getSchedule: { status: 200, params: { id: schedule } },
    changeSchedule: { status: 200, params: { id: schedule }, body: { enabled: false } },
    removeSchedule: { status: 204, params: { id: schedule } },
    scrapeTicker: { status: 202, params: { ticker: 'AAPL' } },
    scrapeAll: { status: 200, query: { dry_run: 'true' } },
    listRuns: { status: 200, query: { ticker: 'AAPL' } },
    getRun: { status: 200, params: { id: run } },
    getRunReport: { status: 200, params: { id: run } },
    listRunTargets: { status: 200, params: { id: run } },
    pauseRun: { status: 200, params: { id: run } },
    resumeRun: { status: 200, params: { id: run } },
    cancelRun: { status: 202, params: { id: await newRun() } },
    trackTickers: { status: 200, params: { name: 'mine' }, body: { tickers: ['MSFT'] } },
    listDeadLetters: { status: 200 },
    reviveDeadLetter: { status: 200, params: { id: String(letter.id) } },
    listSources: { status: 200 },
    changeSource: { status: 200, params: source, body: { pace: { requests: 4, per_ms: 1_000 } } },
    pauseSource: { status: 200, params: source },
    resumeSource: { status: 200, params: source },
  };
}

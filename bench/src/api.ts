import { openOwnPostgres, startApp, until, withDatabase } from '@tickermill/testkit';
import { askBeside } from './beside.ts';
import { exportTrades } from './export.ts';
import { fillTrades, size } from './invented-trades.ts';
import { closedLoop, latenciesOf, openLoop, percentile } from './load.ts';
import type { Options } from './options.ts';
import { print, report } from './result.ts';

const token = 'a token of the benches, of thirty-two letters and more';
const ratePerSecond = 50;
const seconds = 30;
const closedSeconds = 10;
const connections = 16;
const patienceMs = 10 * 60_000;

/** The most expensive lists, and the most frequent one; numbers are drawn from the companies in turn. */
const lists = [
  () => 'insider-trades',
  () => 'insider-trades?page=100',
  () => 'insider-trades?sort=-value&min_value=100000&limit=100',
  () => 'insider-trades?sort=-filed_at&role=officer',
  () => 'insider-trades?code=P&from=2024-01-01&to=2024-12-31',
  () => 'insider-trades?owner=casis',
  (number: number) => `insider-trades?ticker=B${1 + ((number * 37) % size.issuers)}`,
];
const statistics = [
  ...['ticker', 'insider', 'code', 'month'].flatMap((group) => [
    () => `insider-trades/stats?group_by=${group}`,
    () => `insider-trades/stats?group_by=${group}&code=P&sort=-value_net`,
  ]),
  (number: number) => `insider-trades/stats?group_by=insider&ticker=B${100 + ((number * 37) % (size.issuers - 100))}`,
];
/** A sum over trades: a window of a month. Measured apart, as it costs what its trades cost. */
const window = () => 'insider-trades/stats?group_by=ticker&from=2025-03-01&to=2025-03-31';

/**
 * The reading API over a million trades: latency at a steady rate, and the highest throughput, beside an empty route.
 */
export async function api({ backend, ...options }: Options): Promise<void> {
  if (backend !== 'postgres') {
    print('api: reading asks no queue; measured with the queues in Postgres alone');
    return;
  }
  const figure = (metric: string, value: number, unit: string) =>
    report({ bench: 'api', metric, value, unit, backend, workers: 0 });
  const postgres = await openOwnPostgres();
  try {
    print(`api: inventing ${size.trades} trades in ${size.filings} filings`);
    await fillTrades(postgres.url);
    const environment = { DATABASE_URL: postgres.url, API_TOKEN: token, API_PORT: '0', LOG_LEVEL: 'warn' };
    const service = await startApp('api', environment);
    try {
      const target = { origin: service.url, headers: { authorization: `Bearer ${token}` } };
      const at = (question: (number: number) => string) => (number: number) => `/api/v1/${question(number)}`;
      const began = performance.now();
      // The first request has the changes counted; until then every answer is summed from the trades.
      const [first] = await latenciesOf(target, [at(() => 'insider-trades/stats')(0)]);
      figure('statistics_uncounted_ms', first ?? Number.NaN, 'ms');
      await until('the totals to be counted', () => isCounted(postgres.url), { withinMs: patienceMs });
      figure('count_totals_seconds', (performance.now() - began) / 1_000, 's');
      await withDatabase(postgres.url, (client) => client.query('VACUUM ANALYZE'));
      if (options.beside) {
        const beside = await askBeside(target, options.seconds ?? seconds);
        for (const rank of [50, 99, 100]) {
          const of = rank === 100 ? 'max' : `p${rank}`;
          figure(`beside_status_${of}_ms`, percentile(beside.statusMs, rank), 'ms');
          figure(`beside_health_${of}_ms`, percentile(beside.healthMs, rank), 'ms');
        }
        figure('beside_memory_peak_mb', beside.memoryPeakMb, 'MB');
        figure('beside_exports', beside.exports[200] ?? 0, 'exports');
        figure('beside_exports_refused', beside.exports[503] ?? 0, 'exports');
        figure('beside_streams', beside.streams[200] ?? 0, 'streams');
        figure('beside_imports', beside.imports, 'imports');
        return;
      }

      for (const [name, questions] of [
        ['list', lists],
        ['statistics', statistics],
        ['statistics_of_a_month', [window]],
      ] as const) {
        const paths = questions.map(at);
        for (const [index, path] of paths.entries()) {
          const alone = await latenciesOf(
            target,
            Array.from({ length: 20 }, (_, number) => path(number)),
          );
          print(`api: ${questions[index]?.(0)}: ${percentile(alone, 50).toFixed(1)} ms, one by one`);
        }
        const rate = name === 'statistics_of_a_month' ? 2 : ratePerSecond;
        const pathAt = (number: number) => paths[number % paths.length]?.(number) ?? '';
        const load = await openLoop(target, pathAt, { ratePerSecond: rate, seconds: options.seconds ?? seconds });
        figure(`${name}_requests_per_second`, load.length / (options.seconds ?? seconds), '1/s');
        for (const rank of [50, 95, 99, 100])
          figure(`${name}_${rank === 100 ? 'max' : `p${rank}`}_ms`, percentile(load, rank), 'ms');
      }
      for (const [name, accept] of Object.entries({ csv: 'text/csv', ndjson: 'application/x-ndjson' })) {
        const { rows, seconds: taken, memoryBefore, memoryPeak } = await exportTrades(target, accept);
        figure(`${name}_rows`, rows, 'rows');
        figure(`${name}_rows_per_second`, rows / taken, 'rows/s');
        figure(`${name}_memory_before_mb`, memoryBefore / 1e6, 'MB');
        figure(`${name}_memory_peak_mb`, memoryPeak / 1e6, 'MB');
      }
      const most = async (name: string, pathAt: (number: number) => string) =>
        figure(
          `${name}_most_per_second`,
          await closedLoop(target, pathAt, { connections, seconds: closedSeconds }),
          '1/s',
        );
      await most('empty_route', () => '/health/live');
      await most('list', (number) => at(lists[number % lists.length] ?? window)(number));
      await most('statistics', (number) => at(statistics[number % statistics.length] ?? window)(number));
    } finally {
      await service.stop();
    }
  } finally {
    await postgres.close();
  }
}

function isCounted(url: string): Promise<boolean> {
  return withDatabase(url, async (client) => {
    const { rows } = await client.query<{ stale: boolean }>('SELECT EXISTS (SELECT FROM stale_trade_totals) AS stale');
    return rows[0]?.stale === false;
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { openRig, type Rig, until, withDatabase } from '@tickermill/testkit';
import type { Options } from './options.ts';
import { profiled, profilesOf } from './profile.ts';
import { print, report } from './result.ts';

const tickers = 10_000;
const patienceMs = 5 * 60_000;
/** Between a change of the group and its next slot there is time to register all of it. */
const aheadMs = 100_000;
const minuteMs = 60_000;
const yearly = '0 0 1 1 *';

interface Status {
  readonly queues: readonly { readonly name: string; readonly delayed: number }[];
}

/** Ten thousand tickers: how long until each has its repeatable job, and how long from a slot of all to its planned run. */
export async function schedules({ backend, ...options }: Options): Promise<void> {
  const workers = options.workers ?? 1;
  const rig = await openRig({
    backend,
    workers,
    environment: { LOG_LEVEL: 'warn' },
    workerEnvironment: profiled,
  });
  try {
    const figure = (metric: string, value: number, unit: string) =>
      report({ bench: 'schedules', metric, value, unit, backend, workers });
    // A rig stands still, so that nothing falls due that a bench did not ask for.
    await rig.ask('POST', '/api/v1/scheduler/start');
    await insertTickers(rig);
    print(`${backend}, ${workers} workers: registering ${tickers} schedules`);
    const began = performance.now();
    await setGroup(rig, yearly);
    await untilRegistered(rig);
    figure('register_seconds', (performance.now() - began) / 1_000, 's');

    const due = new Date(Math.ceil((Date.now() + aheadMs) / minuteMs) * minuteMs);
    await setGroup(rig, `${due.getUTCMinutes()} ${due.getUTCHours()} * * *`);
    print(`${backend}, ${workers} workers: ${tickers} fall due at ${due.toISOString()}`);
    await sleep(due.getTime() - Date.now() - 1_000);
    await profilesOf(rig); // the lag is that since the last look
    const run = await until('the run to be planned', () => plannedRun(rig, due), { withinMs: patienceMs });
    figure('plan_seconds', run.seconds, 's');
    figure('planned_targets', run.targets, 'targets');
    figure('loop_lag_p99_ms', Math.max(...(await profilesOf(rig)).map(({ loopLagP99Ms }) => loopLagP99Ms)), 'ms');
  } finally {
    await rig.close();
  }
}

/** Companies that are in no list, tracked without being requested at once. */
function insertTickers(rig: Rig): Promise<unknown> {
  return withDatabase(rig.postgres.url, (client) =>
    client.query(
      `WITH list AS (INSERT INTO watchlists (name) VALUES ('bench') RETURNING id),
         company AS (
           INSERT INTO instruments (name, cik, listing_source)
           SELECT 'Company ' || n, lpad((9000000000 + n)::text, 10, '0'), 'bench' FROM generate_series(1, $1::int) n RETURNING id),
         named AS (INSERT INTO symbols (instrument_id, symbol, valid_from) SELECT id, 'T' || id, '2020-01-01' FROM company)
       INSERT INTO watchlist_items (watchlist_id, instrument_id) SELECT list.id, company.id FROM list, company`,
      [tickers],
    ),
  );
}

/** Gives the group of insider trades, which comes before its tickers, other times. */
async function setGroup(rig: Rig, cron: string): Promise<void> {
  const { items } = await rig.ask<{ items: { id: string }[] }>(
    'GET',
    '/api/v1/scheduler/jobs?dataset=insider-trades&limit=1',
  );
  await rig.ask('PATCH', `/api/v1/scheduler/jobs/${items[0]?.id}`, { cron, zone: 'UTC' });
}

function untilRegistered(rig: Rig): Promise<boolean> {
  const isRegistered = async () => {
    const { queues } = await rig.ask<Status>('GET', '/api/v1/scheduler/status');
    return (queues.find(({ name }) => name === 'schedule')?.delayed ?? 0) >= tickers;
  };
  return until('all schedules to be registered', isRegistered, { withinMs: patienceMs });
}

/** The run of the slot once it is planned: how long after the slot, and how many targets. */
function plannedRun(rig: Rig, due: Date): Promise<{ seconds: number; targets: number } | undefined> {
  return withDatabase(rig.postgres.url, async (client) => {
    const { rows } = await client.query<{ seconds: number; targets: number }>(
      `SELECT extract(epoch FROM planned_at - due_at)::float AS seconds,
         (SELECT count(*)::int FROM run_targets WHERE run_id = runs.id) AS targets
       FROM runs WHERE due_at = $1 AND planned_at IS NOT NULL`,
      [due],
    );
    return rows[0];
  });
}

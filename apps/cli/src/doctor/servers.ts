import { toPipelineError } from '@tickermill/core';
import { inspectRedis } from '@tickermill/engine';
import { inspectDatabase, type Store } from '@tickermill/store';
import type { ReportedWorker } from '@tickermill/store/fleet';
import { type Check, checkClock, failed, ok, skipped, warning } from './check.ts';

const oldestPostgres = 16;

interface Meant {
  readonly sources: 'sandbox' | 'live';
  readonly queueBackend: 'redis' | 'postgres';
  /** The installation runs, so that workers should live. */
  readonly isRunning: boolean;
}

/** Whether Postgres answers, is new enough, agrees on the time and what it holds, and what lives of the installation. */
export async function checkDatabase(store: Store, meant: Meant, now: () => Date): Promise<Check[]> {
  try {
    await inspectDatabase(store); // the first question opens the connection; the time is taken by the second
    const asked = now().getTime();
    const facts = await inspectDatabase(store);
    const skew = (asked + now().getTime()) / 2 - facts.now.getTime();
    return [
      facts.major >= oldestPostgres
        ? ok('Postgres', facts.version)
        : failed('Postgres', `${facts.version} is too old`, `Move to Postgres ${oldestPostgres} or newer.`),
      checkClock('clock', 'Postgres', skew),
      ...checkContent(facts.ours, meant),
    ];
  } catch (error) {
    // A name with several addresses fails with a list and has no message of its own.
    const { message, code } = error as Error & { code?: string };
    const todo = 'Start Postgres, or correct DATABASE_URL.';
    return [failed('Postgres', `does not answer: ${message || code}`, todo)];
  }
}

type Ours = Awaited<ReturnType<typeof inspectDatabase>>['ours'];

function checkContent(ours: Ours, meant: Meant): Check[] {
  if (!ours) {
    return [warning('migrations', 'there is nothing of Tickermill in this database yet', '"npm start" makes it.')];
  }
  const { misfit, migrations, workers, reports, openFindings } = ours;
  const disagreement = disagreementOf(ours, meant);
  return [
    misfit === null
      ? ok('migrations', `${migrations} applied, all of this build`)
      : failed(
          'migrations',
          misfit.message,
          misfit.unknown.length > 0
            ? 'Run the newer build that migrated it; workers of this one wait.'
            : '"npm start" of this build applies them; its workers wait until then.',
        ),
    disagreement ?? ok('agreement', `${meant.sources} data, queue in ${nameOf(meant.queueBackend)}`),
    workers.length > 0 ? ok('workers', `${workers.length} alive: ${workers.join(', ')}`) : noWorker(meant.isRunning),
    ...reports.flatMap(checkMachine),
    ...(openFindings > 0
      ? [
          warning(
            'lists of companies',
            `${openFindings} finding${openFindings === 1 ? '' : 's'} that nobody has marked as seen`,
            'See them with "tickermill findings"; "tickermill findings seen" marks them.',
          ),
        ]
      : []),
  ];
}

/** The machine of a worker, as that reported it: only what is wrong. */
function checkMachine({ worker, clockAheadMs, clockWrongSince, ...disk }: ReportedWorker): Check[] {
  const seconds = Math.round(Math.abs(clockAheadMs) / 1_000);
  const free = `${((100 * disk.diskFreeBytes) / Math.max(1, disk.diskTotalBytes)).toFixed(1)} % free`;
  return [
    ...(clockWrongSince
      ? [
          failed(
            'clock of a worker',
            `${worker} is ${seconds} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} Postgres and takes no ticks`,
            'Have the clock of its machine kept by NTP (timedatectl set-ntp true).',
          ),
        ]
      : []),
    ...(disk.diskLowSince
      ? [
          failed(
            'disk of a worker',
            `${free} where ${worker} keeps its data: all sources are paused`,
            'Free space there; sources resume by themselves (DISK_PAUSE_PERCENT).',
          ),
        ]
      : []),
  ];
}

function noWorker(isRunning: boolean): Check {
  if (!isRunning) return skipped('workers', 'none is alive');
  const todo = 'See worker.log in the data directory; "npm run worker" starts one more.';
  return failed('workers', 'none is alive, although the installation runs', todo);
}

const nameOf = (backend: string) => (backend === 'redis' ? 'Redis' : 'Postgres');

function disagreementOf({ sources, queueBackend }: NonNullable<Ours>, meant: Meant): Check | null {
  if (sources !== null && sources !== meant.sources) {
    return failed(
      'agreement',
      `this database holds ${sources} data, and SOURCES is ${meant.sources}`,
      'Name another place with TICKERMILL_HOME or DATABASE_URL, or set SOURCES as it was.',
    );
  }
  if (queueBackend !== null && queueBackend !== meant.queueBackend) {
    return failed(
      'agreement',
      `the queue is in ${nameOf(queueBackend)}, and REDIS_URL is ${meant.queueBackend === 'redis' ? 'set' : 'not set'}`,
      `Set REDIS_URL as it was, or move the queue: tickermill config queue-backend ${meant.queueBackend}`,
    );
  }
  return null;
}

/** Whether Redis answers, is new enough, throws nothing away, and keeps what it holds over a restart. */
export async function checkQueueServer(url: string | undefined): Promise<Check[]> {
  if (!url) return [skipped('Redis', 'not used: the queue is in Postgres')];
  try {
    const { version, policy, isAppendOnly } = await inspectRedis(url);
    const unsaid = 'See that it is noeviction, in redis.conf or among the parameters of a managed Redis.';
    return [
      policy === undefined
        ? warning('Redis', `${version}; does not say its maxmemory-policy`, unsaid)
        : ok('Redis', `${version}, ${policy}`),
      isAppendOnly
        ? ok('Redis persistence', 'append-only file')
        : warning(
            'Redis persistence',
            isAppendOnly === undefined ? 'it does not say whether it keeps a file' : 'it keeps no append-only file',
            'Set "appendonly yes". Without it a restart forgets the queue, and the ledger fills it again within a minute.',
          ),
    ];
  } catch (error) {
    const { message, entry } = toPipelineError(error);
    return [failed('Redis', message, entry.action)];
  }
}

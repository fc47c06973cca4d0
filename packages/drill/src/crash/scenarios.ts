// The ways of breaking an installation, each with its promise, for drills and crash tests.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend, Rig } from '../rig.ts';
import { withDatabase } from '../with-database.ts';
import type { Draws } from './draws.ts';

/** How much is broken, and how soon it has to be well again. */
export interface CrashSize {
  /** Whose filings are brought meanwhile: some twenty documents of each. */
  readonly companies: number;
  /** How often what is killed again and again is. */
  readonly kills: number;
  /** The promise: the installation has recovered so soon after the last fault. */
  readonly recoverMs: number;
}

/** What an operator is promised. */
export const wholeCrash: CrashSize = { companies: 24, kills: 20, recoverMs: 60_000 };

/** What is done to a run, and what of the installation it takes. */
export interface Scenario {
  readonly name: string;
  /** What must hold despite the faults. */
  readonly promise: string;
  readonly backends: readonly Backend[];
  /** Share of the documents that are stored when it begins, drawn between these. */
  readonly from: readonly [low: number, high: number];
  /** Does the damage and returns how often. Stops when the run has ended. */
  damage(rig: Rig, draws: Draws, isOver: () => Promise<boolean>, kills: number): Promise<number>;
  /**
   * It strikes as often as the size of the crash demands, not once: fewer strikes before the run ends would prove
   * nothing.
   */
  readonly isRepeated?: true;
  /** The run may end before it does: what it breaks is not all of what works. */
  readonly mayOutlast?: true;
}

const both: readonly Backend[] = ['redis', 'postgres'];
const middle = [0.2, 0.6] as const;

/** Length of the block that a sandbox begins, and of the silence that it is answered with: settings of every rig. */
export const banMs = 1_500;
export const quietMs = 3_000;

const killWorkers: Scenario = {
  name: 'kill-workers',
  promise: 'loses and doubles nothing when workers are killed again and again',
  backends: both,
  from: [0, 0.05],
  isRepeated: true,
  async damage({ workers }, draws, isOver, kills) {
    let killed = 0;
    while (killed < kills && !(await isOver())) {
      await sleep(draws.between(50, 500));
      const victim = draws.pick(workers);
      if (!victim.current()) continue;
      await victim.kill();
      killed += 1;
    }
    return killed;
  },
};

const flushQueue: Scenario = {
  name: 'flush-queue',
  promise: 'brings back what was in a queue that was flushed',
  backends: both,
  from: middle,
  async damage({ redis, postgres }) {
    if (redis) await redis.flush();
    else await withDatabase(postgres.url, truncateQueues);
    return 1;
  },
};

/** All that BullMQ keeps in Postgres, save which of its migrations were applied. */
async function truncateQueues(client: { query(sql: string): Promise<{ rows: { name: string }[] }> }): Promise<void> {
  const { rows } = await client.query(
    `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
     WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'`,
  );
  const truncate = `TRUNCATE ${rows.map(({ name }) => name).join(', ')}`;
  for (let tried = 1; ; tried++) {
    try {
      await client.query(truncate);
      return;
    } catch (error) {
      // It locks every table, and the workers lock them in an order of their own: one of them has to step back.
      if ((error as { code?: string }).code !== deadlockDetected || tried === maxTries) throw error;
    }
  }
}

const deadlockDetected = '40P01';
const maxTries = 5;

const restartRedis: Scenario = {
  name: 'restart-redis',
  promise: 'brings back what a Redis forgot that was killed',
  backends: ['redis'],
  from: middle,
  async damage({ redis }, draws) {
    await redis?.stop('SIGKILL');
    await sleep(draws.between(200, 3_000));
    await redis?.start();
    return 1;
  },
};

const restartPostgres: Scenario = {
  name: 'restart-postgres',
  promise: 'goes on when Postgres was restarted',
  backends: both,
  from: middle,
  async damage({ postgres }, draws) {
    await postgres.restart(draws.pick(['fast', 'immediate']), draws.between(200, 3_000));
    return 1;
  },
};

const ban: Scenario = {
  name: 'ban',
  promise: 'waits out a block page without asking into it',
  backends: both,
  from: middle,
  async damage(rig) {
    const fault = JSON.stringify({ host: '*', kind: 'ban', for: banMs });
    await rig.askSandbox('faults', { method: 'PUT', body: fault });
    return 1;
  },
};

/** Everything that may go wrong and must cost nothing but time. */
export const scenarios: readonly Scenario[] = [killWorkers, flushQueue, restartRedis, restartPostgres, ban];

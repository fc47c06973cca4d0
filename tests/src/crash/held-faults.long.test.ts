import { setTimeout as sleep } from 'node:timers/promises';
import {
  crash,
  needRedis,
  openCrashRig,
  type Rig,
  type Scenario,
  takeConnections,
  until,
  withDatabase,
} from '@tickermill/testkit';
import { expect } from 'chai';

const seed = 1;
const size = { companies: 8, kills: 1, recoverMs: 120_000 };
const usual = { backends: ['redis'], from: [0.1, 0.3] } as const;

/** Sessions of others that are frozen within a transaction. */
const frozenSessions = `
  SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND state = 'idle in transaction' AND state_change < clock_timestamp() - interval '300 ms'`;

/** Companies that are odd on purpose are listed first; of the others each fault has its own. */
const special = 34;
const spacing = 16;
/** More than a connection to Redis may owe an answer. */
const longerThanSilenceMs = 32_000;
/** Calls that were made at once when tracking was tried. */
const calls = 949;

const rows = <T extends object>({ postgres }: Rig, sql: string): Promise<T[]> =>
  withDatabase(postgres.url, async (client) => (await client.query<T>(sql)).rows);

const held: readonly Scenario[] = [
  {
    ...usual,
    name: 'frozen-worker',
    promise: 'gives up a worker that is frozen within a transaction, with its locks, and takes it back',
    mayOutlast: true,
    async damage(rig, draws) {
      for (;;) {
        const pid = draws.pick(rig.workers).current()?.pid;
        if (!pid) continue;
        process.kill(pid, 'SIGSTOP');
        try {
          await sleep(400);
          if ((await rows(rig, frozenSessions)).length === 0) continue;
          await until('its transaction to be ended', async () => (await rows(rig, frozenSessions)).length === 0);
          return 1;
        } finally {
          process.kill(pid, 'SIGCONT');
          await sleep(50);
        }
      }
    },
  },
  {
    ...usual,
    name: 'frozen-api',
    promise: 'works on while the API is frozen, which answers again as soon as it runs on',
    mayOutlast: true,
    async damage(rig) {
      const pid = rig.api.current()?.pid ?? 0;
      process.kill(pid, 'SIGSTOP');
      // Longer than any connection of it may be idle within a transaction.
      await sleep(longerThanSilenceMs);
      process.kill(pid, 'SIGCONT');
      await rig.ask('GET', '/api/v1/status');
      return 1;
    },
  },
  {
    ...usual,
    name: 'frozen-redis',
    promise: 'waits out a Redis that is frozen for longer than any answer may take',
    async damage({ redis }) {
      const pid = redis?.pid() ?? 0;
      process.kill(pid, 'SIGSTOP');
      await sleep(longerThanSilenceMs);
      process.kill(pid, 'SIGCONT');
      return 1;
    },
  },
  {
    ...usual,
    name: 'full-redis',
    promise: 'waits out a Redis that takes nothing more',
    async damage({ redis }) {
      expect(await redis?.ask('CONFIG SET maxmemory 1')).to.equal('+OK');
      await sleep(5_000);
      expect(await redis?.ask('CONFIG SET maxmemory 0')).to.equal('+OK');
      return 1;
    },
  },
  {
    ...usual,
    name: 'old-dump',
    promise: 'collects nothing twice when Redis is restored from an old dump',
    from: [0, 0.1],
    async damage({ redis }) {
      expect(await redis?.ask('SAVE')).to.equal('+OK');
      await sleep(800);
      await redis?.stop('SIGKILL');
      await redis?.start();
      return 1;
    },
  },
  {
    ...usual,
    name: 'killed-clients',
    promise: 'works on while the clients of Redis are killed again and again',
    from: [0, 0.05],
    mayOutlast: true,
    async damage({ redis }) {
      for (let nth = 0; nth < 6; nth++) {
        await redis?.ask('CLIENT KILL TYPE normal SKIPME yes');
        await sleep(500);
      }
      return 6;
    },
  },
  {
    ...usual,
    name: 'terminated-backends',
    promise: 'works on while the sessions of Postgres are terminated again and again',
    from: [0, 0.05],
    mayOutlast: true,
    async damage(rig) {
      let ended = 0;
      for (let nth = 0; nth < 8; nth++) {
        const found = await rows(
          rig,
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND datname = current_database()`,
        );
        ended += found.length;
        await sleep(400);
      }
      expect(ended).to.be.above(50);
      return 1;
    },
  },
  {
    ...usual,
    name: 'no-connections',
    promise: 'waits while Postgres has no connection left',
    from: [0, 0.05],
    mayOutlast: true,
    async damage({ postgres }) {
      const giveBack = await takeConnections(postgres.url);
      await sleep(4_000);
      await giveBack();
      return 1;
    },
  },
  {
    ...usual,
    name: 'many-calls',
    promise: `answers ${calls} calls that track and untrack the same tickers at once, none of them with a failure of its own`,
    from: [0, 0.05],
    mayOutlast: true,
    async damage(rig) {
      const tickers = await rig.listedTickers(6);
      const answers = await Promise.all(
        Array.from({ length: calls }, async (_, nth) => {
          const ticker = tickers[nth % tickers.length] ?? '';
          const items = '/api/v1/watchlists/at-once/items';
          const call =
            nth % 2 === 0
              ? rig.ask('POST', items, { tickers: [ticker] })
              : rig.ask('DELETE', `${items}/${encodeURIComponent(ticker)}`);
          return call.then(
            () => 'done',
            (error: Error) => /answered (\d+)/.exec(error.message)?.[1] ?? error.message,
          );
        }),
      );
      const strange = answers.filter((answer) => !['done', '404', '409', '429'].includes(answer));
      expect([...new Set(strange)]).to.deep.equal([]);
      const isOver = async () => (await rows(rig, 'SELECT FROM runs WHERE finished_at IS NULL')).length === 0;
      await until('all that they have asked for', isOver);
      return 1;
    },
  },
];

describe('faults that are held', function () {
  this.timeout(300_000);
  let rig: Rig;
  before(async function () {
    needRedis.call(this);
    rig = await openCrashRig('redis', seed);
  });
  after(() => rig?.close());

  for (const [nth, scenario] of held.entries()) {
    it(scenario.promise, async () => {
      const { problems, lost, doubled } = await crash(rig, scenario, seed, size, special + nth * spacing);
      // What one of many calls has fetched is fresh for the next.
      const wrong = problems.filter((problem) => !/ targets are skipped /.test(problem));
      expect({ wrong, lost, doubled }).to.deep.equal({ wrong: [], lost: 0, doubled: 0 });
    });
  }
});

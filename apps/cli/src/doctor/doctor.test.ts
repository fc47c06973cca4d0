import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore, type Store } from '@tickermill/store';
import { keepWorker } from '@tickermill/store/fleet';
import {
  askSandbox,
  checkout,
  cloneDatabase,
  needRedis,
  openOwnRedis,
  type ScratchDatabase,
  startSandbox,
} from '@tickermill/testkit';
import { expect } from 'chai';
import type { Check } from './check.ts';
import { examine } from './doctor.ts';

const cli = path.join(checkout, 'apps', 'cli', 'bin', 'tickermill.mjs');

/** The sources that need no key: each is asked for one answer. */
const askedSources = [
  ...['sec-edgar', 'yahoo', 'nasdaq-listings', 'euronext-listings', 'lse-listings', 'xetra-listings'],
];

describe('the doctor', () => {
  let database: ScratchDatabase;
  let store: Store;
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  let home: string;

  before(async () => {
    sandbox = await startSandbox({ SANDBOX_TODAY: '2026-11-20' });
  });
  after(() => sandbox?.stop());
  beforeEach(async () => {
    database = await cloneDatabase();
    store = openStore({ url: database.url, connections: 2 });
    home = mkdtempSync(path.join(tmpdir(), 'tickermill-doctor-'));
    await askSandbox(sandbox, 'reset', { method: 'POST' });
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
    rmSync(home, { recursive: true, force: true });
  });

  const settings = () => ({ TICKERMILL_HOME: home, DATABASE_URL: database.url, UPSTREAM_GATEWAY: sandbox.url });

  async function look(environment: Record<string, string> = {}) {
    const checks = await examine({ ...settings(), ...environment });
    const about = (name: string) => checks.find((check) => check.name === name);
    const failures = checks.filter(({ state }) => state === 'failed').map(({ name }) => name);
    return { checks, about, failures };
  }

  /** Runs the command in a process of its own. */
  async function runDoctor(environment: Record<string, string>) {
    const child = spawn(process.execPath, [cli, 'doctor', '--json'], {
      env: { ...process.env, ...settings(), ...environment },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let answered = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      answered += chunk;
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    const { ok, checks } = JSON.parse(answered) as { ok: boolean; checks: Check[] };
    return { code, ok, names: checks.map(({ name }) => name) };
  }
  const requests = async () => {
    return (await askSandbox<{ totals: { requests: number } }>(sandbox, 'stats')).totals.requests;
  };

  it('finds a fit installation fit, and asks each source once, under a permit', async () => {
    await keepWorker(store.db, 'one-1');
    const { checks, about, failures } = await look();
    expect(failures, JSON.stringify(checks)).to.deep.equal([]);
    expect(checks.map(({ name }) => name)).to.include.members([
      'Node.js',
      'data directory',
      'disk',
      'EDGAR calendar',
      'trading calendars',
      'installation',
      'Redis',
      'Postgres',
      'clock',
      'migrations',
      'agreement',
      'workers',
      'alert channels',
      'sec-edgar',
      'sec-edgar clock',
    ]);
    expect(about('workers')?.says).to.equal('1 alive: one-1');
    expect(about('sec-edgar')?.says).to.match(/^answers 200 in \d+ ms/);
    expect(await requests()).to.equal(askedSources.length); // one each
    const permits = await store.db.$queryRaw`SELECT requests::int FROM source_state WHERE source = 'sec-edgar'`;
    expect(permits).to.deep.equal([{ requests: 1 }]);
  });

  it('asks nothing of a source that is quiet, and says until when', async () => {
    await look();
    await store.db.$executeRaw`
      UPDATE source_state SET state = 'quiet', quiet_until = now() + interval '9 min', quiet_reason = 'the block page'`;
    const { failures, about } = await look();
    expect(failures).to.deep.equal([]);
    expect(about('sec-edgar')?.state).to.equal('warning');
    expect(about('sec-edgar')?.says).to.match(
      /^no request was sent: it is quiet until \d{4}-\d\d-\d\dT.*\(the block page\)$/,
    );
    expect(await requests()).to.equal(askedSources.length); // one each
  });

  it('says what to do about everything that is wrong at once, and exits with 1', async () => {
    writeFileSync(path.join(home, 'token'), 'a token', { mode: 0o644 });
    chmodSync(path.join(home, 'token'), 0o644);
    await store.db.$executeRaw`
      INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', '', '2099_newer', now())`;
    await store.db.$executeRaw`INSERT INTO settings (key, value) VALUES ('sources', '"live"')`;
    const wrong = { REDIS_URL: 'redis://:a-secret@127.0.0.1:1' };
    const { failures, about, checks } = await look(wrong);
    const names = checks.map(({ name }) => name);
    expect(await runDoctor(wrong)).to.deep.equal({ code: 1, ok: false, names });
    expect(failures).to.have.members(['data directory', 'Redis', 'migrations', 'agreement']);
    expect(about('data directory')?.todo).to.contain('chmod 600');
    expect(about('migrations')?.says).to.contain('2099_newer');
    expect(about('agreement')?.says).to.contain('holds live data, and SOURCES is sandbox');
    expect(about('sec-edgar')?.state).to.equal('skipped');
    expect(await requests()).to.equal(0);
  });

  it('names a Postgres and a source that do not answer, and no password', async () => {
    const none = await look({ DATABASE_URL: 'postgresql://tickermill:a-secret@127.0.0.1:1/tickermill' });
    expect(none.failures).to.deep.equal(['Postgres']);
    expect(JSON.stringify(none.checks)).not.to.contain('a-secret');
    const cut = await look({ UPSTREAM_GATEWAY: 'http://127.0.0.1:1' });
    expect(cut.failures).to.deep.equal(askedSources);
    expect(cut.about('sec-edgar')?.says).to.contain('CONNECT_FAILED');
  });

  it('wants a name for live use, and a data directory that is one', async () => {
    const live = await look({ SOURCES: 'live' });
    expect(live.failures).to.deep.equal(askedSources);
    expect(live.about('sec-edgar')?.says).to.contain('SEC_USER_AGENT');
    mkdirSync(path.join(home, 'elsewhere'));
    const other = await look({ TICKERMILL_HOME: path.join(home, 'elsewhere'), DATABASE_URL: '' });
    expect(other.failures).to.deep.equal([]);
    expect(other.about('Postgres')?.says).to.contain('not made yet');
  });

  it('knows a Redis that throws keys away from one that does not, and whether it keeps a file', async function () {
    needRedis.call(this);
    const redis = await openOwnRedis({ durable: false });
    try {
      const fit = await look({ REDIS_URL: redis.url });
      expect(fit.failures).to.deep.equal([]);
      expect(fit.about('Redis')?.says).to.match(/^\d+\.\d+\.\d+, noeviction$/);
      expect(fit.about('Redis persistence')).to.include({ state: 'warning', says: 'it keeps no append-only file' });
      await redis.ask('CONFIG SET appendonly yes');
      await redis.ask('CONFIG SET maxmemory-policy allkeys-lru');
      const unfit = await look({ REDIS_URL: redis.url });
      expect(unfit.failures).to.deep.equal(['Redis']);
      expect(unfit.about('Redis')?.says).to.contain('CONFIG SET maxmemory-policy noeviction');
    } finally {
      await redis.close();
    }
  });
});

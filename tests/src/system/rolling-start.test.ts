import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore, type Store, schemaMisfit } from '@tickermill/store';
import { migrate } from '@tickermill/store/postgres';
import { checkout, cloneDatabase, type ScratchDatabase, silentLog, startApp, until } from '@tickermill/testkit';
import { expect } from 'chai';

type App = Awaited<ReturnType<typeof startApp>>;

/** What a newer build would have applied. */
const newer = '20991231000000_of_a_newer_build';

describe('two versions of a worker on one database', () => {
  let database: ScratchDatabase;
  let store: Store;
  let folder: string;
  let logFile: string;
  const started: App[] = [];

  beforeEach(async () => {
    database = await cloneDatabase();
    store = openStore({ url: database.url, connections: 2 });
    folder = mkdtempSync(path.join(tmpdir(), 'tickermill-rolling-'));
    logFile = path.join(folder, 'worker.log');
  });
  afterEach(async () => {
    for (const process of started.splice(0)) await process.stop();
    await store.close();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function startWorker(): Promise<App> {
    const environment = { DATABASE_URL: database.url, LOG_FILE: logFile, UPSTREAM_GATEWAY: 'http://127.0.0.1:1' };
    const worker = await startApp('worker', environment);
    started.push(worker);
    return worker;
  }
  const readiness = async ({ url }: App) => {
    const response = await fetch(`${url}/health/ready`);
    const { checks } = (await response.json()) as { checks: Record<string, { reason?: string }> };
    return { status: response.status, says: checks['schema']?.reason ?? 'the schema fits' };
  };
  const untilReady = (worker: App) =>
    until('the worker to be ready', async () => (await readiness(worker)).status === 200);
  const logged = () => readFileSync(logFile, 'utf8');
  const addMigration = (name: string) =>
    store.db.$executeRaw`
      INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
      VALUES (${name}, '', ${name}, now(), 1)`;

  it('has the older one wait while the schema is newer than it knows, and say so', async () => {
    await addMigration(newer);
    const worker = await startWorker();
    const { status, says } = await readiness(worker);
    expect(status).to.equal(503);
    expect(says).to.equal(`The database has migrations that this build does not know (${newer}).`);
    expect((await fetch(`${worker.url}/health/live`)).status).to.equal(200);
    expect(logged()).to.contain(`"msg":"waiting: ${says}"`).and.not.to.contain('"msg":"working"');

    await store.db.$executeRaw`DELETE FROM _prisma_migrations WHERE migration_name = ${newer}`;
    await untilReady(worker);
    expect(logged()).to.contain('"msg":"working"');
  });

  it('has the newer one wait until the schema has what it needs', async () => {
    const [row] = await store.db.$queryRaw<{ name: string }[]>`
      UPDATE _prisma_migrations SET finished_at = NULL
      WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations) RETURNING migration_name AS name`;
    const worker = await startWorker();
    expect(await readiness(worker)).to.deep.equal({
      status: 503,
      says: `The database lacks migrations that this build needs (${row?.name}).`,
    });
    await store.db.$executeRaw`UPDATE _prisma_migrations SET finished_at = now() WHERE finished_at IS NULL`;
    await untilReady(worker);
  });

  it('has one that is at work put its tasks down when the schema moves on', async () => {
    const worker = await startWorker();
    expect((await readiness(worker)).status).to.equal(200);
    await addMigration(newer);
    await until('it to wait', async () => (await readiness(worker)).says.includes(newer));
    await store.db.$executeRaw`DELETE FROM _prisma_migrations WHERE migration_name = ${newer}`;
    await untilReady(worker);
    expect(logged().match(/"msg":"working"/g)).to.have.length(2);
  });

  it('has the start of an older build refuse, and say what is there', async () => {
    await addMigration(newer);
    const cli = path.join(checkout, 'apps', 'cli', 'bin', 'tickermill.mjs');
    const child = spawn(process.execPath, [cli, 'up'], {
      env: { ...process.env, TICKERMILL_HOME: folder, DATABASE_URL: database.url, API_PORT: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).to.equal(1);
    expect(said).to.contain('SCHEMA_UNFIT: The database has migrations').and.to.contain(newer);
  });

  it('lets the older one work on a migration that says that it may', async () => {
    const migrations = path.join(folder, 'migrations');
    cpSync(path.join(checkout, 'prisma', 'migrations'), migrations, { recursive: true });
    const write = (name: string, sql: string) => {
      mkdirSync(path.join(migrations, name));
      writeFileSync(path.join(migrations, name, 'migration.sql'), sql);
    };
    write(newer, 'CREATE TABLE "one_more" ("id" INT);\n\n-- Older workers may work on it.\n');
    expect(await migrate(database.url, silentLog, { dir: migrations })).to.deep.equal([newer]);
    expect(await schemaMisfit(store.sql)).to.equal(null);
    const worker = await startWorker();
    expect((await readiness(worker)).status).to.equal(200);

    write(`${newer}_again`, 'CREATE TABLE "and_another" ("id" INT);\n');
    await migrate(database.url, silentLog, { dir: migrations });
    expect(await schemaMisfit(store.sql)).to.deep.include({ missing: [], unknown: [`${newer}_again`] });
  });
});

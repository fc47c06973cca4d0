import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PipelineError } from '@tickermill/core';
import { freePort, isAlive, processIdentity } from '@tickermill/runtime/host';
import pg from 'pg';
import { type PostgresUser, postgresBinaries, postgresUser, reachableDataDir } from './binaries.ts';
import { makeProcessLogin, processLogin } from './process-login.ts';

/** A Postgres server of our own that is running. */
export interface EmbeddedPostgres {
  /** Connection string of its database `tickermill`, as the owner of everything in it. */
  readonly url: string;
  /** The place of its files: another than requested if that one is closed to the Postgres user. */
  readonly dataDir: string;
  /** What an earlier crash had left in its way and was removed, in one sentence; null if there was nothing. */
  readonly repair: string | null;
  /**
   * Connection string of processes that read and write rows and do nothing else: as a member of `tickermill_writer`, once
   * the migrations have made that. Its password is another each time.
   */
  openWriter(): Promise<string>;
  /** Resolves when the server has ended, however it did. */
  ended(): Promise<string>;
  /** Starts a server that has ended again, where it was. @throws {PipelineError} `POSTGRES_FAILED`. */
  startAgain(): Promise<void>;
  /** Waits for open transactions to be rolled back and the files to be whole. */
  stop(): Promise<void>;
}

const startTimeoutMs = 120_000;
/** How often it is looked whether a server still runs that may not be a child of this process. */
const watchEveryMs = 500;
const database = 'tickermill';
/** Tests open thousands of connections: the iterations of their passwords were a fifth of what one costs. */
const cheapPasswords = ['--set=scram_iterations=1'];

/**
 * Starts the Postgres that comes with Tickermill, on loopback only, creating its files first where there are none.
 * A server left over from a process that died is taken over. `durable: false` trades crash safety for speed, for tests.
 * @throws {PipelineError} `POSTGRES_FAILED` with the last lines of its log.
 */
export async function openEmbeddedPostgres({
  dataDir: wanted,
  durable = true,
  connections = 200,
}: {
  dataDir: string;
  durable?: boolean;
  /** How many it allows at a time; not changed of one that is taken over. */
  connections?: number;
}): Promise<EmbeddedPostgres> {
  const user = postgresUser();
  const dataDir = reachableDataDir(path.resolve(wanted), user);
  const binaries = postgresBinaries(user);
  if (!existsSync(path.join(dataDir, 'PG_VERSION'))) initialise(binaries, dataDir, user, durable);
  const password = readFileSync(path.join(dataDir, 'tickermill.password'), 'utf8').trim();
  const urlAt = (port: number, name: string, user = `tickermill:${password}`) =>
    `postgresql://${user}@127.0.0.1:${port}/${name}`;

  const { left, repair } = await takeOver(dataDir);
  const port = left?.port ?? (await freePort(rememberedPort(dataDir)));
  let pid = left?.pid ?? 0;
  async function startAgain(): Promise<void> {
    pid = start(binaries, dataDir, user, port, { durable, connections });
    await untilReady(urlAt(port, 'postgres'), pid, dataDir);
    writeFileSync(identityFile(dataDir), processIdentity(pid) ?? '');
  }
  if (left) await untilReady(urlAt(port, 'postgres'), pid, dataDir);
  else await startAgain();
  writeFileSync(path.join(dataDir, 'tickermill.port'), String(port));
  await createDatabase(urlAt(port, 'postgres'));
  return {
    url: urlAt(port, database),
    dataDir,
    repair,
    async openWriter() {
      const writerPassword = randomBytes(24).toString('hex');
      await makeProcessLogin(urlAt(port, database), writerPassword);
      return urlAt(port, database, `${processLogin}:${writerPassword}`);
    },
    async ended() {
      while (isAlive(pid)) await sleep(watchEveryMs);
      return 'its process is gone';
    },
    startAgain,
    stop: () => stop(pid),
  };
}

/** Whether there are files of an embedded Postgres, and whether it runs now; changes nothing. */
export function findEmbeddedPostgres(wanted: string): 'none' | 'stopped' | 'running' {
  const dataDir = reachableDataDir(path.resolve(wanted), postgresUser());
  if (!existsSync(path.join(dataDir, 'PG_VERSION'))) return 'none';
  return recordedServer(dataDir) ? 'running' : 'stopped';
}

function initialise(binaries: string, dataDir: string, user: PostgresUser | null, durable: boolean): void {
  mkdirSync(path.dirname(dataDir), { recursive: true });
  mkdirSync(dataDir, { mode: 0o700 });
  const passwordFile = path.join(path.dirname(dataDir), `.password-${process.pid}`);
  const password = randomBytes(24).toString('hex');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const place of [dataDir, passwordFile]) chownSync(place, user.uid, user.gid);
  const args = ['-D', dataDir, '-U', 'tickermill', `--pwfile=${passwordFile}`];
  const made = spawnSync(
    path.join(binaries, 'initdb'),
    [
      ...args,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
      ...(durable ? [] : cheapPasswords),
    ],
    { ...user, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
  );
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) {
    rmSync(dataDir, { recursive: true, force: true });
    throw new PipelineError('POSTGRES_FAILED', `initdb failed: ${made.error?.message ?? made.stderr.trim()}`);
  }
  const kept = path.join(dataDir, 'tickermill.password');
  writeFileSync(kept, password, { mode: 0o600 });
  chmodSync(kept, 0o600);
}

/** A backend maps every buffer that it touches: with few of them a connection costs a quarter less. */
const disposable = ['shared_buffers=16MB', 'fsync=off', 'full_page_writes=off', 'synchronous_commit=off'];

/** Where it is kept when the server that was started last did so: its pid may be another program's by now. */
const identityFile = (dataDir: string) => path.join(dataDir, 'tickermill.identity');

interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Its start time is that of our record, so that it needs no other proof. */
  readonly isProven: boolean;
}

/** A server that outlived the process that started it, from the file that Postgres itself keeps. */
function recordedServer(dataDir: string): RunningServer | null {
  const file = path.join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!(pid > 0 && port > 0 && isAlive(pid))) return null;
  // A build before 2026-12 recorded no identity.
  const identity = existsSync(identityFile(dataDir)) ? readFileSync(identityFile(dataDir), 'utf8') : null;
  const isProven = identity === processIdentity(pid);
  return identity === null || isProven ? { pid, port, isProven } : null;
}

/**
 * Takes a server over that was left running. A lock file whose pid is another program's is removed: Postgres looks at the
 * pid alone and would refuse to start.
 */
async function takeOver(dataDir: string): Promise<{ left: RunningServer | null; repair: string | null }> {
  const recorded = recordedServer(dataDir);
  if (recorded && (recorded.isProven || (await isListening(recorded.port)))) return { left: recorded, repair: null };
  const file = path.join(dataDir, 'postmaster.pid');
  const pid = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : 0;
  if (!(pid > 0 && isAlive(pid))) return { left: null, repair: null };
  rmSync(file);
  return { left: null, repair: `postmaster.pid named process ${pid}, which is another program, and was removed` };
}

function isListening(port: number): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

function rememberedPort(dataDir: string): number {
  const file = path.join(dataDir, 'tickermill.port');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

/** In a process group of its own, so that Ctrl-C in a terminal stops our processes first and the database last. */
function start(
  binaries: string,
  dataDir: string,
  user: PostgresUser | null,
  port: number,
  { durable, connections }: { durable: boolean; connections: number },
): number {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `max_connections=${connections}`,
    'timezone=UTC',
    'log_timezone=UTC',
    ...(durable ? ['shared_buffers=256MB'] : disposable),
  ];
  const log = openSync(path.join(dataDir, 'tickermill.log'), 'a', 0o600);
  const server = spawn(
    path.join(binaries, 'postgres'),
    ['-D', dataDir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, detached: true, stdio: ['ignore', log, log], env: { ...process.env, LC_ALL: 'C' } },
  );
  server.unref();
  if (server.pid === undefined) throw new PipelineError('POSTGRES_FAILED', 'The postgres program could not be run.');
  return server.pid;
}

async function untilReady(url: string, pid: number, dataDir: string): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch (cause) {
      if (!isAlive(pid) || performance.now() > deadline) {
        const log = readFileSync(path.join(dataDir, 'tickermill.log'), 'utf8').trim().split('\n').slice(-5).join('\n');
        throw new PipelineError('POSTGRES_FAILED', `Postgres did not start:\n${log}`, { cause });
      }
      await sleep(25);
    } finally {
      await client.end();
    }
  }
}

const createDatabase = (url: string): Promise<void> =>
  withClient(url, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  });

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function stop(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT'); // Postgres' fast shutdown
  while (isAlive(pid)) await sleep(20);
}

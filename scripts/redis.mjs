// A Redis server for the tests, without root and without installing it: the one on the PATH, else the one inside three
// Debian packages, unpacked into the cache of the user. "node scripts/redis.mjs" prints its path. Only built-ins of Node.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The server is `redis-check-rdb` of redis-tools under another name: its Lua and all else are inside it. */
const packages = ['redis-tools', 'libjemalloc2', 'liblzf1'];
const limitMs = 120_000;

/** There is no Redis here. The message is for a person: why, and what to do. */
export class NoRedis extends Error {}

/**
 * The path of a redis-server that runs here, fetched where none is installed.
 * @throws {NoRedis}
 */
export async function findRedis() {
  const installed = (process.env.PATH ?? '').split(path.delimiter).map((dir) => path.join(dir, 'redis-server'));
  for (const server of [...installed, ...caches.map(serverIn)]) {
    if (existsSync(server) && (await runs(server))) return server;
  }
  return fetchRedis();
}

/** Which one it is, for a person. */
export const describeRedis = (server) =>
  caches.map(serverIn).includes(server) ? `from Debian's packages: ${server}` : `installed: ${server}`;

/** A user without a home of his own keeps it in the checkout. */
const caches = [
  path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'tickermill'),
  fileURLToPath(new URL('../.tickermill/cache', import.meta.url)),
];
const serverIn = (cache) => path.join(cache, 'redis', 'redis-server');
const runs = (server) =>
  run(server, ['--version']).then(
    (said) => said.includes('Redis server'),
    () => false,
  );

async function fetchRedis() {
  const remedy =
    'Install Redis 6.2 or newer (apt-get install redis-server, brew install redis) and run the command again.';
  if (process.platform !== 'linux' || !(await run('apt-get', ['--version']).catch(() => false))) {
    throw new NoRedis(`There is no redis-server on the PATH. ${remedy}`);
  }
  const cache = caches.find(isWritable);
  if (!cache) throw new NoRedis(`There is no redis-server on the PATH, and no folder to keep one in. ${remedy}`);
  // Made aside and renamed when whole: two test runs may fetch at once, and a fetch may be cut short.
  const aside = mkdtempSync(path.join(cache, 'redis-'));
  try {
    await download(aside);
    const server = serverIn(aside);
    if (!(await runs(server))) throw new Error('The server that was fetched does not run here.');
    const place = path.join(cache, 'redis');
    rmSync(place, { recursive: true, force: true });
    renameSync(path.join(aside, 'redis'), place);
    return serverIn(cache);
  } catch (error) {
    throw new NoRedis(`There is no redis-server on the PATH, and none could be fetched: ${error.message}\n${remedy}`);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Lists of its own: needs neither root nor an earlier "apt-get update". */
async function download(dir) {
  const at = (...parts) => path.join(dir, ...parts);
  for (const place of ['lists/partial', 'archives/partial', 'debs', 'root', 'redis/bin', 'redis/lib']) {
    mkdirSync(at(place), { recursive: true });
  }
  const options = [
    `Dir::State::lists=${at('lists')}`,
    `Dir::Cache=${dir}`,
    'Dir::State::status=/var/lib/dpkg/status',
    'Acquire::http::Timeout=20',
    'APT::Sandbox::User=',
  ].flatMap((option) => ['-o', option]);
  await run('apt-get', [...options, 'update', '-qq']);
  await run('apt-get', [...options, 'download', '-qq', ...packages], { cwd: at('debs') });
  for (const file of readdirSync(at('debs'))) await run('dpkg', ['-x', at('debs', file), at('root')]);
  cpSync(at('root/usr/bin/redis-check-rdb'), at('redis/bin/redis-server'));
  for (const entry of readdirSync(at('root/usr/lib'), { recursive: true })) {
    if (/\.so(\.\d+)*$/.test(entry)) {
      cpSync(at('root/usr/lib', entry), at('redis/lib', path.basename(entry)), { verbatimSymlinks: true });
    }
  }
  const start = [
    '#!/bin/sh',
    'here=$(cd "$(dirname "$0")" && pwd)',
    'LD_LIBRARY_PATH="$here/lib" exec "$here/bin/redis-server" "$@"',
  ];
  writeFileSync(at('redis/redis-server'), `${start.join('\n')}\n`);
  chmodSync(at('redis/redis-server'), 0o755);
}

function isWritable(dir) {
  try {
    mkdirSync(dir, { recursive: true });
    rmSync(mkdtempSync(path.join(dir, '.try-')), { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/** Resolves to what a program said; rejects with the end of it. */
function run(program, args, { cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve(said);
      else
        reject(
          new Error(`"${program} ${args.at(-1)}" failed (${code ?? 'it took too long'}): ${said.trim().slice(-500)}`),
        );
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(await findRedis());
  } catch (error) {
    if (!(error instanceof NoRedis)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

// The folders of a run of tests, and what is left of runs that were killed: each run has a name, which its folders bear and
// its processes have in their environment, so that all of it can be found and ended. Only built-ins of Node.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { killProcessesOf, startOf } from './processes.mjs';

const memory = '/dev/shm';
const prefix = 'tickermill-test-';
/** Ten times what a whole run was seen to take. */
const memoryBytes = 2 * 2 ** 30;

/**
 * Opens the folders of a run: one for its temporary files, one in memory where this machine has some to spare. `close`
 * ends every process of the run that still lives and removes both; should this process be killed, a guard does.
 */
export async function openRunFolders() {
  await sweep();
  const name = prefix + randomBytes(6).toString('hex');
  const own = [tmpdir(), ...(hasMemory() ? [memory] : [])].map((place) => path.join(place, name));
  const owner = JSON.stringify({ pid: process.pid, start: startOf(process.pid) });
  for (const folder of own) {
    mkdirSync(folder);
    chmodSync(folder, 0o755); // root's Postgres runs as another user
    writeFileSync(path.join(folder, 'owner.json'), owner);
  }
  const guard = openGuard(name);
  return {
    /** For the processes of the run. A run within a run is of both. */
    environment: {
      TMPDIR: own[0],
      TESTKIT_MEMORY_FOLDER: own[1] ?? '',
      TESTKIT_RUN: [process.env.TESTKIT_RUN, name].filter(Boolean).join(':'),
    },
    async close() {
      await remove(name);
      await guard.end();
    },
  };
}

/** Removes what runs have left whose owner is dead, and ends their processes. */
async function sweep() {
  const names = new Set(places().flatMap((place) => readdirSync(place).filter((entry) => entry.startsWith(prefix))));
  for (const name of names) if (isAbandoned(name)) await remove(name);
}

const places = () => [tmpdir(), memory].filter((place) => existsSync(place));

function isAbandoned(name) {
  for (const place of places()) {
    try {
      const { pid, start } = JSON.parse(readFileSync(path.join(place, name, 'owner.json'), 'utf8'));
      return startOf(pid) !== start;
    } catch {
      // not there, or being made this moment
    }
  }
  return false;
}

async function remove(name) {
  await killProcessesOf(name);
  for (const place of places()) rmSync(path.join(place, name), { recursive: true, force: true });
}

/**
 * A shell that reads a pipe of ours, which ends when we do, however that comes about; in a session of its own. `end` resolves
 * once it is gone: it is the last process of the run, and nothing of a run is left.
 */
function openGuard(name) {
  // `read` belongs to the shell: a program that it started would outlive it for a moment.
  const script = 'read -r nothing; exec "$0" "$1" "$2"';
  const guard = spawn('/bin/sh', ['-c', script, process.execPath, fileURLToPath(import.meta.url), name], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.stdin.on('error', () => {}); // it was killed before us
  const gone = new Promise((resolve) => guard.once('exit', resolve));
  guard.unref();
  guard.stdin.unref();
  return {
    end() {
      guard.ref();
      guard.kill('SIGKILL');
      return gone;
    },
  };
}

function hasMemory() {
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return Math.min(bavail * bsize, freemem()) > memoryBytes;
  } catch {
    return false; // another system than Linux, or one that lends none
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await remove(process.argv[2]);

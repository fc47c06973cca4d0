// What this machine says of its processes. Only built-ins of Node: it serves before anything is installed.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

/** When a process began, in units of the system's own; undefined if there is none: a pid alone is given to another one day. */
export function startOf(pid) {
  try {
    if (hasProc) return statOf(pid)[19];
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/**
 * The processes, but this one, that `name` is known of: it stands in their environment or in the path of the folder that they
 * work in. Where there is no /proc: in their command line.
 */
function processesOf(name) {
  const all = hasProc
    ? readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && isOf(entry, name))
    : execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes(name))
        .map((line) => line.trim().split(' ')[0]);
  return all.map(Number).filter((pid) => pid !== process.pid);
}

/** Ends those processes at once, and those that they start meanwhile. */
export async function killProcessesOf(name) {
  for (let round = 0; round < 100; round++) {
    const left = processesOf(name);
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it ended by itself
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Seconds of processor that this process, all that descend from it and those of them that have ended have taken. Linux only. */
export function treeCpuSeconds() {
  if (!hasProc) return 0;
  const children = new Map();
  const ticks = new Map();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = statOf(entry);
      ticks.set(
        Number(entry),
        stat.slice(11, 15).reduce((sum, value) => sum + Number(value), 0),
      );
      const parent = Number(stat[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
    } catch {
      // it ended by itself
    }
  }
  const sum = (pid) => (children.get(pid) ?? []).reduce((total, child) => total + sum(child), ticks.get(pid) ?? 0);
  return sum(process.pid) / 100;
}

/** The fields of /proc/<pid>/stat from the third on: the second, a name, may contain anything. */
function statOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function isOf(pid, name) {
  const has = (read) => {
    try {
      return read().includes(name);
    } catch {
      return false; // it ended by itself, or is another user's
    }
  };
  // Redis and the backends of Postgres write their titles over their environment, but work in their folders.
  return has(() => readFileSync(`/proc/${pid}/environ`, 'latin1')) || has(() => readlinkSync(`/proc/${pid}/cwd`));
}

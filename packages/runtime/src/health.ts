// Readiness checks with a time limit, for the API and the workers.

import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process can serve: each thing that it needs, and why not. */
export interface Health {
  readonly status: 'ready' | 'not ready';
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly reason?: string }>>;
}

/**
 * Something that a process needs: resolves when it works. The reason of a rejection is not exposed, since it may name a
 * server.
 */
export interface Need {
  readonly check: () => Promise<unknown>;
  /** The text reported when it fails. */
  readonly reason: string;
}

/** A readiness check waits no longer than this, ms. */
const patienceMs = 4_000;
/** With less than this share of a disk free, or fewer bytes, nothing more should be written. */
const least = { share: 0.05, bytes: 256 * 1024 * 1024 };

/** Looks at everything that a process needs, at once. */
export async function checkHealth(needs: Readonly<Record<string, Need>>, folder: string): Promise<Health> {
  const found = await Promise.all([
    ...Object.entries(needs).map(async ([name, need]) => [name, await checkNeed(need)] as const),
    (async () => ['disk', await checkDisk(folder)] as const)(),
  ]);
  const isReady = found.every(([, { ok }]) => ok);
  return { status: isReady ? 'ready' : 'not ready', checks: Object.fromEntries(found) };
}

type Check = Health['checks'][string];

async function checkNeed({ check, reason }: Need): Promise<Check> {
  const given = new AbortController();
  const late = sleep(patienceMs, 'late' as const, { signal: given.signal, ref: false }).catch(() => 'late' as const);
  try {
    if ((await Promise.race([check(), late])) === 'late')
      return { ok: false, reason: `${reason} within ${patienceMs} ms` };
    return { ok: true };
  } catch {
    return { ok: false, reason };
  } finally {
    given.abort();
  }
}

async function checkDisk(folder: string): Promise<Check> {
  const { bavail, blocks, bsize } = await statfs(nearest(folder));
  return judgeDisk({ freeBytes: bavail * bsize, totalBytes: blocks * bsize });
}

/** Whether a disk has enough free space. */
export function judgeDisk({ freeBytes, totalBytes }: { freeBytes: number; totalBytes: number }): Check {
  const share = totalBytes === 0 ? 1 : freeBytes / totalBytes;
  if (share >= least.share && freeBytes >= least.bytes) return { ok: true };
  const free = `${(share * 100).toFixed(1)} % free (${Math.floor(freeBytes / 1024 / 1024)} MB)`;
  return {
    ok: false,
    reason: `the disk has ${free}; it needs ${least.share * 100} % and ${least.bytes / 1024 / 1024} MB`,
  };
}

/** The folder, or the first above it that is there: the data directory may not have been made. */
function nearest(folder: string): string {
  return existsSync(folder) || folder === path.dirname(folder) ? folder : nearest(path.dirname(folder));
}

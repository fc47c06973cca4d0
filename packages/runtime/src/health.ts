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
const mb = 1024 ** 2;
/** With fewer bytes free nothing more should be written, however small the disk is. */
const leastBytes = 256 * mb;
/** So much more must be free before a disk that was nearly full counts as roomy: else it would change by the minute. */
const beyond = { percent: 3, bytes: 144 * mb };

/** A disk, and the share of it that must be free. */
export interface DiskOptions {
  readonly folder: string;
  /** 0: any is enough. */
  readonly pausePercent: number;
}

/** Looks at everything that a process needs, at once. */
export async function checkHealth(needs: Readonly<Record<string, Need>>, disk: DiskOptions): Promise<Health> {
  const found = await Promise.all([
    ...Object.entries(needs).map(async ([name, need]) => [name, await checkNeed(need)] as const),
    (async () => ['disk', judgeDisk(await diskSpace(disk.folder), disk.pausePercent)] as const)(),
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

/** The space of a disk. */
export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** The space of the disk that holds a folder, as a process that is not root may use it. */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(nearest(folder));
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** Whether a disk has enough free space: this share of it, and the least bytes. */
export function judgeDisk({ freeBytes, totalBytes }: DiskSpace, pausePercent: number): Check {
  const share = totalBytes === 0 ? 0 : freeBytes / totalBytes;
  if (pausePercent === 0 || hasFree({ freeBytes, totalBytes }, pausePercent, leastBytes)) return { ok: true };
  const free = `${(share * 100).toFixed(1)} % free (${Math.floor(freeBytes / mb)} MB)`;
  return {
    ok: false,
    reason: `the disk has ${free}; it needs ${pausePercent} % and ${leastBytes / mb} MB, and until then sources are paused`,
  };
}

/** How much of a disk must stay free, or sources are paused. */
export const leastFreeBytes = ({ totalBytes }: Pick<DiskSpace, 'totalBytes'>, pausePercent: number): number =>
  pausePercent === 0 ? 0 : Math.max(leastBytes, (totalBytes * pausePercent) / 100);

/** Whether a disk that was nearly full has so much free again that sources may resume. */
export const isRoomy = (space: DiskSpace, pausePercent: number): boolean =>
  pausePercent === 0 || hasFree(space, pausePercent + beyond.percent, leastBytes + beyond.bytes);

const hasFree = ({ freeBytes, totalBytes }: DiskSpace, percent: number, bytes: number) =>
  freeBytes * 100 >= totalBytes * percent && freeBytes >= bytes;

/** The folder, or the first above it that is there: the data directory may not have been made. */
function nearest(folder: string): string {
  return existsSync(folder) || folder === path.dirname(folder) ? folder : nearest(path.dirname(folder));
}

import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { diskSpace, type Installation, judgeDisk } from '@tickermill/runtime';
import { shortPath } from '../terminal.ts';
import { type Check, failed, ok, warning } from './check.ts';

/** With so many points more than pause the sources it is time to act. */
const tightPoints = 5;

/** Node as the libraries need it: 20.19 or newer of 20, 22.12 or newer of 22, and all that came later. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isFit = major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22;
  if (isFit) return ok('Node.js', version);
  return failed('Node.js', `${version} is too old`, 'Install Node.js 20.19 or newer; of 22, 22.12 or newer.');
}

/** How much is free where the data is. */
export async function checkDisk(dir: string, pausePercent: number): Promise<Check> {
  const space = await diskSpace(dir);
  const share = space.totalBytes === 0 ? 0 : space.freeBytes / space.totalBytes;
  const free = `${(space.freeBytes / 1024 ** 3).toFixed(1)} GiB free (${(share * 100).toFixed(1)} %) at ${shortPath(dir)}`;
  const todo = 'Free space there, or move the data directory (TICKERMILL_HOME) to a larger disk.';
  const { ok: isRoomy, reason } = judgeDisk(space, pausePercent);
  if (!isRoomy) return failed('disk', reason ?? free, todo);
  return share * 100 < pausePercent + tightPoints ? warning('disk', free, todo) : ok('disk', free);
}

/** Whether the data directory can be written, and keeps its token to its owner. */
export function checkDataDirectory({ dir, logsDir }: Pick<Installation, 'dir' | 'logsDir'>): Check {
  const name = 'data directory';
  const place = shortPath(dir);
  try {
    mkdirSync(logsDir, { recursive: true });
    for (const folder of [dir, logsDir]) accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return failed(
      name,
      `${place} cannot be written`,
      `Give it to the user that runs Tickermill: chown -R $USER ${dir}`,
    );
  }
  const token = path.join(dir, 'token');
  if (existsSync(token) && process.platform !== 'win32' && (statSync(token).mode & 0o077) !== 0) {
    return failed(name, `the token in ${place} can be read by others`, `Run: chmod 600 ${token}`);
  }
  return ok(name, place);
}

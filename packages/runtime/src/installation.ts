import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PipelineError } from '@tickermill/core';
import { z } from 'zod';
import { isAlive } from './host/processes.ts';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));

/** What a running installation says of itself to the command line. */
const RunningInstallation = z.object({ pid: z.int(), url: z.url().nullable(), startedAt: z.iso.datetime() });
type RunningInstallation = z.infer<typeof RunningInstallation>;

/** The data directory of an installation and the files in it. */
export interface Installation {
  readonly dir: string;
  readonly postgresDir: string;
  readonly logsDir: string;
  /** The token of the local administrator, made when first asked for; readable by its owner alone. */
  token(): string;
  /** The process that runs it now, if one does, and its address once it serves. */
  running(): RunningInstallation | null;
  /** Says that this process runs it, and where once it serves. @throws {PipelineError} `ALREADY_RUNNING` if another does. */
  claim(url: string | null): void;
  release(): void;
}

/** The data directory, whether it is there or not. */
export const dataFolder = (home: string | undefined): string =>
  path.resolve(home ?? path.join(checkout, '.tickermill'));

/** Opens the data directory, making it where there is none. */
export function openInstallation(home: string | undefined): Installation {
  const dir = dataFolder(home);
  const tokenFile = path.join(dir, 'token');
  const runningFile = path.join(dir, 'running.json');
  mkdirSync(path.join(dir, 'logs'), { recursive: true });

  const running = (): RunningInstallation | null => {
    if (!existsSync(runningFile)) return null;
    const parsed = RunningInstallation.safeParse(JSON.parse(readFileSync(runningFile, 'utf8')));
    return parsed.success && isAlive(parsed.data.pid) ? parsed.data : null;
  };
  return {
    dir,
    postgresDir: path.join(dir, 'postgres'),
    logsDir: path.join(dir, 'logs'),
    token() {
      if (!existsSync(tokenFile)) writeFileSync(tokenFile, randomBytes(32).toString('hex'), { mode: 0o600 });
      return readFileSync(tokenFile, 'utf8').trim();
    },
    running,
    claim(url) {
      const other = running();
      if (other && other.pid !== process.pid) {
        const where = other.url ? `at ${other.url} ` : '';
        throw new PipelineError('ALREADY_RUNNING', `This installation already runs ${where}(process ${other.pid}).`);
      }
      const mine: RunningInstallation = { pid: process.pid, url, startedAt: new Date().toISOString() };
      writeFileSync(runningFile, JSON.stringify(mine));
    },
    release: () => rmSync(runningFile, { force: true }),
  };
}

/** The version of this build. */
export const productVersion: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8'))).version;

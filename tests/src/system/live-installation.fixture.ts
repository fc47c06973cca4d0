import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkout, cloneDatabase, type ScratchDatabase, until } from '@tickermill/testkit';
import { type CommandResult, runInProcess } from './run-command.fixture.ts';

const cli = path.join(checkout, 'apps', 'cli', 'bin', 'tickermill.mjs');

/** Who asks the real hosts in these tests: a gateway to the sandbox stands in for them, as a recording proxy would. */
export const operator = 'Jane Doe jane@example.com';
/** What the sandbox behind the gateway shows. */
export const liveWorld = { SANDBOX_SEC_CEILING: '0', SANDBOX_TODAY: '2026-11-20' };

/** Ends once the command has said `what`, or has ended. */
type UntilSaid = (what: string) => Promise<unknown>;

/** An installation that is started for live use, with a database of its own. */
export interface LiveInstallation {
  readonly database: ScratchDatabase;
  /** `tickermill up`, which is stopped at the end of `meanwhile`. */
  start(
    environment: Record<string, string>,
    args: readonly string[],
    meanwhile: (untilSaid: UntilSaid) => Promise<unknown>,
  ): Promise<{ code: unknown; said: string }>;
  /** `tickermill up` that is refused before it starts a process: it runs within this one. */
  refused(environment: Record<string, string>): Promise<CommandResult>;
  remove(): Promise<void>;
}

export async function prepareLiveInstallation(): Promise<LiveInstallation> {
  const home = path.join(tmpdir(), `tickermill-live-${randomBytes(6).toString('hex')}`);
  const database = await cloneDatabase();
  const environmentOf = (more: Record<string, string>) => ({
    ...process.env,
    TICKERMILL_HOME: home,
    DATABASE_URL: database.url,
    API_PORT: '0',
    NO_COLOR: '1',
    SOURCES: 'live',
    ...more,
  });
  return {
    database,
    refused: (environment) => runInProcess(environmentOf(environment), 'up'),
    async start(environment, args, meanwhile) {
      const child = spawn(process.execPath, [cli, 'up', ...args], {
        env: environmentOf(environment),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          said += chunk;
        });
      }
      const ended = new Promise((resolve) => child.once('close', resolve));
      try {
        await meanwhile((what) =>
          until(`${what}, or its end`, () => said.includes(what) || child.exitCode !== null, { withinMs: 180_000 }),
        );
      } finally {
        child.kill('SIGTERM');
      }
      return { code: await ended, said };
    },
    async remove() {
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

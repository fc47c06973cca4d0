import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@tickermill/runtime/host';
import { askRedis } from './ask-redis.ts';
import { until } from './until.ts';

/** A Redis of one's own, which may be flushed or taken down without harm to others. */
export interface OwnRedis {
  readonly url: string;
  /** Loses everything, as an accident would. */
  flush(): Promise<void>;
  /** Its process; 0 while it is down. */
  pid(): number;
  /** Sends one command, its words without spaces, and resolves to the first line of its answer. */
  ask(command: string): Promise<string>;
  /** Takes the server down; what it holds is kept in its files, if it is durable. SIGKILL: as an accident would. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
  /** Stops the server and removes its files. */
  close(): Promise<void>;
}

/** Starts a redis-server on loopback. `durable`: what was written is there after a stop. */
export async function openOwnRedis({
  program,
  durable = true,
}: {
  program: string;
  durable?: boolean;
}): Promise<OwnRedis> {
  const dir = mkdtempSync(path.join(tmpdir(), 'tickermill-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const policy = ['--appendonly', durable ? 'yes' : 'no', '--maxmemory-policy', 'noeviction'];
  let server: ChildProcess | undefined;
  const isUp = () => server !== undefined && server.exitCode === null && server.signalCode === null;
  const own: OwnRedis = {
    url,
    flush: async () => void (await askRedis(port, 'FLUSHALL')),
    pid: () => (isUp() ? (server?.pid ?? 0) : 0),
    ask: (command) => askRedis(port, command),
    async start() {
      if (isUp()) return;
      const child = spawn(program, [...settings, ...policy], { stdio: 'ignore' });
      server = child;
      await until('Redis to answer', async () => {
        if (child.exitCode !== null) throw new Error(`redis-server ended with code ${child.exitCode}`);
        return (await askRedis(port, 'PING').catch(() => '')) === '+PONG';
      });
    },
    async stop(signal = 'SIGTERM') {
      const child = server;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await ended;
    },
    async close() {
      await own.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await own.start();
  return own;
}

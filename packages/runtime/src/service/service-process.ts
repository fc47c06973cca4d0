// Starts services as child processes and waits until they serve, for `up`, drills and tests.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PipelineError } from '@tickermill/core';
import { z } from 'zod';

const Ready = z.object({ event: z.literal('ready'), url: z.string() });

/** A process that has not stopped by then is killed, ms. */
const usualGraceMs = 40_000;
/** How much of a process's output is shown when it does not start. */
const saidChars = 4_000;

/** How far the heap of a process may grow, MB. */
interface HeapLimits {
  /** Each of the spaces for what is young. */
  readonly semiSpaceMb: number;
  /** What has become old; without it as Node takes it from the memory of the machine. */
  readonly oldSpaceMb?: number;
}

/**
 * What a process allocates while it starts would keep three spaces of 16 MB for ever; with a smaller one it is collected
 * sooner, and under load each collection is shorter.
 */
const lean: HeapLimits = { semiSpaceMb: 2 };

/**
 * The heaps of the services. Beside exports and imports the API has a tenth of its heap in use, and lets the rest grow until
 * its limit. A batch of an export does not fit twice into spaces of 2 MB: copying it cost a third of the export.
 */
export const heapLimits = {
  api: { semiSpaceMb: 8, oldSpaceMb: 448 },
  worker: lean,
  sandbox: lean,
} as const satisfies Record<string, HeapLimits>;

/** A service running as a process of its own. */
export interface ServiceProcess {
  readonly pid: number;
  /** Where it serves. */
  readonly url: string;
  /** Resolves when it has ended, to its signal or exit code. */
  readonly ended: Promise<string>;
  /** Sends SIGTERM and waits until the process has ended. */
  stop(): Promise<void>;
  /** Kills it at once. */
  kill(): Promise<void>;
}

/** Where a process of this machine reaches what listens on this host: one that means all addresses means loopback too. */
export function localAddress(host: string, port: number): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/** Announces to the parent process that this one serves: one JSON line on the standard output. */
export function announceReady(facts: { url: string }): void {
  process.stdout.write(`${JSON.stringify({ event: 'ready', ...facts })}\n`);
}

/**
 * Starts a service (a program that announces when it is ready) and waits until it serves. It runs in a process group of
 * its own: Ctrl-C in a terminal must reach it through its parent, in order. It stops by itself when its parent dies. It
 * is killed `graceMs` after a stop was requested.
 * @throws {PipelineError} `UNEXPECTED` with its output, if it ends before.
 */
export async function startService(
  entry: string,
  environment: Readonly<Record<string, string | undefined>>,
  { graceMs = usualGraceMs, heap = lean }: { graceMs?: number | undefined; heap?: HeapLimits } = {},
): Promise<ServiceProcess> {
  const flags = [
    `--max-semi-space-size=${heap.semiSpaceMb}`,
    ...(heap.oldSpaceMb === undefined ? [] : [`--max-old-space-size=${heap.oldSpaceMb}`]),
  ];
  const child = spawn(process.execPath, ['--enable-source-maps', ...flags, entry], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...environment },
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(timer);
  };
  const url = await whenReady(child, ended);
  return { pid: child.pid ?? 0, url, ended, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

function whenReady(child: ChildProcess, ended: Promise<string>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-saidChars);
    });
    child.once('error', reject);
    void ended.then((how) =>
      reject(new PipelineError('UNEXPECTED', `It ended before it was ready (${how}).\n${said.trim()}`)),
    );
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      const ready = Ready.safeParse(line.startsWith('{') ? JSON.parse(line) : null);
      if (ready.success) resolve(ready.data.url);
    });
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PipelineError } from '@tickermill/core';
import type { Lifetime } from '@tickermill/runtime';
import { z } from 'zod';
import { say, yellow } from './terminal.ts';

const Ready = z.object({ event: z.literal('ready'), url: z.string() });

/** A process that has not stopped by then is killed: its own grace period and a little more. */
const killAfterMs = 40_000;
const restartAfterMs = 1_000;
/** A process that keeps dying is left dead. */
const mostRestarts = 5;

interface ChildOptions {
  /** The app to run: `api`, `worker`, `sandbox`. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onStop: Lifetime['onStop'];
}

/**
 * Starts an app as a process of its own and returns its address when it serves. It is stopped with the lifetime, stops
 * by itself when this process dies, and is started again when it dies by itself.
 * @throws {PipelineError} `UNEXPECTED` with what it said, if it does not start.
 */
export async function startChild({ name, environment, onStop }: ChildOptions): Promise<string> {
  let stopping = false;
  let restarts = 0;
  let child = spawnApp(name, environment);
  onStop(name, async () => {
    stopping = true;
    await stop(child);
  });
  const watch = (running: ChildProcess) =>
    running.once('exit', async (code, signal) => {
      if (stopping || restarts++ >= mostRestarts) return;
      say(`  ${yellow('!')} the ${name} ended by itself (${signal ?? `code ${code}`}) and is started again`);
      await sleep(restartAfterMs);
      if (stopping) return;
      child = spawnApp(name, environment);
      watch(child);
      whenReady(name, child).catch((error: Error) => say(`  ${yellow('!')} ${error.message}`));
    });
  const url = await whenReady(name, child);
  watch(child);
  return url;
}

/** In a process group of its own: Ctrl-C in a terminal must reach it through us, in order. */
function spawnApp(name: string, environment: Readonly<Record<string, string | undefined>>): ChildProcess {
  const entry = fileURLToPath(new URL(`../../${name}/dist/main.js`, import.meta.url));
  return spawn(process.execPath, ['--enable-source-maps', entry], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...environment },
  });
}

function whenReady(name: string, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-4_000);
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new PipelineError('UNEXPECTED', `The ${name} did not start (code ${code}).\n${said.trim()}`)),
    );
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      const ready = Ready.safeParse(line.startsWith('{') ? JSON.parse(line) : line);
      if (ready.success) resolve(ready.data.url);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await ended;
  clearTimeout(timer);
}

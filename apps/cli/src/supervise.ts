import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { toPipelineError } from '@tickermill/core';
import { heapLimits, type Lifetime, type ServiceProcess, startService } from '@tickermill/runtime/service';
import { makeRestartPauses } from './restart-pauses.ts';
import { duration, green, print, yellow } from './terminal.ts';

interface SupervisedApp {
  readonly name: 'api' | 'worker' | 'sandbox';
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onStop: Lifetime['onStop'];
  /** How long it may take to stop, ms, where that is not as usual. */
  readonly graceMs?: number;
}

/** Starts an app as a process of its own, keeps it running until the lifetime ends, and returns its address. */
export async function supervise({ name, environment, onStop, graceMs }: SupervisedApp): Promise<string> {
  const entry = fileURLToPath(new URL(`../../${name}/dist/main.js`, import.meta.url));
  const start = () => startService(entry, environment, { graceMs, heap: heapLimits[name] });
  let running: ServiceProcess | null = null;
  const stopped = new AbortController();
  // Registered at once, so that what starts beside it stops in an order that does not depend on which was faster.
  onStop(name, () => {
    stopped.abort();
    return running?.stop();
  });
  const first = await start();
  running = first;
  void keepRunning(`the ${name}`, stopped.signal, {
    ended: () => (running ?? first).ended,
    async start() {
      running = await start();
    },
  });
  return first.url;
}

/** What is to be kept running: when it has ended, and how it is started again. */
interface SupervisedProcess {
  /** Resolves to how it ended. */
  ended(): Promise<string>;
  /** @throws if it did not start. */
  start(): Promise<void>;
}

/** Starts something again whenever it has ended, with growing pauses and for ever, and prints each time what happened. */
export async function keepRunning(name: string, signal: AbortSignal, process: SupervisedProcess): Promise<void> {
  const pauses = makeRestartPauses();
  let startedAt = performance.now();
  let how = await process.ended();
  while (!signal.aborted) {
    const pauseMs = pauses.after(startedAt, performance.now());
    print(`  ${yellow('!')} ${name} ended by itself (${how}) and is started again in ${duration(pauseMs)}`);
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    startedAt = performance.now();
    try {
      await process.start();
      print(`  ${green('✓')} ${name} runs again`);
      how = await process.ended();
    } catch (error) {
      how = toPipelineError(error).message;
    }
  }
}

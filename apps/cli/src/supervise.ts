import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { toPipelineError } from '@tickermill/core';
import { type Lifetime, type ServiceProcess, startService } from '@tickermill/runtime';
import { print, yellow } from './terminal.ts';

const restartAfterMs = 1_000;
/** An app that keeps dying is left dead. */
const maxRestarts = 5;

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
  let stopping = false;
  let restarts = 0;
  let running: ServiceProcess = await startService(entry, environment, graceMs);
  onStop(name, () => {
    stopping = true;
    return running.stop();
  });

  async function startAgain(how: string): Promise<void> {
    if (stopping || restarts++ >= maxRestarts) return;
    print(`  ${yellow('!')} the ${name} ended by itself (${how}) and is started again`);
    await sleep(restartAfterMs);
    if (stopping) return;
    try {
      running = await startService(entry, environment, graceMs);
      void running.ended.then(startAgain);
    } catch (error) {
      await startAgain(toPipelineError(error).message);
    }
  }
  void running.ended.then(startAgain);
  return running.url;
}

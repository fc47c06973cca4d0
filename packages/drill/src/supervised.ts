import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceProcess } from '@tickermill/runtime/service';

/** How soon a process that died is started again: what a supervisor of services does. */
const restartAfterMs = 300;

/** A service that is restarted whenever it dies, until it is stopped. */
export interface Supervised {
  /** The process that runs now; null while another is being started. */
  current(): ServiceProcess | null;
  /** Kills it with SIGKILL; nothing if it is down already. */
  kill(): Promise<void>;
  /** How it ended each time that it was not killed on purpose. */
  readonly deaths: readonly string[];
  stop(): Promise<void>;
}

/** Starts a service and keeps it running. Resolves when it serves for the first time. */
export async function supervise(start: () => Promise<ServiceProcess>): Promise<Supervised> {
  let stopping = false;
  let killed = false;
  const deaths: string[] = [];
  let running: ServiceProcess | null = await start();
  const keeping = keep(running);

  async function keep(first: ServiceProcess): Promise<void> {
    let service = first;
    for (;;) {
      const how = await service.ended;
      running = null;
      if (stopping) return;
      if (!killed) deaths.push(how);
      killed = false;
      const next = await startAgain();
      if (!next) return;
      running = service = next;
      if (stopping) await service.stop();
    }
  }

  /** A service whose database is down cannot start: it is tried until it can. */
  async function startAgain(): Promise<ServiceProcess | null> {
    while (!stopping) {
      await sleep(restartAfterMs);
      try {
        return await start();
      } catch {}
    }
    return null;
  }

  return {
    current: () => running,
    deaths,
    async kill() {
      if (!running) return;
      killed = true;
      await running.kill();
    },
    async stop() {
      stopping = true;
      await running?.stop();
      await keeping;
    },
  };
}

import { type Log, toPipelineError } from '@tickermill/core';

/** What a process has open, to be closed in the reverse order of its opening. */
export interface Lifetime {
  /** Registers what closes something; the latest registered is closed first. */
  onStop(name: string, close: () => Promise<void> | void): void;
}

/**
 * Runs a service until SIGTERM, SIGINT or the death of the parent that it was started by, then closes what it opened, in
 * reverse order, and exits 0.
 * A failure to start is logged and told on the standard error with its code, and the process exits 1 (2 for bad settings).
 */
export async function runService(log: Log, open: (lifetime: Lifetime) => Promise<void>): Promise<void> {
  const closers: { name: string; close: () => Promise<void> | void }[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      for (const { name, close } of closers.reverse()) {
        try {
          await close();
        } catch (error) {
          log.error(`could not close ${name}`, error);
        }
      }
    })();
    return stopping;
  };
  const exit = (reason: string) => {
    log.info('stopping', { reason });
    void stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => exit(signal));
  process.on('disconnect', () => exit('the parent process is gone'));
  try {
    await open({ onStop: (name, close) => closers.push({ name, close }) });
  } catch (error) {
    if (stopping) return; // what it was starting on is being closed under it
    const failure = toPipelineError(error);
    log.error('could not start', failure);
    process.stderr.write(`${failure.code}: ${failure.message}\n${failure.entry.action}\n`);
    await stop();
    process.exit(failure.code === 'CONFIG_INVALID' ? 2 : 1);
  }
}

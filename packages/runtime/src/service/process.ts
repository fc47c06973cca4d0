// Runs a service until it is stopped and closes what it opened in reverse order, for every main.

import { type Log, type PipelineError, toPipelineError } from '@tickermill/core';
import { readSettings, type SettingKey, type SettingValues } from '../settings.ts';
import { createLog } from './logger.ts';

/** What a process has open, to be closed in the reverse order of its opening. */
export interface Lifetime {
  /** Registers what closes something; the latest registered is closed first. */
  onStop(name: string, close: () => Promise<void> | void): void;
}

/** What a service opens itself with. */
export interface Service<K extends SettingKey> extends Lifetime {
  readonly settings: SettingValues<K | LogKey>;
  readonly log: Log;
}

type LogKey = 'LOG_LEVEL' | 'LOG_FILE';

/** Reads the settings of a service and runs it, as `runUntilStopped` does. Bad settings end it before anything is opened. */
export async function runService<K extends SettingKey>(
  { module, settings: keys, fields = {} }: { module: string; settings: readonly K[]; fields?: Record<string, unknown> },
  open: (service: Service<K>) => Promise<void>,
): Promise<void> {
  let settings: SettingValues<K | LogKey>;
  try {
    settings = readSettings([...keys, 'LOG_LEVEL', 'LOG_FILE']);
  } catch (error) {
    return exitWith(toPipelineError(error));
  }
  const log = createLog({ module, level: settings.LOG_LEVEL, file: settings.LOG_FILE }).child(fields);
  await runUntilStopped(log, (lifetime) => open({ ...lifetime, settings, log }));
}

/**
 * Runs a service until SIGTERM, SIGINT or the death of its parent, then closes what it opened, in reverse order, and
 * exits 0. A failure to start is logged and printed on the standard error with its code, and the process exits 1 (2 for
 * bad settings).
 */
export async function runUntilStopped(log: Log, open: (lifetime: Lifetime) => Promise<void>): Promise<void> {
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
    await stop();
    exitWith(failure);
  }
}

/** Ends the process with what is wrong and what to do about it. */
function exitWith({ code, message, entry }: PipelineError): never {
  process.stderr.write(`${code}: ${message}\n${entry.action}\n`);
  process.exit(code === 'CONFIG_INVALID' ? 2 : 1);
}

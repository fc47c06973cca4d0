import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@tickermill/core';
import { type DiskOptions, diskSpace, isRoomy, judgeDisk } from '@tickermill/runtime';
import { type Store, schemaMisfit } from '@tickermill/store';
import { clockSkewMs, dropReport, keepReport } from '@tickermill/store/fleet';

const everyMs = 10_000;

interface MachineReportDeps {
  readonly store: Store;
  readonly worker: string;
  readonly log: Log;
  readonly disk: DiskOptions;
  /** The clock of this machine. */
  readonly now: () => Date;
}

/**
 * Reports the clock and the disk of this machine until it stops: what `GET status`, metrics and `doctor` say of them, and
 * what pauses the sources while a disk is nearly full.
 */
export async function reportMachine({
  store,
  worker,
  log,
  disk,
  now,
}: MachineReportDeps): Promise<{ stop: () => Promise<void> }> {
  let wasLow = false;

  async function report(): Promise<void> {
    if (await schemaMisfit(store.sql)) return; // its tables may not be there
    const space = await diskSpace(disk.folder);
    const { ok, reason } = judgeDisk(space, disk.pausePercent);
    if (!ok && !wasLow) log.warn('sources are paused', { reason });
    wasLow = !ok;
    await keepReport(store, {
      worker,
      clockAheadMs: await clockSkewMs(store.sql, now),
      disk: { ...space, isLow: !ok, isRoomy: isRoomy(space, disk.pausePercent) },
    });
  }
  const tryReport = () =>
    report().catch((error) => log.warn('could not report this machine', { error: String(error) }));

  const stopping = new AbortController();
  const { signal } = stopping;
  await tryReport();
  const reporting = (async () => {
    while (!signal.aborted) {
      await sleep(everyMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await tryReport();
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await reporting;
      await dropReport(store, worker).catch(() => {}); // it ends by itself
    },
  };
}

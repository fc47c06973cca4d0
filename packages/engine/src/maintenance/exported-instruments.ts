import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { type Day, dayAt, dayMs, type Log } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { exportedTables, instrumentsToExport, removeExported } from '@tickermill/store/universe';
import type { EngineDeps } from '../engine-deps.ts';
import { digestOf, unfinished, writeExport } from '../exports/export-files.ts';
import type { Chore } from './chore.ts';

/** So many at a time: each is some twelve files. */
const maxInstruments = 50;

interface ExportDeps extends EngineDeps {
  readonly log: Log;
  /** Where exported instruments are kept. */
  readonly exportFolder: string;
}

/**
 * Exports, with the turn of a year, what was archived before it, and then removes what lists said of it. A process that is
 * lost between the two leaves the instrument archived: it is exported again.
 */
export const exportedInstrumentsChore = ({ store, now, log, exportFolder }: ExportDeps): Chore => ({
  name: 'exported-instruments',
  everyMs: dayMs,
  async run() {
    const day = dayAt(now(), 'UTC');
    const due = await instrumentsToExport(store.sql, day, maxInstruments);
    if (due.length === 0) return 'done';
    const parent = path.join(exportFolder, 'instruments', day.slice(0, 4));
    await removeUnfinished(parent, now());
    let exported = 0;
    for (const each of due) if (await exportInstrument(store, { ...each, day, parent })) exported += 1;
    log.info('archived instruments exported', { instruments: exported, folder: parent });
    return exported === maxInstruments ? 'more' : 'done';
  },
});

/** Returns whether it was exported and removed; false where it has been listed again meanwhile. */
async function exportInstrument(
  store: Store,
  { id, symbol, day, parent }: { id: bigint; symbol: string | null; day: Day; parent: string },
): Promise<boolean> {
  const tables = await exportedTables(store.sql, id);
  const digest = digestOf(tables);
  const name = [id, symbol?.replaceAll(/[^\w.-]/g, '_')].filter((part) => part != null).join('-');
  const { files } = await writeExport(parent, { name, day, tables });
  const evidence = { folder: path.join(parent, name), host: hostname(), files };
  return store.sqlTransaction((tx) =>
    removeExported(tx, id, { day, evidence, isSame: (stored) => digestOf(stored) === digest }),
  );
}

/** Deletes what a process left behind that was lost while it wrote. */
async function removeUnfinished(parent: string, now: Date): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(unfinished))) {
    const folder = path.join(parent, name);
    const { mtimeMs } = await stat(folder);
    if (now.getTime() - mtimeMs > dayMs) await rm(folder, { recursive: true, force: true });
  }
}

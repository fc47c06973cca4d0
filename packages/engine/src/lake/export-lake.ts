// Exports what is stored to a lake: only partitions that have changed since, each file whole or not at all.

import { LakeDataset, type Log, PipelineError } from '@tickermill/core';
import { type LakeTarget, loadZstd } from '@tickermill/lake/files';
import {
  beginLakeExport,
  commitOrder,
  duePartitions,
  endLakeExport,
  exportBefore,
  forgetFiles,
  type LakePartition,
  recordFiles,
  recordLakeProgress,
  replaceForeignChanges,
  staleFiles,
} from '@tickermill/store/lake';
import type { StagePart } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { mendLake } from './mend-lake.ts';
import { writePartitions } from './write-partitions.ts';

/** What an export is done with. */
export interface LakeDeps extends Pick<EngineDeps, 'store' | 'now'> {
  readonly log: Log;
  readonly target: LakeTarget;
}

/** How an export is done. */
export interface ExportOptions {
  readonly runId: bigint | null;
  /** Every file is written anew. */
  readonly whole: boolean;
  /** Every file is looked for, whatever happened before. */
  readonly verify: boolean;
}

/** What of a dataset an export has to do. */
interface Work {
  readonly dataset: LakeDataset;
  readonly due: readonly LakePartition[];
}

/**
 * Brings a lake up to date. Whatever kills it leaves whole files and a manifest of before; the next export writes what is
 * missing. A failure is recorded, and returned as the failed part of its run.
 */
export async function exportLake(deps: LakeDeps, options: ExportOptions): Promise<StagePart[]> {
  const { store, now, log, target } = deps;
  const startedAt = now();
  const id = await beginLakeExport(store.sql, target.name, options.runId);
  try {
    const { parts, ...end } = await write(deps, id, options);
    await store.transaction((tx) => endLakeExport(tx, id, { state: 'done', ...end }));
    log.info('lake exported', { target: target.name, ...end, position: String(end.position) });
    return parts.map((part) => ({ ...part, state: 'done', errorCode: null, errorMessage: null, startedAt }));
  } catch (cause) {
    const message = `The export to ${target.name} failed: ${cause instanceof Error ? cause.message : String(cause)}`;
    const error = new PipelineError('LAKE_EXPORT_FAILED', message.slice(0, 500), { cause });
    log.error('a lake could not be exported', error);
    const failure = { errorCode: error.code, errorMessage: error.message };
    await store.transaction((tx) => endLakeExport(tx, id, { state: 'failed', ...failure }));
    return [{ target: 'lake', state: 'failed', found: 0, created: 0, ...failure, startedAt }];
  }
}

async function write({ store, now, target }: LakeDeps, id: bigint, { whole, verify }: ExportOptions) {
  const compress = await loadZstd();
  const before = await exportBefore(store.sql, target.name, id);
  const manifest = await readManifest(target);
  await replaceForeignChanges(store.sql);
  if (whole) await forgetFiles(store.sql, target.name, null);
  const isDoubtful = before?.state !== 'done' || manifest?.export !== String(before.id);
  if (verify || whole || isDoubtful) await mendLake({ store, target, now });
  // What is read from here on holds all that had been committed, and perhaps more: that comes again.
  const { horizon: position, next } = await commitOrder(store.sql);
  const work: Work[] = [];
  for (const dataset of LakeDataset.options)
    work.push({ dataset, due: await duePartitions(store.reads, target.name, dataset, next) });
  const progress = { due: work.reduce((total, { due }) => total + due.length, 0), written: 0, removed: 0 };
  await recordLakeProgress(store.sql, id, progress);
  for (const { dataset, due } of work)
    for await (const files of writePartitions({ store, target, compress }, dataset, due)) {
      await recordFiles(store.sql, target.name, { files, position });
      progress.written += files.length;
      await recordLakeProgress(store.sql, id, progress);
    }
  for (const dataset of LakeDataset.options) {
    const stale = (await staleFiles(store.reads, target.name, dataset)).map(({ path }) => path);
    for (const path of stale) await target.remove(path);
    await forgetFiles(store.sql, target.name, stale);
    progress.removed += stale.length;
  }
  const holdings = await writeManifest({ store, target, compress }, { exportId: id, at: now(), position });
  const sum = (of: (holding: (typeof holdings)[number]) => number) =>
    holdings.reduce((total, holding) => total + of(holding), 0);
  const totals = { files: sum(({ files }) => files), rows: sum(({ rows }) => rows), bytes: sum(({ bytes }) => bytes) };
  const parts = work.map(({ dataset, due }) => ({
    target: dataset as string,
    found: holdings.find((holding) => holding.dataset === dataset)?.files ?? 0,
    created: due.length,
  }));
  return { ...progress, ...totals, position, parts };
}

// Writes files of a lake from what is stored.

import { setImmediate } from 'node:timers/promises';
import type { Day, LakeDataset } from '@tickermill/core';
import {
  dayColumn,
  filePath,
  type LakeTarget,
  lakeColumns,
  openParquetFile,
  type TextColumns,
} from '@tickermill/lake/files';
import type { Store } from '@tickermill/store';
import {
  eachSessionOfYear,
  type LakePartition,
  type PartitionRows,
  partitionRows,
  type WrittenFile,
} from '@tickermill/store/lake';

/** What files are written with. */
export interface WriteDeps {
  readonly store: Pick<Store, 'reads' | 'sqlTransaction'>;
  readonly target: LakeTarget;
  readonly compress: (bytes: Uint8Array) => Uint8Array;
}

/** So many files are read by one statement, and written at once: of prices some 16,000 rows. */
const filesAtOnce = 64;

/** Files are encoded for so long, ms, before whatever else the process does has its turn. */
const turnMs = 20;

/** Writes partitions, and hands on what was written, batch by batch. While one is written the next is read. */
export async function* writePartitions(
  { store, target, compress }: WriteDeps,
  dataset: LakeDataset,
  partitions: readonly LakePartition[],
): AsyncGenerator<WrittenFile[]> {
  if (dataset === 'prices-by-year') {
    for (const partition of partitions) yield [await writeYear({ store, target, compress }, partition)];
    return;
  }
  const batches = Array.from({ length: Math.ceil(partitions.length / filesAtOnce) }, (_, nth) =>
    partitions.slice(nth * filesAtOnce, (nth + 1) * filesAtOnce),
  );
  const read = (batch: readonly LakePartition[] | undefined) =>
    batch === undefined ? Promise.resolve([]) : partitionRows(store.reads, dataset, batch);
  let reading = read(batches[0]);
  for (const [nth, batch] of batches.entries()) {
    const rows = await reading;
    reading = read(batches[nth + 1]);
    // Whoever leaves early does not wait for it.
    reading.catch(() => {});
    const writing: Promise<WrittenFile>[] = [];
    let began = performance.now();
    for (const [at, partition] of batch.entries()) {
      const written = writePartition({ target, compress }, partition, rows[at] ?? null);
      // One that fails before all are waited for would end the process.
      written.catch(() => {});
      writing.push(written);
      if (performance.now() - began < turnMs) continue;
      await setImmediate();
      began = performance.now();
    }
    yield await all(writing);
  }
}

/** Waits for all, so that none goes on behind a failure. */
async function all<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(promises);
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}

async function writePartition(
  { target, compress }: Pick<WriteDeps, 'target' | 'compress'>,
  partition: LakePartition,
  rows: PartitionRows | null,
): Promise<WrittenFile> {
  const path = filePath(partition);
  if (rows === null) {
    await target.remove(path);
    return { ...partition, path, ...nothing };
  }
  const file = openParquetFile({ columns: lakeColumns[partition.dataset], compress });
  const added = file.add(rows.columns);
  const written = await target.put(path, [added, file.end()]);
  return { ...partition, path, rows: rows.rows, ...written, ...daysOf(partition.dataset, rows.columns) };
}

const nothing = { rows: 0, bytes: 0, sha256: null, firstDay: null, lastDay: null } as const;

/** A year of all symbols: a row group for some sessions, so that a day is read without the others. */
async function writeYear({ store, target, compress }: WriteDeps, partition: LakePartition): Promise<WrittenFile> {
  const path = filePath(partition);
  const file = openParquetFile({ columns: lakeColumns[partition.dataset], compress });
  let [rows, firstDay, lastDay] = [0, null as Day | null, null as Day | null];
  const written = await target.put(
    path,
    chunksOf(
      store,
      partition.year,
      (part) => {
        rows += part.rows;
        const days = daysOf(partition.dataset, part.columns);
        firstDay ??= days.firstDay;
        lastDay = days.lastDay;
        return file.add(part.columns);
      },
      () => file.end(),
    ),
  );
  if (rows > 0) return { ...partition, path, rows, ...written, firstDay, lastDay };
  await target.remove(path);
  return { ...partition, path, ...nothing };
}

/** The chunks of a file whose rows are handed over in a transaction: it waits while a chunk is taken. */
async function* chunksOf(
  store: WriteDeps['store'],
  year: number,
  encode: (part: PartitionRows) => Uint8Array,
  end: () => Uint8Array,
): AsyncGenerator<Uint8Array> {
  let taken = () => {};
  let hand = (_chunk: Uint8Array | null) => {};
  const next = () =>
    new Promise<Uint8Array | null>((resolve) => {
      hand = resolve;
    });
  let coming = next();
  let failure: unknown = null;
  let hasLeft = false;
  const reading = eachSessionOfYear(store, year, async (part) => {
    if (hasLeft) throw new Error('nobody takes the rows any more');
    const isTaken = new Promise<void>((resolve) => {
      taken = resolve;
    });
    hand(encode(part));
    await isTaken;
  }).then(
    () => hand(null),
    (error) => {
      failure = error;
      hand(null);
    },
  );
  try {
    for (;;) {
      const chunk = await coming;
      if (failure !== null) throw failure;
      if (chunk === null) break;
      yield chunk;
      coming = next();
      taken();
    }
    yield end();
  } finally {
    hasLeft = true;
    taken();
    await reading;
  }
}

/** The first and last day that rows are of. */
function daysOf(dataset: LakeDataset, columns: TextColumns): Pick<WrittenFile, 'firstDay' | 'lastDay'> {
  let [firstDay, lastDay] = [null as Day | null, null as Day | null];
  for (const day of columns[dayColumn[dataset]] ?? []) {
    if (day === null) continue;
    if (firstDay === null || day < firstDay) firstDay = day;
    if (lastDay === null || day > lastDay) lastDay = day;
  }
  return { firstDay, lastDay };
}

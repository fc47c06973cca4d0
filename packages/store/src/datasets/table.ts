import type { DatasetId, RecordOf, TargetKind } from '@tickermill/core';
import type { NextTask } from '../new-task.ts';
import type { Sql } from '../sql.ts';
import type { DoneDocument, StoredCount } from '../stored.ts';

/** How the records of a dataset are kept. */
export interface DatasetTable<D extends DatasetId> {
  /** Names the dataset to the compiler, which then says in a few words that a table stands in the wrong place. */
  readonly dataset: D;
  /** Whose records are: a CIK's, an instrument's, or the whole market's. They count for a target of this kind and name. */
  readonly recordsOf: TargetKind;
  /** Writes records, each once however often it comes. */
  store(tx: Sql, records: readonly RecordOf<D>[]): Promise<StoredCount[]>;
  /** Which of these documents need not be asked for: stored, or (unless forced) set aside. */
  settled(tx: Sql, keys: readonly string[], options: { force: boolean }): Promise<DoneDocument[]>;
  /**
   * Of the tasks that an answer about a whole market asks for, those that are wanted here. What it names is written down
   * only together with them: a run that was called off must not make it look as if it had been asked for.
   */
  wanted?(tx: Sql, next: readonly NextTask[]): Promise<NextTask[]>;
}

/** For a dataset that is no documents. */
export const noDocuments = async (): Promise<DoneDocument[]> => [];

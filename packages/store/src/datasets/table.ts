import type { DatasetId, RecordOf, TargetKind } from '@tickermill/core';
import type { NextTask } from '../new-task.ts';
import type { Sql } from '../sql.ts';
import type { DoneDocument, StoredCount } from '../stored.ts';

/** A target, as its dataset reads its parameters. */
export interface FailedTarget {
  readonly target: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** How the records of a dataset are kept. */
export interface DatasetTable<D extends DatasetId> {
  /** Names the dataset to the compiler, which then reports in a few words a table at the wrong place. */
  readonly dataset: D;
  /** Whose records are: a CIK's, an instrument's, or the whole market's. They count for a target of this kind and name. */
  readonly recordsOf: TargetKind;
  /** Writes records, each once however often it comes. */
  store(tx: Sql, records: readonly RecordOf<D>[]): Promise<StoredCount[]>;
  /**
   * Writes the records of several answers in as few statements as those of one, and returns what each changed. Answers of
   * a dataset that has it are committed together.
   */
  storeEach?(tx: Sql, answers: readonly (readonly RecordOf<D>[])[]): Promise<StoredCount[][]>;
  /** Which of these documents are done: stored, or (unless forced) set aside. */
  settled(tx: Sql, keys: readonly string[], options: { force: boolean }): Promise<DoneDocument[]>;
  /** Records that a task has failed for good, where the dataset keeps how the requests of its targets went. */
  failed?(tx: Sql, targets: readonly FailedTarget[], failure: { code: string; message: string }): Promise<void>;
  /**
   * Of the tasks that an answer about a whole market calls for, those that are wanted here. Its names are stored only
   * together with these: a cancelled run must not make them look requested.
   */
  wanted?(tx: Sql, next: readonly NextTask[]): Promise<NextTask[]>;
}

/** For a dataset that is no documents. */
export const noDocuments = async (): Promise<DoneDocument[]> => [];

// Callbacks about a worker's tasks and permits, for its metrics.

import type { DatasetId, SourceId } from '@tickermill/core';
import type { Permit } from '@tickermill/store/sources';
import type { RoundTrip } from '@tickermill/upstream';

/** How an attempt of a task ended. After the last three the task runs again. */
export type TaskEnd = 'done' | 'nothing' | 'gone' | 'failed' | 'retried' | 'throttled' | 'given-back';

/** Receives what a worker does, as it does it: for its metrics. */
export interface Observer {
  /** A request was sent and answered, or failed; probes too. */
  exchange(exchange: RoundTrip): void;
  /** A permit was requested, with this answer. */
  permit(source: SourceId, answer: Permit['kind']): void;
  /** Leave was had, after so long, ms. */
  leave(source: SourceId, waitedMs: number): void;
  task(task: { readonly source: SourceId; readonly dataset: DatasetId }, end: TaskEnd): void;
  rows(dataset: DatasetId, rows: { readonly created: number; readonly updated: number }): void;
}

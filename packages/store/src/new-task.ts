import type { DatasetId, SourceId } from '@tickermill/core';

/** A data request that a run owes, before it is a row. */
export interface NewTask {
  readonly runId: bigint;
  readonly parentId: bigint | null;
  readonly source: SourceId;
  readonly dataset: DatasetId;
  readonly collector: string;
  readonly step: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The request itself; an open task with the same one is shared. */
  readonly request: string;
  readonly title: string;
  /** The tickers that it serves, as a person reads them. */
  readonly label: string;
  readonly documentKey: string | null;
  /** Lower runs first. */
  readonly priority: number;
  readonly targetIds: readonly bigint[];
}

/** A task that an answer calls for: it serves the targets of the task with that answer, or some of them. */
export interface NextTask extends Omit<NewTask, 'targetIds'> {
  /** Of those targets, the ones that it serves; without it: all. */
  readonly targets?: readonly string[] | undefined;
}

/** What storing the records of one answer changed for one target. */
export interface StoredCount {
  /** Whose records they are: a CIK, or `*` where records belong to the whole market. */
  readonly target: string;
  readonly records: number;
  /** Rows that were not there before. */
  readonly created: number;
  /** Rows that were there and were written anew. */
  readonly updated: number;
}

/** A document that is done: it need not be requested. */
export interface DoneDocument {
  readonly key: string;
  /** Whose it turned out to be; null for one that could not be read. */
  readonly target: string | null;
}

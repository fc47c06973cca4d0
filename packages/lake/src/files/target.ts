/** A file as it lies in a lake. */
export interface StoredFile {
  /** Within the lake, with `/` between its parts. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** Where a lake lies. */
export interface LakeTarget {
  /** Names it in the ledger, without keys. */
  readonly name: string;
  /** Writes a file whole or not at all, in place of what has its path. */
  put(
    path: string,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** The bytes of a file; null: there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Every file of it, those too that a lost process left unfinished. */
  list(): AsyncIterable<StoredFile>;
  /** Removes a file, and the folders that it leaves empty; none is no error. */
  remove(path: string): Promise<void>;
}

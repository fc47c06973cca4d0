/** Work that the fleet does over and over, by one process at a time; each is one file of this folder. */
export interface Chore {
  /** Its name in the ledger, in metrics and in `GET status`. */
  readonly name: string;
  readonly everyMs: number;
  /** Does nothing where there is nothing to do. `more`: there is work left, and it is due again at once. */
  run(): Promise<'done' | 'more'>;
}

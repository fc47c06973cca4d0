/**
 * What becomes of a bar: it begins a series, goes on with one of its own provider (`extends`) or of another (`follows`),
 * `corrects` or `confirms` the final bar that its provider gave before, `agrees` with that of another or `differs` from
 * it; or it is left out, as nothing is stored of its instrument (`unheld`) or as it may not be mixed into what is (`apart`).
 */
export type Verdict =
  | 'begins'
  | 'extends'
  | 'follows'
  | 'corrects'
  | 'confirms'
  | 'agrees'
  | 'differs'
  | 'unheld'
  | 'apart';

/** A bar of a day with what becomes of it. */
export interface JudgedBar {
  readonly instrumentId: bigint;
  /** Its place in the answer, from 1. */
  readonly nth: number;
  readonly verdict: Verdict;
  readonly currency: string;
  /** No bar of the day is stored. */
  readonly isNew: boolean;
}

import { useState } from 'react';

interface SteadyRows<R> {
  /** The rows to show: those that were read go on in their places, with what is new of them. */
  readonly rows: readonly R[];
  /** Rows that came since, which `show` lets in. */
  readonly waiting: number;
  readonly show: () => void;
}

/**
 * Keeps rows in place while somebody reads them. What a list answers anew changes their cells, those that ended leave;
 * rows that were not there wait until they are asked for. Without the name of a list all is shown as it is answered.
 */
export function useSteadyRows<R>(
  answered: readonly R[],
  keyOf: (row: R) => string,
  list: string | undefined,
): SteadyRows<R> {
  const [kept, setKept] = useState({ list, rows: answered });
  const show = () => setKept({ list, rows: answered });
  if (list === undefined) return { rows: answered, waiting: 0, show };
  const isSame = kept.list === list && kept.rows.length > 0;
  const { rows, waiting } = isSame ? steady(kept.rows, answered, keyOf) : { rows: answered, waiting: 0 };
  // What has left is forgotten, so that it waits like any other when it comes again.
  if (isSame ? rows.length < kept.rows.length : kept.list !== list || answered.length > 0) setKept({ list, rows });
  return { rows, waiting, show };
}

/** The rows as they stand, with what is new of each and without those that ended; and how many answered ones wait. */
export function steady<R>(
  standing: readonly R[],
  answered: readonly R[],
  keyOf: (row: R) => string,
): { rows: readonly R[]; waiting: number } {
  const fresh = new Map(answered.map((row) => [keyOf(row), row]));
  const keys = new Set(standing.map(keyOf));
  // The last rows of a full page are pushed onto the next one by those that came: they did not end.
  const pushed =
    answered.length < standing.length ? standing.length : standing.findLastIndex((row) => fresh.has(keyOf(row)));
  return {
    rows: standing.flatMap((row, place) => fresh.get(keyOf(row)) ?? (place > pushed ? [row] : [])),
    waiting: answered.filter((row) => !keys.has(keyOf(row))).length,
  };
}

// The position of a replay, as one page passes it to the next.

import type { ReplayCounts } from '@tickermill/store/events';

/** Where a page of a replay ended, and the counts up to there. */
export interface Place {
  readonly accession: string;
  readonly counts: ReplayCounts;
}

const names = ['read', 'changed', 'stored', 'unchanged', 'unreadable', 'missing'] as const;

/** Nothing read yet. */
const beginning: Place = {
  accession: '',
  counts: { read: 0, changed: 0, stored: 0, unchanged: 0, unreadable: 0, missing: 0 },
};

/** The counts of two stretches together. */
export const sumOf = (one: ReplayCounts, other: ReplayCounts): ReplayCounts => ({
  read: one.read + other.read,
  changed: one.changed + other.changed,
  stored: one.stored + other.stored,
  unchanged: one.unchanged + other.unchanged,
  unreadable: one.unreadable + other.unreadable,
  missing: one.missing + other.missing,
});

/** A place as a page passes it to the next: the accession and the counts, so that the last page knows the totals. */
export const toNext = ({ accession, counts }: Place): string =>
  [accession, ...names.map((name) => counts[name])].join('.');

/** The place that the page before named; an accession alone is one of which nothing is counted. */
export function toPlace(next: string | null): Place {
  if (next === null) return beginning;
  const [accession = '', ...numbers] = next.split('.');
  const [read = 0, changed = 0, stored = 0, unchanged = 0, unreadable = 0, missing = 0] = numbers.map(Number);
  return { accession, counts: { read, changed, stored, unchanged, unreadable, missing } };
}

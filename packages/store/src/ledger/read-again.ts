// When a document is requested again that could not be read; pure.

/** What came when a document was requested that could not be read. */
export interface Reading {
  /** Another came in its place: it is requested again after each of these pauses. */
  readonly otherPausesMs?: readonly number[];
  /** Its own bytes came. They may have been damaged on their way: only a second reading so much later is for good. */
  readonly secondReadingMs?: number;
}

/** What is known of the earlier readings of a document. */
interface EarlierReadings {
  readonly others: number;
  readonly firstReadAt: Date | null;
}

/** Somebody may ask with `force` a little before its time. */
const earlyShare = 2 / 3;

/** What is known of the readings of a document after another one, and when it is requested again; null: no more. */
export function readAgain(
  { otherPausesMs, secondReadingMs }: Reading,
  before: EarlierReadings | null,
  now: Date,
): EarlierReadings & { readonly againAt: Date | null } {
  const { others, firstReadAt } = before ?? { others: 0, firstReadAt: null };
  if (otherPausesMs) {
    const pauseMs = otherPausesMs[others];
    const againAt = pauseMs === undefined ? null : new Date(now.getTime() + pauseMs);
    return { others: others + 1, firstReadAt, againAt };
  }
  if (secondReadingMs === undefined) return { others, firstReadAt, againAt: null };
  const first = firstReadAt ?? now;
  const isSecond = now.getTime() - first.getTime() >= secondReadingMs * earlyShare;
  return { others, firstReadAt: first, againAt: isSecond ? null : new Date(first.getTime() + secondReadingMs) };
}

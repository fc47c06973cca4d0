// The readings of listings: what they were before, whether one is to be believed, and how it went.

import { createHash } from 'node:crypto';
import {
  type Day,
  type ListedInstrument,
  type ListingId,
  type ListingStatus,
  listingExchanges,
} from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** How the reading of an exchange's listing went. */
export interface ListingRun {
  readonly listing: string;
  readonly mic: string;
  readonly status: ListingStatus;
  readonly rows: number;
  /** The rows of the successful reading before it. */
  readonly before: number | null;
  readonly hash: string | null;
  /** Why it was refused, and what to do. */
  readonly refused: string | null;
  readonly added: number;
  readonly changed: number;
  readonly missing: number;
  readonly delisted: number;
}

/** What is known of an exchange's listing before it is read again. */
interface LastReading {
  readonly mic: string;
  readonly rows: number;
  readonly hash: string | null;
  /** The size of a shrunken list that an operator has accepted since. */
  readonly accepted: number | null;
}

/** A list may be so much shorter than the one before. */
const shrinkAllowed = 0.1;

/** The last successful reading of each exchange of a listing. */
export async function lastReadings(tx: Sql, listing: string): Promise<ReadonlyMap<string, LastReading>> {
  const rows = await tx.$queryRaw<LastReading[]>`
    SELECT DISTINCT ON (r.mic) r.mic, r.rows, r.hash,
      (SELECT c.rows FROM listing_runs c WHERE c.listing = r.listing AND c.mic = r.mic AND c.id > r.id
        AND c.confirmed_at IS NOT NULL ORDER BY c.id DESC LIMIT 1) AS accepted
    FROM listing_runs r WHERE r.listing = ${listing} AND r.status IN ('done', 'unchanged')
    ORDER BY r.mic, r.id DESC`;
  return new Map(rows.map((row) => [row.mic, row]));
}

/** SHA-256 of what a listing says of an exchange, whatever the order of its rows. */
function hashOf(rows: readonly ListedInstrument[]): string {
  const hash = createHash('sha256');
  const lines = rows.map((row) => {
    const { symbol, exchangeSymbol, name, mic, kind, currency, isin, statusFlags } = row;
    return JSON.stringify([symbol, exchangeSymbol, name, mic, kind, currency, isin, [...statusFlags].sort()]);
  });
  for (const line of lines.sort()) hash.update(`${line}\n`);
  return hash.digest('hex');
}

/** Decides whether the rows of an exchange are to be stored. */
export function judgeReading(
  listing: string,
  mic: string,
  rows: readonly ListedInstrument[],
  last: LastReading | undefined,
): ListingRun {
  const hash = hashOf(rows);
  const before = last?.rows ?? null;
  const run = {
    listing,
    mic,
    rows: rows.length,
    before,
    hash,
    refused: null,
    added: 0,
    changed: 0,
    missing: 0,
    delisted: 0,
  };
  if (last?.hash === hash) return { ...run, status: 'unchanged' };
  const expected = Math.min(before ?? 0, last?.accepted ?? Number.POSITIVE_INFINITY);
  if (rows.length >= expected * (1 - shrinkAllowed)) return { ...run, status: 'done' };
  const refused = `${mic} lists ${rows.length} instruments, over a tenth fewer than the ${before} of the reading before: nothing was stored or delisted. See whether the exchange has really dropped them; if so: tickermill universe confirm ${mic}.`;
  return { ...run, status: 'shrunk', refused };
}

/** The reading of an exchange whose list is the one that was read last. */
export const unchangedReading = (listing: string, { mic, rows, hash }: LastReading): ListingRun => ({
  listing,
  mic,
  status: 'unchanged',
  rows,
  before: rows,
  hash,
  refused: null,
  added: 0,
  changed: 0,
  missing: 0,
  delisted: 0,
});

/** Records readings of a day; the table publishes them. */
export async function recordRuns(tx: Sql, day: Day, runs: readonly ListingRun[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO listing_runs (listing, mic, month, day, status, rows, before, hash, refused, added, changed, missing,
      delisted)
    SELECT listing, mic, left(${day}, 7), ${day}::date, status, rows, before, hash, refused, added, changed, missing,
      delisted
    FROM jsonb_to_recordset(${JSON.stringify(runs)}::jsonb) AS r(listing text, mic text, status text, rows int,
      before int, hash text, refused text, added int, changed int, missing int, delisted int)
    ORDER BY mic`;
}

/** Records that a listing could not be read, for every exchange that it names. Nothing else changes. */
export async function recordFailedReading(
  tx: Sql,
  { listing, day, status, message }: { listing: ListingId; day: Day; status: ListingStatus; message: string },
): Promise<void> {
  const known = [...(await lastReadings(tx, listing)).values()];
  const exchanges = known.length > 0 ? known : listingExchanges[listing].map((mic) => ({ mic, rows: null }));
  const refused = `${message} Nothing was stored or delisted; it is read again every day until it succeeds.`;
  const run = { listing, status, rows: 0, hash: null, refused, added: 0, changed: 0, missing: 0, delisted: 0 };
  await recordRuns(
    tx,
    day,
    exchanges.map(({ mic, rows: before }) => ({ ...run, mic, before })),
  );
}

/**
 * Accepts the size of the list that was refused last for an exchange. Null where its last reading was not refused for
 * its size; else its listing, to be read again.
 */
export async function confirmListing(
  tx: Sql,
  mic: string,
  by: string,
): Promise<{ listing: ListingId; rows: number } | null> {
  const [confirmed] = await tx.$queryRaw<{ listing: ListingId; rows: number }[]>`
    UPDATE listing_runs SET confirmed_at = now(), confirmed_by = ${by}
    WHERE id = (
      SELECT max(id) FROM (
        -- Of an exchange that several listings name, each for itself.
        SELECT DISTINCT ON (listing) id, status, confirmed_at FROM listing_runs
        WHERE mic = ${mic} AND status IN ('done', 'unchanged', 'shrunk') ORDER BY listing, id DESC) last
      WHERE status = 'shrunk' AND confirmed_at IS NULL)
    RETURNING listing, rows`;
  return confirmed ?? null;
}

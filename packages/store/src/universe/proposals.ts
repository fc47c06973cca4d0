// Decides proposals: that a new instrument is one that was there before, under another symbol or delisted.

import type { Day } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { reviveLetters } from './life-cycle.ts';
import { secListing } from './listing-lines.ts';
import { lockUniverse } from './lock-universe.ts';

/** An exchange names the former instrument of a proposal, so that it did not go on as another one. */
const isNamedAgain = (formerId: Prisma.Sql) => Prisma.sql`EXISTS (
  SELECT FROM instrument_listings l
  WHERE l.instrument_id = ${formerId} AND l.listing <> ${secListing} AND l.missing_since IS NULL)`;

/** A proposal with both of its instruments. */
const open = Prisma.sql`
  SELECT e.id, e.what, e.listing, n.id AS new_id, f.id AS former_id, s.symbol, s.mic, n.isin, n.currency, n.kind,
    f.cik AS former_cik, f.isin AS former_isin, n.cik, ${isNamedAgain(Prisma.sql`f.id`)} AS named_again
  FROM instrument_events e JOIN instruments n ON n.id = e.instrument_id JOIN instruments f ON f.id = e.former_id
    JOIN symbols s ON s.instrument_id = n.id AND s.valid_to IS NULL
  WHERE e.what IN ('rename-proposed', 'relisting-proposed') AND e.resolution IS NULL`;

interface OpenProposal {
  readonly id: string;
  readonly cik: string | null;
  readonly formerCik: string | null;
}

/** How many proposals nobody has decided, and since when the oldest waits; null without any. */
export async function openProposals(sql: Sql): Promise<{ count: number; since: Date } | null> {
  const [row] = await sql.$queryRaw<{ count: number; since: Date | null }[]>`
    SELECT count(*)::int AS count, min(at) AS since FROM instrument_events
    WHERE what IN ('rename-proposed', 'relisting-proposed') AND resolution IS NULL`;
  return row && row.since !== null ? { count: row.count, since: row.since } : null;
}

/**
 * Decides the proposals of which the SEC's list now says the CIK: the instrument that was there before goes on if it is
 * its own, and else it is not the same. Returns how many it confirmed.
 */
export async function decideByCik(
  tx: Sql,
  companies: readonly { readonly symbol: string; readonly cik: string }[],
  day: Day,
): Promise<number> {
  const rows = await tx.$queryRaw<OpenProposal[]>`
    SELECT p.id::text AS id, c.cik, p.former_cik AS "formerCik"
    FROM (${open}) p JOIN jsonb_to_recordset(${JSON.stringify(companies)}::jsonb) AS c(symbol text, cik text)
      ON c.symbol = p.symbol
    WHERE p.former_cik IS NOT NULL`;
  const same = rows.filter(({ cik, formerCik }) => cik === formerCik);
  const other = rows.filter(({ cik, formerCik }) => cik !== formerCik);
  if (other.length > 0)
    await tx.$executeRaw`
      UPDATE instrument_events SET resolution = 'refuted', resolved_at = now(), confirmed_by = 'cik'
      WHERE id = ANY(${other.map(({ id }) => id)}::bigint[])`;
  for (const { id } of same) await confirmProposal(tx, id, { by: 'cik', day });
  return same.length;
}

/** Refutes the proposals whose former instrument a listing names again. Returns how many. */
export function refuteReturned(tx: Sql): Promise<number> {
  return tx.$executeRaw`
    UPDATE instrument_events e SET resolution = 'refuted', resolved_at = now(), confirmed_by = 'symbol'
    WHERE e.what IN ('rename-proposed', 'relisting-proposed') AND e.resolution IS NULL
      AND ${isNamedAgain(Prisma.sql`e.former_id`)}`;
}

/** A proposal that was confirmed: the instrument that goes on, and its symbol from now on. */
export interface ConfirmedProposal {
  readonly formerId: string;
  readonly symbol: string;
}

/**
 * Confirms a proposal: the former instrument goes on under the symbol, and with it the watchlists, watch rules and own
 * schedules of the new one, which ends and keeps what was stored of it. Null if it is not open, or the two differ in ISIN or
 * CIK; `named-again` where an exchange names the former instrument again by now.
 */
export async function confirmProposal(
  tx: Sql,
  id: string,
  { by, day }: { by: string; day: Day },
): Promise<ConfirmedProposal | 'named-again' | null> {
  // A listing that is being stored may name the former instrument again: whoever comes second sees what the first wrote.
  await lockUniverse(tx);
  const [proposal] = await tx.$queryRaw<
    {
      formerId: string;
      newId: string;
      symbol: string;
      mic: string;
      former: string | null;
      isNamedAgain: boolean;
    }[]
  >`
    SELECT p.former_id::text AS "formerId", p.new_id::text AS "newId", p.symbol, p.mic,
      p.named_again AS "isNamedAgain",
      (SELECT s.symbol FROM symbols s WHERE s.instrument_id = p.former_id
        ORDER BY s.valid_to DESC NULLS FIRST, s.valid_from DESC LIMIT 1) AS former
    FROM (${open}) p WHERE p.id = ${id}::bigint
      AND NOT (p.isin IS NOT NULL AND p.former_isin IS NOT NULL AND p.isin <> p.former_isin)
      AND NOT (p.cik IS NOT NULL AND p.former_cik IS NOT NULL AND p.cik <> p.former_cik)`;
  if (!proposal) return null;
  if (proposal.isNamedAgain) return 'named-again';
  const { formerId, newId, symbol, mic, former } = proposal;
  const pair = Prisma.sql`(${formerId}::bigint, ${newId}::bigint)`;
  await tx.$executeRaw`
    UPDATE symbols SET valid_to = greatest(valid_from, ${day}::date) WHERE valid_to IS NULL AND instrument_id IN ${pair}`;
  await tx.$executeRaw`
    INSERT INTO symbols (instrument_id, symbol, mic, valid_from) VALUES (${formerId}::bigint, ${symbol}, ${mic}, ${day}::date)
    ON CONFLICT (instrument_id, symbol, valid_from) DO UPDATE SET valid_to = NULL, mic = EXCLUDED.mic`;
  await tx.$executeRaw`
    DELETE FROM instrument_listings f USING instrument_listings n
    WHERE f.instrument_id = ${formerId}::bigint AND n.instrument_id = ${newId}::bigint AND f.listing = n.listing`;
  await tx.$executeRaw`
    UPDATE instrument_listings SET instrument_id = ${formerId}::bigint WHERE instrument_id = ${newId}::bigint`;
  await moveWatching(tx, { formerId, newId });
  await tx.$executeRaw`
    UPDATE instruments f SET status = 'active', delisted_on = NULL, isin = coalesce(f.isin, n.isin),
      currency = coalesce(f.currency, n.currency), kind = n.kind
    FROM instruments n WHERE f.id = ${formerId}::bigint AND n.id = ${newId}::bigint`;
  await tx.$executeRaw`
    UPDATE instruments SET status = 'delisted', delisted_on = ${day}::date WHERE id = ${newId}::bigint`;
  await tx.$executeRaw`
    INSERT INTO instrument_events (instrument_id, day, what, listing, mic, symbol, detail, confirmed_by)
    SELECT ${formerId}::bigint, ${day}::date, CASE what WHEN 'rename-proposed' THEN 'renamed' ELSE 'relisted' END, listing,
      ${mic}, ${symbol}, detail || jsonb_build_object('from', ${former}::text, 'to', ${symbol}::text), ${by}
    FROM instrument_events WHERE id = ${id}::bigint
    UNION ALL
    SELECT instrument_id, ${day}::date, 'merged', listing, ${mic}, ${symbol},
      jsonb_build_object('into', ${formerId}::text), ${by}
    FROM instrument_events WHERE id = ${id}::bigint`;
  await tx.$executeRaw`
    UPDATE instrument_events SET resolution = 'confirmed', resolved_at = now(), confirmed_by = ${by}
    WHERE id = ${id}::bigint`;
  await reviveLetters(tx, Prisma.sql`l.instrument_id = ${formerId}::bigint AND l.missing_since IS NULL`, day);
  return { formerId, symbol };
}

/**
 * Gives an instrument what was asked of another: its watchlists, the rules that name it, its trades in portfolios, and its own
 * schedules where the instrument has none. The schedules are numbered anew, so that their repeatable jobs are called by the symbol of now.
 */
async function moveWatching(tx: Sql, { formerId, newId }: { formerId: string; newId: string }): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO watchlist_items (watchlist_id, instrument_id, tracked_since)
    SELECT watchlist_id, ${formerId}::bigint, tracked_since FROM watchlist_items WHERE instrument_id = ${newId}::bigint
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`DELETE FROM watchlist_items WHERE instrument_id = ${newId}::bigint`;
  await tx.$executeRaw`
    UPDATE watch_rules SET instrument_ids = ARRAY(
      SELECT DISTINCT unnest(array_replace(instrument_ids, ${newId}::bigint, ${formerId}::bigint)) ORDER BY 1)
    WHERE ${newId}::bigint = ANY(instrument_ids)`;
  await tx.$executeRaw`
    UPDATE portfolios p SET held = ARRAY(SELECT DISTINCT unnest(array_replace(held, ${newId}::bigint, ${formerId}::bigint)) ORDER BY 1),
      changed_from = least(changed_from, t.first)
    FROM (SELECT portfolio_id, min(traded_on) AS first FROM portfolio_trades WHERE instrument_id = ${newId}::bigint GROUP BY 1) t
    WHERE p.id = t.portfolio_id`;
  await tx.$executeRaw`
    UPDATE portfolio_trades SET instrument_id = ${formerId}::bigint WHERE instrument_id = ${newId}::bigint`;
  const isOwn = Prisma.sql`n.kind = 'ticker' AND n.group_key <> n.dataset`;
  await tx.$executeRaw`
    DELETE FROM schedules f USING schedules n
    WHERE f.instrument_id = ${formerId}::bigint AND f.kind = 'ticker' AND f.group_key = f.dataset
      AND n.instrument_id = ${newId}::bigint AND n.dataset = f.dataset AND ${isOwn}`;
  await tx.$executeRaw`
    DELETE FROM schedules n WHERE n.instrument_id = ${newId}::bigint AND n.kind = 'ticker' AND EXISTS (
      SELECT FROM schedules f WHERE f.instrument_id = ${formerId}::bigint AND f.dataset = n.dataset)`;
  await tx.$executeRaw`
    UPDATE schedules SET instrument_id = ${formerId}::bigint, version = version + 1
    WHERE kind = 'ticker' AND instrument_id IN (${formerId}::bigint, ${newId}::bigint)`;
}

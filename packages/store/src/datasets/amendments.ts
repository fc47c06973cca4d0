// Matches amendments to originals and marks superseded rows, in the transaction that stores a filing.

import { addDays, type Day, edgarZone, isDay, isFilingDay, type OwnershipFiling } from '@tickermill/core';
import type { Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import { linkSameTrades } from './same-trades.ts';

/** The filings among which an amendment may find its original: those of these issuers with one of these owners. */
interface Touched {
  readonly issuers: readonly string[];
  readonly owners: readonly string[];
}

/**
 * Takes filings and then their issuers for this transaction, in one order: of two readings of a filing, or of two filings
 * that belong together, what comes after this sees all of the first.
 */
export async function lockFilings(tx: Sql, filings: readonly OwnershipFiling[]): Promise<void> {
  const accessions = filings.map(({ accession }) => accession);
  const issuers = filings.map(({ issuer }) => issuer.cik);
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(what, 0)) FROM (
      SELECT 1 AS nth, 'filing ' || accession AS what FROM unnest(${accessions}::text[]) AS accession
      UNION SELECT 2, 'issuer ' || cik FROM unnest(${issuers}::text[]) AS cik ORDER BY nth, what) l`;
}

/** Takes further issuers: those that a filing had before it was read anew. */
export async function lockIssuers(tx: Sql, issuers: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('issuer ' || cik, 0))
    FROM (SELECT DISTINCT cik FROM unnest(${[...issuers]}::text[]) AS cik ORDER BY cik) l`;
}

/** What is odd about how an amendment found its original; kept among the flags of its filing. */
const flags = {
  ambiguous: 'amendment-ambiguous',
  byAcceptance: 'amends-by-acceptance-day',
  byPeriod: 'amends-by-period',
  byNeighbour: 'amends-by-neighbouring-day',
  unclear: 'amendment-unclear',
} as const;

/**
 * Matches the amendments among these filings to their originals and marks every row with the amendment that restates
 * it. A pure function of what is stored, so that the order of arrival does not matter (docs/decisions/0017). Returns
 * the filings that it changed.
 */
export async function matchAmendments(tx: Sql, { issuers, owners }: Touched): Promise<string[]> {
  const stated = await tx.$queryRaw<{ day: string | null }[]>`
    SELECT DISTINCT original_filed_on::text AS day FROM filings f
    WHERE issuer_cik = ANY(${[...issuers]}::text[]) AND amendment IS NOT NULL
      AND EXISTS (SELECT FROM filing_owners o WHERE o.accession = f.accession AND owner_cik = ANY(${[...owners]}::text[]))`;
  const days = stated.flatMap(({ day }) => (day === null ? [] : { stated: day, ...neighboursOf(day) }));
  const changed = await tx.$queryRaw<{ accession: string }[]>`
    WITH RECURSIVE filed AS MATERIALIZED (
      SELECT f.accession, f.issuer_cik, left(f.form, 1) AS family, f.form LIKE '%/A' AS is_amendment, f.filed_on,
        (f.filed_at AT TIME ZONE ${edgarZone})::date AS accepted_on, f.period, f.original_filed_on AS stated, o.owners,
        row_number() OVER (ORDER BY f.filed_on, f.filed_at NULLS FIRST, f.accession) AS place
      FROM filings f CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT owner_cik ORDER BY owner_cik) AS owners FROM filing_owners WHERE accession = f.accession) o
      WHERE f.issuer_cik = ANY(${[...issuers]}::text[]) AND o.owners && ${[...owners]}::text[]
    ), candidate AS (
      -- The day on which a filing was filed says more than any other of its days, and an original more than an amendment.
      SELECT a.accession, o.accession AS original, o.is_amendment::int + 2 * CASE
          WHEN o.filed_on = a.stated THEN 1
          WHEN o.accepted_on = a.stated THEN 2
          WHEN o.period = a.stated AND a.period = a.stated THEN 3
          WHEN o.period = a.period AND o.filed_on IN (n.before, n.after) THEN 4 END AS rank
      FROM filed a JOIN filed o ON o.issuer_cik = a.issuer_cik AND o.family = a.family AND o.owners = a.owners AND o.place < a.place
      JOIN jsonb_to_recordset(${JSON.stringify(days)}::jsonb) AS n(stated date, before date, after date) ON n.stated = a.stated
      WHERE a.is_amendment
    ), best AS (
      SELECT accession, rank / 2 AS how, count(*) AS candidates, min(original) AS original
      FROM (SELECT *, rank() OVER (PARTITION BY accession ORDER BY rank) AS nth FROM candidate WHERE rank IS NOT NULL) c
      WHERE nth = 1 GROUP BY accession, rank
    ), linked AS (
      SELECT f.accession, f.is_amendment, f.place, b.how, coalesce(b.candidates > 1, false) AS is_ambiguous,
        CASE WHEN b.candidates = 1 THEN b.original END AS amends
      FROM filed f LEFT JOIN best b USING (accession)
    ), chain AS (
      SELECT accession, accession AS root, CASE WHEN NOT is_amendment THEN 'matched' WHEN is_ambiguous THEN 'ambiguous' ELSE 'unmatched' END AS anchored
      FROM linked WHERE amends IS NULL
      UNION ALL
      SELECT l.accession, c.root, c.anchored FROM linked l JOIN chain c ON l.amends = c.accession
    ), amended AS MATERIALIZED (
      SELECT c.root, l.place, l.is_amendment, t.accession, t.table_name, t.security, t.ownership, t.nature, t.code,
        t.acquired_disposed, t.shares, t.price, t.shares_after
      FROM insider_trades t JOIN chain c USING (accession) JOIN linked l USING (accession)
      WHERE c.root IN (SELECT root FROM chain JOIN linked USING (accession) WHERE is_amendment)
    ), version AS MATERIALIZED (
      SELECT root, table_name, accession, place, is_amendment, count(*) AS rows,
        lag(count(*)) OVER (PARTITION BY root, table_name ORDER BY place) AS former_rows
      FROM amended GROUP BY root, table_name, accession, place, is_amendment
    ), nature AS MATERIALIZED (
      -- What an amendment does to the rows of a table (docs/decisions/0024): a row that is there again is restated; one that
      -- goes on from the shares owned after another is added; fewer rows that do neither may be either.
      SELECT v.root, v.table_name, v.accession, v.place, CASE
          WHEN v.former_rows IS NULL OR bool_or(r.same) THEN 'restates'
          WHEN bool_or(r.follows) THEN 'adds'
          WHEN v.rows >= v.former_rows THEN 'restates' ELSE 'unclear' END AS kind
      FROM version v LEFT JOIN LATERAL (
        SELECT (x.code, x.acquired_disposed, x.shares, x.price) IS NOT DISTINCT FROM (e.code, e.acquired_disposed, e.shares, e.price)
            OR is_peer AND x.shares_after = e.shares_after AS same,
          is_peer AND x.shares_after = e.shares_after + CASE x.acquired_disposed WHEN 'A' THEN x.shares WHEN 'D' THEN -x.shares END AS follows
        FROM amended x JOIN amended e ON e.root = x.root AND e.table_name = x.table_name AND e.place < x.place
        CROSS JOIN LATERAL (SELECT (x.security, x.ownership, x.nature) IS NOT DISTINCT FROM (e.security, e.ownership, e.nature) AS is_peer) p
        WHERE x.accession = v.accession AND x.table_name = v.table_name) r ON true
      WHERE v.is_amendment GROUP BY v.root, v.table_name, v.accession, v.place, v.rows, v.former_rows
    ), unclear AS (
      SELECT DISTINCT accession FROM nature JOIN chain USING (accession) WHERE kind = 'unclear' AND anchored = 'matched'
    ), judged AS (
      SELECT f.accession, l.amends, CASE WHEN l.is_amendment AND u.accession IS NOT NULL THEN 'ambiguous'
          WHEN l.is_amendment THEN c.anchored END AS amendment,
        ARRAY(SELECT flag FROM unnest(f.flags) WITH ORDINALITY AS kept(flag, nth)
              WHERE flag <> ALL(${Object.values(flags)}::text[]) ORDER BY nth) || CASE
          WHEN l.is_ambiguous THEN ARRAY[${flags.ambiguous}::text]
          WHEN l.how = 2 THEN ARRAY[${flags.byAcceptance}::text]
          WHEN l.how = 3 THEN ARRAY[${flags.byPeriod}::text]
          WHEN l.how = 4 THEN ARRAY[${flags.byNeighbour}::text]
          ELSE '{}'::text[] END || CASE WHEN u.accession IS NULL THEN '{}' ELSE ARRAY[${flags.unclear}::text] END AS flags
      FROM linked l JOIN chain c USING (accession) JOIN filings f USING (accession) LEFT JOIN unclear u USING (accession)
    ), filing AS (
      UPDATE filings f SET amends = j.amends, amendment = j.amendment, flags = j.flags FROM judged j
      WHERE f.accession = j.accession AND (f.amends, f.amendment, f.flags) IS DISTINCT FROM (j.amends, j.amendment, j.flags)
      RETURNING f.accession
    ), trade AS (
      UPDATE insider_trades k SET superseded_by = n.superseded_by FROM (
        SELECT r.accession, r.table_name, (
          SELECT x.accession FROM nature x WHERE x.root = c.root AND x.table_name = r.table_name AND x.place > l.place
            AND x.kind = 'restates' AND x.accession NOT IN (SELECT accession FROM unclear)
          ORDER BY x.place LIMIT 1) AS superseded_by
        FROM (SELECT DISTINCT accession, table_name FROM insider_trades JOIN filed USING (accession)) r
        JOIN chain c USING (accession) JOIN linked l USING (accession)) n
      WHERE k.accession = n.accession AND k.table_name = n.table_name AND k.superseded_by IS DISTINCT FROM n.superseded_by
      RETURNING k.accession
    ), held AS MATERIALIZED (
      SELECT r.accession, r.table_name, c.root, l.place
      FROM (SELECT DISTINCT accession, table_name FROM insider_holdings JOIN filed USING (accession)) r
      JOIN chain c USING (accession) JOIN linked l USING (accession)
    ), holding AS (
      UPDATE insider_holdings k SET superseded_by = n.superseded_by FROM (
        SELECT accession, table_name, (
          SELECT x.accession FROM held x WHERE x.root = h.root AND x.table_name = h.table_name AND x.place > h.place
            AND x.accession NOT IN (SELECT accession FROM unclear)
          ORDER BY x.place LIMIT 1) AS superseded_by
        FROM held h) n
      WHERE k.accession = n.accession AND k.table_name = n.table_name AND k.superseded_by IS DISTINCT FROM n.superseded_by
      RETURNING k.accession
    )
    SELECT accession FROM filing UNION SELECT accession FROM trade UNION SELECT accession FROM holding ORDER BY accession`;
  return changed.map(({ accession }) => accession);
}

/** Beyond these a date is a slip of the pen, and has no neighbours. */
const readable = { from: '1934-01-01', to: '2200-01-01' };

/** EDGAR's days before and after a day: what a filer states who counts the evening, or the signature. */
function neighboursOf(day: Day): { before: Day; after: Day } | null {
  if (!isDay(day) || day < readable.from || day > readable.to) return null;
  const next = (from: Day, step: 1 | -1): Day => {
    let at = addDays(from, step);
    while (!isFilingDay(at)) at = addDays(at, step);
    return at;
  };
  return { before: next(day, -1), after: next(day, 1) };
}

/** Matches amendments that were stored before matching existed, of so many issuers; returns how many it looked at. */
export async function judgeAmendments(store: Store, limit: number): Promise<number> {
  const issuers = await store.sql.$queryRaw<{ cik: string }[]>`
    SELECT DISTINCT issuer_cik AS cik FROM filings WHERE amendment = 'unjudged' ORDER BY 1 LIMIT ${limit}`;
  for (const { cik } of issuers) {
    await store.sqlTransaction(async (tx) => {
      await lockIssuers(tx, [cik]);
      const [row] = await tx.$queryRaw<{ owners: string[] }[]>`
        SELECT ARRAY(SELECT DISTINCT owner_cik FROM filings JOIN filing_owners USING (accession)
          WHERE issuer_cik = ${cik} AND amendment = 'unjudged') AS owners`;
      await matchAmendments(tx, { issuers: [cik], owners: row?.owners ?? [] });
      await linkSameTrades(tx, [cik], null);
    });
  }
  return issuers.length;
}

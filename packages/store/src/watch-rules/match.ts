import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** What the trades `t` of a rule `a` come to: shares, unless it names derivatives or both. */
const valueOfRule = Prisma.sql`sum(t.value) FILTER (WHERE a.table_name = 'all' OR t.table_name = coalesce(a.table_name, 'non-derivative'))`;

/**
 * Writes a match for each rule that waits for one of these filings, once however often a filing is stored: those that the
 * transaction left as they were are not looked at. A rule speaks of filings that were first stored after it was made.
 *
 * What counts are the trades that count in statistics. A filing has one insider, the first of its owners who has the role:
 * joint owners report one trade together, and are no cluster. Filings that are stored together are matched as if one had
 * come after the other, in this order.
 */
export async function matchFilings(tx: Sql, accessions: readonly string[]): Promise<void> {
  if (!(await isWatched(tx, accessions))) return;
  await tx.$executeRaw`
    WITH asked AS (
      SELECT r.*, f.accession, f.issuer_cik FROM filings f JOIN watch_rules r ON r.created_at <= f.stored_at
      WHERE f.accession = ANY(${[...accessions]}::text[]) AND f.xmin = pg_current_xact_id()::xid
        AND (cardinality(r.instrument_ids) = 0 OR EXISTS (
          SELECT FROM instrument_ciks i WHERE i.instrument_id = ANY(r.instrument_ids) AND i.cik = f.issuer_cik))
        AND (r.watchlist_id IS NULL OR EXISTS (
          SELECT FROM watchlist_items w JOIN instrument_ciks i USING (instrument_id)
          WHERE w.watchlist_id = r.watchlist_id AND i.cik = f.issuer_cik))
        AND NOT EXISTS (SELECT FROM watch_rule_matches m WHERE m.rule_id = r.id AND m.accession = f.accession)
    ), fitting AS (
      -- The filings that have what a rule wants: those asked about, and for a cluster all others of their issuer.
      SELECT a.id AS rule_id, a.accession AS asked, a.cluster_insiders, a.cluster_days, t.accession, o.owner_cik AS insider,
        count(*)::int AS trades, ${valueOfRule} AS value, array_agg(DISTINCT t.transaction_date) AS days
      FROM asked a
      JOIN counted_insider_trades t ON t.issuer_cik = a.issuer_cik AND (a.cluster_days IS NOT NULL OR t.accession = a.accession)
        AND (cardinality(a.codes) = 0 OR t.code = ANY(a.codes))
        AND (a.table_name IS NULL OR a.table_name = 'all' OR t.table_name = a.table_name)
        AND coalesce(array_position(${[...accessions]}::text[], t.accession), 0)
          <= array_position(${[...accessions]}::text[], a.accession)
      JOIN LATERAL (
        SELECT owner_cik FROM filing_owners o
        WHERE o.accession = t.accession AND (cardinality(a.roles) = 0
          OR o.is_director AND 'director' = ANY(a.roles) OR o.is_officer AND 'officer' = ANY(a.roles)
          OR o.is_ten_percent_owner AND 'ten-percent-owner' = ANY(a.roles) OR o.is_other AND 'other' = ANY(a.roles))
        ORDER BY o.position LIMIT 1) o ON true
      GROUP BY a.id, a.accession, a.cluster_insiders, a.cluster_days, t.accession, o.owner_cik, a.min_value, a.table_name
      HAVING a.min_value IS NULL OR ${valueOfRule} >= a.min_value
    ), traded AS (
      SELECT DISTINCT f.rule_id, f.asked, f.accession = f.asked AS own, f.insider, f.cluster_days, day
      FROM fitting f, unnest(f.days) AS day WHERE f.cluster_days IS NOT NULL AND day IS NOT NULL
    ), clusters AS (
      -- Every stretch of so many days that begins on a day of trading and holds one of the filing asked about.
      SELECT rule_id, asked, max(insiders) AS insiders FROM (
        SELECT b.rule_id, b.asked, b.day, count(DISTINCT e.insider)::int AS insiders
        FROM (SELECT DISTINCT rule_id, asked, cluster_days, day FROM traded) b
        JOIN traded e ON (e.rule_id, e.asked) = (b.rule_id, b.asked) AND e.day BETWEEN b.day AND b.day + b.cluster_days - 1
        GROUP BY b.rule_id, b.asked, b.day HAVING bool_or(e.own)) stretch
      GROUP BY rule_id, asked
    )
    INSERT INTO watch_rule_matches (rule_id, accession, trades, value, insiders)
    SELECT f.rule_id, f.accession, f.trades, f.value, coalesce(c.insiders, 1)
    FROM fitting f LEFT JOIN clusters c ON (c.rule_id, c.asked) = (f.rule_id, f.asked)
    WHERE f.accession = f.asked AND (f.cluster_insiders IS NULL OR c.insiders >= f.cluster_insiders)
    ORDER BY f.rule_id, f.accession
    ON CONFLICT DO NOTHING`;
}

/**
 * Whether there are rules at all. Where one waits for a cluster, the filings of an issuer are matched one transaction after
 * the other: two that make a cluster together would each not see the other.
 */
async function isWatched(tx: Sql, accessions: readonly string[]): Promise<boolean> {
  const rows = await tx.$queryRaw<{ lock: unknown }[]>`
    SELECT CASE WHEN rules.clusters > 0 THEN pg_advisory_xact_lock(hashtext('watch-rules'), hashtext(issuer_cik))::text END AS lock
    FROM (SELECT count(*) AS count, count(cluster_days) AS clusters FROM watch_rules) rules,
      (SELECT DISTINCT issuer_cik FROM filings WHERE accession = ANY(${[...accessions]}::text[]) ORDER BY issuer_cik) issuers
    WHERE rules.count > 0`;
  return rows.length > 0;
}

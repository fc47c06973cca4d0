// Reads and changes watch rules and their matches, for the API.

import type { Cik, Day, Decimal, OwnerRole } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';

/** A rule as it is written. */
export interface WatchRule {
  /** Empty, like every list of it: any. */
  readonly instrumentIds: readonly bigint[];
  readonly watchlist: string | null;
  readonly codes: readonly string[];
  readonly minValue: string | null;
  /** Of which table trades match and are summed; null: both match, shares are summed. */
  readonly table: 'non-derivative' | 'derivative' | 'all' | null;
  readonly roles: readonly string[];
  readonly cluster: { readonly insiders: number; readonly days: number } | null;
  readonly createdBy: string;
}

interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** Writes a rule and returns it. Null where there is no watchlist of that name. */
export async function addWatchRule(db: Database, rule: WatchRule): Promise<KeptWatchRule | null> {
  const { watchlist, cluster, minValue } = rule;
  const [row] = await db.$queryRaw<{ id: bigint }[]>`
    INSERT INTO watch_rules (instrument_ids, watchlist_id, codes, min_value, table_name, roles, cluster_insiders, cluster_days, created_by)
    SELECT ${[...rule.instrumentIds]}::bigint[], w.id, ${[...rule.codes]}::text[], ${minValue}::text::numeric, ${rule.table}::text,
      ${[...rule.roles]}::text[], ${cluster?.insiders ?? null}::int, ${cluster?.days ?? null}::int, ${rule.createdBy}
    FROM (SELECT 1) one LEFT JOIN watchlists w ON w.name = ${watchlist}
    WHERE ${watchlist}::text IS NULL OR w.id IS NOT NULL
    RETURNING id`;
  if (!row) return null;
  const [view] = await rulesWith(db, Prisma.sql`r.id = ${row.id}`, { limit: 1, offset: 0 });
  return view ?? null;
}

/** A page of the rules, the latest first. */
export const watchRules = (db: Database, page: Page): Promise<KeptWatchRule[]> => rulesWith(db, Prisma.sql`true`, page);

/** Removes a rule with its matches. Returns whether there was one. */
export async function removeWatchRule(db: Database, id: bigint): Promise<boolean> {
  return (await db.$executeRaw`DELETE FROM watch_rules WHERE id = ${id}`) > 0;
}

/** A rule as it is kept, with how many filings it has matched. Null: any. */
export interface KeptWatchRule {
  readonly id: bigint;
  readonly tickers: string[] | null;
  readonly watchlist: string | null;
  readonly codes: string[] | null;
  readonly minValue: Decimal | null;
  readonly table: WatchRule['table'];
  readonly roles: OwnerRole[] | null;
  readonly cluster: { readonly insiders: number; readonly days: number } | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly matches: number;
}

interface RuleRow {
  readonly id: bigint;
  readonly tickers: string[] | null;
  readonly watchlist: string | null;
  readonly codes: string[];
  readonly minValue: Decimal | null;
  readonly table: WatchRule['table'];
  readonly roles: OwnerRole[];
  readonly insiders: number | null;
  readonly days: number | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly matches: number;
}

async function rulesWith(db: Database, condition: Prisma.Sql, { limit, offset }: Page): Promise<KeptWatchRule[]> {
  const rows = await db.$queryRaw<RuleRow[]>`
    SELECT r.id, w.name AS watchlist, r.codes, r.min_value::text AS "minValue", r.table_name AS "table", r.roles, r.cluster_insiders AS insiders,
      r.cluster_days AS days, r.created_at AS "createdAt", r.created_by AS "createdBy",
      (SELECT count(*)::int FROM watch_rule_matches m WHERE m.rule_id = r.id) AS matches,
      CASE WHEN cardinality(r.instrument_ids) > 0 THEN ARRAY(
        SELECT s.symbol FROM symbols s WHERE s.instrument_id = ANY(r.instrument_ids) AND s.valid_to IS NULL ORDER BY s.symbol)
      END AS tickers
    FROM watch_rules r LEFT JOIN watchlists w ON w.id = r.watchlist_id
    WHERE ${condition} ORDER BY r.id DESC LIMIT ${limit} OFFSET ${offset}`;
  return rows.map(({ id, tickers, watchlist, codes, minValue, roles, insiders, days, ...row }) => ({
    id,
    tickers,
    watchlist,
    codes: codes.length > 0 ? codes : null,
    minValue,
    table: row.table,
    roles: roles.length > 0 ? roles : null,
    cluster: insiders !== null && days !== null ? { insiders, days } : null,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    matches: row.matches,
  }));
}

/** A filing that a rule was waiting for. */
export interface WatchMatch {
  readonly accession: string;
  readonly form: string;
  readonly url: string;
  readonly issuer: { readonly cik: Cik; readonly name: string | null; readonly symbol: string | null };
  readonly owners: { readonly cik: Cik; readonly name: string | null }[];
  readonly trades: number;
  readonly value: Decimal | null;
  readonly insiders: number;
  readonly rule: bigint;
  readonly filedOn: Day;
  readonly matchedAt: Date;
}

/** A page of what a rule has matched, the latest first. Null where there is no such rule. */
export async function watchMatches(db: Database, id: bigint, { limit, offset }: Page): Promise<WatchMatch[] | null> {
  if ((await db.$queryRaw<object[]>`SELECT FROM watch_rules WHERE id = ${id}`).length === 0) return null;
  return db.$queryRaw<WatchMatch[]>`
    SELECT m.accession, f.form, f.url,
      jsonb_build_object('cik', f.issuer_cik, 'name', f.issuer_name, 'symbol', f.issuer_symbol) AS issuer,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('cik', o.owner_cik, 'name', o.name) ORDER BY o.position), '[]')
        FROM filing_owners o WHERE o.accession = m.accession) AS owners,
      m.trades, m.value::text AS value, m.insiders, m.rule_id AS rule, f.filed_on::text AS "filedOn",
      m.matched_at AS "matchedAt"
    FROM watch_rule_matches m JOIN filings f USING (accession)
    WHERE m.rule_id = ${id} ORDER BY m.matched_at DESC, m.accession DESC LIMIT ${limit} OFFSET ${offset}`;
}

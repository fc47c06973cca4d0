import type { Cik, Day } from '@tickermill/core';
import type { FilingDetail, FilingView } from '@tickermill/core/contracts';
import { Prisma, type Store } from '../database.ts';
import { ownersOf, tickersOf } from './names.ts';

/** Which filings are meant; what is left out means any. */
export interface FilingFilter {
  readonly issuer?: Cik | undefined;
  readonly form?: string | undefined;
  /** Days of filing, both included. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  readonly flag?: string | undefined;
}

type Dated<T extends { filed_at: string | null }> = Omit<T, 'filed_at'> & { readonly filed_at: Date | null };

const instant = (date: Date | null): string | null => date?.toISOString() ?? null;

const head = Prisma.sql`f.accession, f.form, ${tickersOf(Prisma.sql`f.issuer_cik`)} AS tickers, f.issuer_cik, f.issuer_name, f.issuer_symbol,
  f.issuer_foreign_symbol, f.filed_on::text, f.filed_at, f.period::text, f.original_filed_on::text, f.amends, f.amendment,
  f.is_10b5_1, f.flags, ${ownersOf(Prisma.sql`f.accession`)} AS owners, f.url`;

/** A page of the filings, the latest first, and whether another follows. */
export async function listFilings(
  { reads }: Store,
  { issuer, form, from, to, flag }: FilingFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ items: FilingView[]; hasMore: boolean }> {
  const conditions = [Prisma.sql`true`];
  if (issuer !== undefined) conditions.push(Prisma.sql`issuer_cik = ${issuer}`);
  if (form !== undefined) conditions.push(Prisma.sql`form = ${form}`);
  if (from !== undefined) conditions.push(Prisma.sql`filed_on >= ${from}::date`);
  if (to !== undefined) conditions.push(Prisma.sql`filed_on <= ${to}::date`);
  if (flag !== undefined) conditions.push(Prisma.sql`flags @> ARRAY[${flag}]::text[]`);
  const rows = await reads.$queryRaw<Dated<FilingView>[]>`
    SELECT ${head}, (SELECT count(*)::int FROM insider_trades t WHERE t.accession = f.accession) AS trades,
      (SELECT count(*)::int FROM insider_holdings h WHERE h.accession = f.accession) AS holdings
    FROM (SELECT * FROM filings WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY filed_on DESC, accession DESC LIMIT ${limit + 1} OFFSET ${offset}) f
    ORDER BY f.filed_on DESC, f.accession DESC`;
  const items = rows.slice(0, limit).map((row) => ({ ...row, filed_at: instant(row.filed_at) }));
  return { items, hasMore: rows.length > limit };
}

const reported = Prisma.sql`table_name AS "table", line, security, form_type, shares_after::text, value_after::text, ownership, nature,
  conversion_price::text, exercise_date::text, expiration_date::text, underlying, underlying_shares::text,
  underlying_value::text, footnotes, superseded_by`;

type Reported = Pick<FilingDetail, 'trades' | 'holdings'>;
type Head = Omit<Dated<FilingDetail>, 'trades' | 'holdings' | 'stored_at'> & { readonly stored_at: Date };

/** A filing with everything that it says; null when none of that accession is stored. */
export async function viewFiling({ reads }: Store, accession: string): Promise<FilingDetail | null> {
  const [filing] = await reads.$queryRaw<(Head & Reported)[]>`
    SELECT ${head}, f.schema_version, f.not_subject_to_section16, f.no_securities_owned, f.remarks, f.footnotes,
      f.document_sha256, f.parser_version, f.stored_at, (
        SELECT coalesce(json_agg(x), '[]') FROM (
          SELECT ${reported}, transaction_date::text AS date, deemed_date::text, code, equity_swap, timeliness, acquired_disposed,
            shares::text, price::text, value::text, total_value::text
          FROM insider_trades WHERE accession = f.accession ORDER BY table_name DESC, line) x) AS trades, (
        SELECT coalesce(json_agg(x), '[]') FROM (
          SELECT ${reported} FROM insider_holdings WHERE accession = f.accession ORDER BY table_name DESC, line) x) AS holdings
    FROM filings f WHERE f.accession = ${accession}`;
  return filing ? { ...filing, filed_at: instant(filing.filed_at), stored_at: filing.stored_at.toISOString() } : null;
}

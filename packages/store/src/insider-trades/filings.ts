// Reads filings, one in full or a page, for the API.

import type { Cik, Day, Decimal, OwnershipForm } from '@tickermill/core';
import { Prisma, type Store } from '../database.ts';
import { isOneOf } from './filter.ts';
import { type FilingOwner, ownersOf, tickersOf } from './names.ts';

/** The selection of filings; a field that is left out means any. */
export interface FilingFilter {
  /** The CIKs of the issuer: those that it has had. */
  readonly issuers?: readonly Cik[] | undefined;
  readonly form?: string | undefined;
  /** Days of filing, both included. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  readonly flag?: string | undefined;
}

interface FilingHead {
  readonly accession: string;
  readonly form: OwnershipForm;
  readonly tickers: string[];
  readonly issuerCik: string;
  readonly issuerName: string | null;
  readonly issuerSymbol: string | null;
  readonly issuerForeignSymbol: string | null;
  readonly filedOn: Day;
  readonly filedAt: Date | null;
  readonly period: Day | null;
  readonly originalFiledOn: Day | null;
  readonly amends: string | null;
  readonly amendment: string | null;
  readonly is10b5_1: boolean | null;
  readonly flags: string[];
  readonly owners: FilingOwner[];
  readonly url: string;
}

/** A filing as a list has it, with how many trades and holdings it reports. */
export interface ListedFiling extends FilingHead {
  readonly trades: number;
  readonly holdings: number;
}

/** What a filing reports in one line. Decimals are exact text. */
export interface ReportedHolding {
  readonly table: 'non-derivative' | 'derivative';
  readonly line: number;
  readonly security: string | null;
  readonly formType: string | null;
  readonly sharesAfter: Decimal | null;
  readonly valueAfter: Decimal | null;
  readonly ownership: 'D' | 'I' | null;
  readonly nature: string | null;
  readonly conversionPrice: Decimal | null;
  readonly exerciseDate: Day | null;
  readonly expirationDate: Day | null;
  readonly underlying: string | null;
  readonly underlyingShares: Decimal | null;
  readonly underlyingValue: Decimal | null;
  /** Ids of footnotes by the field that they explain. */
  readonly footnotes: Record<string, string[]>;
  readonly supersededBy: string | null;
}

/** A trade as its filing reports it. */
export interface ReportedTrade extends ReportedHolding {
  readonly date: Day | null;
  readonly deemedDate: Day | null;
  readonly code: string | null;
  readonly equitySwap: boolean | null;
  readonly timeliness: string | null;
  readonly acquiredDisposed: 'A' | 'D' | null;
  readonly shares: Decimal | null;
  readonly price: Decimal | null;
  readonly value: Decimal | null;
  readonly totalValue: Decimal | null;
  /** Another filer's report of the same trade, which statistics count in place of this one. */
  readonly sameTradeAs: string | null;
  readonly sameTradeLine: number | null;
}

/** A filing in full. */
export interface WholeFiling extends FilingHead {
  readonly schemaVersion: string | null;
  readonly notSubjectToSection16: boolean | null;
  readonly noSecuritiesOwned: boolean | null;
  readonly remarks: string | null;
  /** Texts of footnotes by their id. */
  readonly footnotes: Record<string, string>;
  readonly documentSha256: string;
  readonly parserVersion: number;
  readonly storedAt: Date;
  readonly trades: ReportedTrade[];
  readonly holdings: ReportedHolding[];
}

const head = Prisma.sql`f.accession, f.form, ${tickersOf(Prisma.sql`f.issuer_cik`)} AS tickers,
  f.issuer_cik AS "issuerCik", f.issuer_name AS "issuerName", f.issuer_symbol AS "issuerSymbol",
  f.issuer_foreign_symbol AS "issuerForeignSymbol", f.filed_on::text AS "filedOn", f.filed_at AS "filedAt",
  f.period::text, f.original_filed_on::text AS "originalFiledOn", f.amends, f.amendment,
  f.is_10b5_1 AS "is10b5_1", f.flags, ${ownersOf(Prisma.sql`f.accession`)} AS owners, f.url`;

/** A page of the filings, the latest first, and whether another follows. */
export async function listFilings(
  { reads }: Store,
  { issuers, form, from, to, flag }: FilingFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ items: ListedFiling[]; hasMore: boolean }> {
  const conditions = [Prisma.sql`true`];
  if (issuers !== undefined) conditions.push(isOneOf(Prisma.sql`issuer_cik`, issuers));
  if (form !== undefined) conditions.push(Prisma.sql`form = ${form}`);
  if (from !== undefined) conditions.push(Prisma.sql`filed_on >= ${from}::date`);
  if (to !== undefined) conditions.push(Prisma.sql`filed_on <= ${to}::date`);
  if (flag !== undefined) conditions.push(Prisma.sql`flags @> ARRAY[${flag}]::text[]`);
  const rows = await reads.$queryRaw<ListedFiling[]>`
    SELECT ${head}, (SELECT count(*)::int FROM insider_trades t WHERE t.accession = f.accession) AS trades,
      (SELECT count(*)::int FROM insider_holdings h WHERE h.accession = f.accession) AS holdings
    FROM (SELECT * FROM filings WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY filed_on DESC, accession DESC LIMIT ${limit + 1} OFFSET ${offset}) f
    ORDER BY f.filed_on DESC, f.accession DESC`;
  return { items: rows.slice(0, limit), hasMore: rows.length > limit };
}

const reported = Prisma.sql`table_name AS "table", line, security, form_type AS "formType",
  shares_after::text AS "sharesAfter", value_after::text AS "valueAfter", ownership, nature,
  conversion_price::text AS "conversionPrice", exercise_date::text AS "exerciseDate",
  expiration_date::text AS "expirationDate", underlying, underlying_shares::text AS "underlyingShares",
  underlying_value::text AS "underlyingValue", footnotes, superseded_by AS "supersededBy"`;

/** A filing in full; null if none of that accession is stored. */
export async function findFiling({ reads }: Store, accession: string): Promise<WholeFiling | null> {
  const [filing] = await reads.$queryRaw<WholeFiling[]>`
    SELECT ${head}, f.schema_version AS "schemaVersion", f.not_subject_to_section16 AS "notSubjectToSection16",
      f.no_securities_owned AS "noSecuritiesOwned", f.remarks, f.footnotes, f.document_sha256 AS "documentSha256",
      f.parser_version AS "parserVersion", f.stored_at AS "storedAt", (
        SELECT coalesce(json_agg(x), '[]') FROM (
          SELECT ${reported}, transaction_date::text AS date, deemed_date::text AS "deemedDate", code,
            equity_swap AS "equitySwap", timeliness, acquired_disposed AS "acquiredDisposed", shares::text, price::text,
            value::text, total_value::text AS "totalValue",
            same_trade_as AS "sameTradeAs", same_trade_line AS "sameTradeLine"
          FROM insider_trades WHERE accession = f.accession ORDER BY table_name DESC, line) x) AS trades, (
        SELECT coalesce(json_agg(x), '[]') FROM (
          SELECT ${reported} FROM insider_holdings WHERE accession = f.accession ORDER BY table_name DESC, line) x) AS holdings
    FROM filings f WHERE f.accession = ${accession}`;
  return filing ?? null;
}

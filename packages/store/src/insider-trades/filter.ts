// The SQL conditions of a trade filter, shared by lists and statistics.

import { type Cik, type Day, type Decimal, type OwnerRole, toCik } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** The selection of trades; a field that is left out means any. */
export interface TradeFilter {
  /** The CIKs of the issuer: those that it has had; none of them: no trade. */
  readonly issuers?: readonly Cik[] | undefined;
  /** An owner's CIK, or a part of a name. */
  readonly owner?: string | undefined;
  /** How the owner is related to the issuer. */
  readonly role?: OwnerRole | undefined;
  readonly code?: string | undefined;
  readonly table?: 'non-derivative' | 'derivative' | undefined;
  /** Transaction dates, both included. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  /** Days of filing, both included. */
  readonly filedFrom?: Day | undefined;
  readonly filedTo?: Day | undefined;
  /** USD; excludes trades without a value. */
  readonly minValue?: Decimal | undefined;
}

const roleColumns: Readonly<Record<OwnerRole, Prisma.Sql>> = {
  director: Prisma.sql`o.is_director`,
  officer: Prisma.sql`o.is_officer`,
  'ten-percent-owner': Prisma.sql`o.is_ten_percent_owner`,
  other: Prisma.sql`o.is_other`,
};

/** A date as the indexes have it: a trade without one, or with one that cannot be, comes first. */
export const knownDate = Prisma.sql`CASE WHEN t.date_out_of_range THEN '-infinity'::date ELSE coalesce(t.transaction_date, '-infinity'::date) END`;
/** Whether a trade has a date that can be. */
export const hasDate = Prisma.sql`${knownDate} > '-infinity'::date`;
/** A value as the indexes have it. */
export const knownValue = Prisma.sql`coalesce(t.value, '-Infinity'::numeric)`;

/** Of owners that are few their filings are fetched; of a name that fits more, trades are looked through. */
const fewOwners = 500;

/** The condition on trades `t` of a filter. Looks up the owners of a name. */
export async function whereOf(sql: Sql, { owner, role, ...filter }: TradeFilter): Promise<Prisma.Sql> {
  const { issuers, code, table, from, to, filedFrom, filedTo, minValue } = filter;
  const conditions = [Prisma.sql`true`];
  if (issuers !== undefined) conditions.push(isOneOf(Prisma.sql`t.issuer_cik`, issuers));
  if (code !== undefined) conditions.push(Prisma.sql`t.code = ${code}`);
  if (table !== undefined) conditions.push(Prisma.sql`t.table_name = ${table}`);
  if (from !== undefined) conditions.push(Prisma.sql`${knownDate} >= ${from}::date`);
  if (to !== undefined) conditions.push(Prisma.sql`${knownDate} <= ${to}::date AND ${hasDate}`);
  if (filedFrom !== undefined) conditions.push(filedWithin(Prisma.sql`f.filed_on >= ${filedFrom}::date`));
  if (filedTo !== undefined) conditions.push(filedWithin(Prisma.sql`f.filed_on <= ${filedTo}::date`));
  if (minValue !== undefined) conditions.push(Prisma.sql`${knownValue} >= ${minValue}::numeric`);
  const related = role === undefined ? Prisma.sql`true` : roleColumns[role];
  if (owner !== undefined) conditions.push(await ownedBy(sql, owner, related));
  else if (role !== undefined)
    conditions.push(Prisma.sql`EXISTS (SELECT FROM filing_owners o WHERE o.accession = t.accession AND ${related})`);
  return Prisma.join(conditions, ' AND ');
}

const filedWithin = (days: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT FROM filings f WHERE f.accession = t.accession AND ${days})`;

/** Of one value an index gives rows in order, of several it does not. */
export const isOneOf = (column: Prisma.Sql, values: readonly string[]): Prisma.Sql => {
  const [only] = values;
  return values.length === 1 ? Prisma.sql`${column} = ${only}` : Prisma.sql`${column} = ANY(${[...values]}::text[])`;
};

async function ownedBy(sql: Sql, owner: string, related: Prisma.Sql): Promise<Prisma.Sql> {
  const ciks = /^\d{1,10}$/.test(owner) ? [toCik(owner)] : await ciksOf(sql, owner);
  if (ciks !== null) {
    // As an array it is fetched first, whatever Postgres thinks of how many filings that will be.
    return Prisma.sql`t.accession = ANY(ARRAY(
      SELECT o.accession FROM filing_owners o WHERE o.owner_cik = ANY(${ciks}::text[]) AND ${related}))`;
  }
  return Prisma.sql`EXISTS (SELECT FROM filing_owners o JOIN insiders i ON i.cik = o.owner_cik
    WHERE o.accession = t.accession AND upper(i.name) LIKE ${patternOf(owner)} AND ${related})`;
}

/** Those whose latest name has this part; null when they are many. */
async function ciksOf(sql: Sql, part: string): Promise<Cik[] | null> {
  const rows = await sql.$queryRaw<{ cik: Cik }[]>`
    SELECT cik FROM insiders WHERE upper(name) LIKE ${patternOf(part)} LIMIT ${fewOwners + 1}`;
  return rows.length > fewOwners ? null : rows.map(({ cik }) => cik);
}

const patternOf = (part: string): string => `%${part.toUpperCase().replaceAll(/[\\%_]/g, '\\$&')}%`;

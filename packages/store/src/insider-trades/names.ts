import type { OwnerRole } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** A reporting owner of a filing, and how it is related to the issuer. */
export interface FilingOwner {
  readonly cik: string;
  readonly name: string | null;
  readonly roles: OwnerRole[];
  readonly title: string | null;
}

/** The current symbols of the instruments whose company files, or filed, under a CIK, as an array. */
export const tickersOf = (cik: Prisma.Sql): Prisma.Sql => Prisma.sql`ARRAY(
  SELECT DISTINCT s.symbol FROM instrument_ciks c JOIN symbols s ON s.instrument_id = c.instrument_id AND s.valid_to IS NULL
  WHERE c.cik = ${cik} ORDER BY s.symbol)`;

/** The owners of a filing in its order, as a JSON array. */
export const ownersOf = (accession: Prisma.Sql): Prisma.Sql => Prisma.sql`coalesce((
  SELECT json_agg(json_build_object('cik', o.owner_cik, 'name', o.name, 'roles', array_remove(ARRAY[
      CASE WHEN o.is_director THEN 'director' END, CASE WHEN o.is_officer THEN 'officer' END,
      CASE WHEN o.is_ten_percent_owner THEN 'ten-percent-owner' END, CASE WHEN o.is_other THEN 'other' END], NULL),
    'title', o.officer_title) ORDER BY o.position)
  FROM filing_owners o WHERE o.accession = ${accession}), '[]')`;

/** The current symbols of many issuers, by CIK. */
export async function tickersOfMany(sql: Sql, ciks: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await sql.$queryRaw<{ cik: string; tickers: string[] }[]>`
    SELECT w.cik, ${tickersOf(Prisma.sql`w.cik`)} AS tickers FROM unnest(${[...ciks]}::text[]) AS w(cik)`;
  return new Map(rows.map(({ cik, tickers }) => [cik, tickers]));
}

interface OwnerRow {
  readonly accession: string;
  readonly cik: string;
  readonly name: string | null;
  readonly title: string | null;
  readonly isDirector: boolean;
  readonly isOfficer: boolean;
  readonly isTenPercentOwner: boolean;
  readonly isOther: boolean;
}

/** The owners of many filings, each in its order, by accession. */
export async function ownersOfMany(sql: Sql, accessions: readonly string[]): Promise<Map<string, FilingOwner[]>> {
  const rows = await sql.$queryRaw<OwnerRow[]>`
    SELECT accession, owner_cik AS cik, name, officer_title AS title, is_director AS "isDirector",
      is_officer AS "isOfficer", is_ten_percent_owner AS "isTenPercentOwner", is_other AS "isOther"
    FROM filing_owners WHERE accession = ANY(${[...accessions]}::text[]) ORDER BY accession, position`;
  const owners = new Map<string, FilingOwner[]>();
  for (const { accession, cik, name, title, ...is } of rows) {
    const roles: OwnerRole[] = [];
    if (is.isDirector) roles.push('director');
    if (is.isOfficer) roles.push('officer');
    if (is.isTenPercentOwner) roles.push('ten-percent-owner');
    if (is.isOther) roles.push('other');
    const known = owners.get(accession);
    if (known) known.push({ cik, name, roles, title });
    else owners.set(accession, [{ cik, name, roles, title }]);
  }
  return owners;
}

import type { OwnerRole } from '@tickermill/core';
import { Prisma } from '../database.ts';

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

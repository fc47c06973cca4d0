// Links the reports of one trade by several filers, in the transaction that stores a filing.

import type { Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/**
 * Links equal trades of these issuers, on these days (null: on any) after amendments were matched. A pure function of
 * what is stored (docs/decisions/0025). Returns the filings that it changed.
 */
export async function linkSameTrades(
  tx: Sql,
  issuers: readonly string[],
  days: readonly Day[] | null,
): Promise<string[]> {
  const changed = await tx.$queryRaw<{ accession: string }[]>`
    SELECT * FROM link_same_trades(${[...issuers]}::text[], ${days && [...days]}::date[]) AS accession`;
  return changed.map(({ accession }) => accession);
}

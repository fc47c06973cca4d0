import type { ListingId } from '@tickermill/core';
import { z } from 'zod';
import { untrusted } from '../listing-file.ts';

const Rows = z.array(z.record(z.string(), z.unknown()));
/** The key of the list differs between the keyed API and the market-data service. */
const Listed = z.object({ OutBlock_1: Rows.optional(), output: Rows.optional(), block1: Rows.optional() });

/**
 * The rows of a master of the exchange.
 * @throws {PipelineError} `LISTING_CUT_OFF` if it is no JSON; `LISTING_STRUCTURE` if it is empty, as it is before a day is
 * published, or none of its rows has a field
 */
export function masterRows(
  listing: ListingId,
  bytes: Buffer,
  fields: readonly string[],
): readonly Readonly<Record<string, unknown>>[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw untrusted('LISTING_CUT_OFF', listing, 'is no JSON, or ends within it.');
  }
  const { data } = Listed.safeParse(parsed);
  const rows = data?.OutBlock_1 ?? data?.output ?? data?.block1;
  if (rows === undefined)
    throw untrusted('LISTING_STRUCTURE', listing, 'has no list of rows.', { column: 'OutBlock_1' });
  if (rows.length === 0)
    throw untrusted('LISTING_STRUCTURE', listing, 'is empty: the day was no session, or is not published yet.');
  for (const column of fields) {
    if (!rows.some((row) => column in row))
      throw untrusted('LISTING_STRUCTURE', listing, `has no field "${column}" in its rows.`, { column });
  }
  return rows;
}

// Finds whatever a word names: instruments, insiders, filings, runs.

import { Accession, toCik } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { lastSymbolOf, tickerOf } from '../universe/find-tickers.ts';

/** Something that a search has found. */
export interface SearchHit {
  readonly kind: 'ticker' | 'insider' | 'filing' | 'run';
  /** What names it and nothing else. */
  readonly id: string;
  readonly title: string;
  readonly detail: string;
}

const perKind = 8;

/** What a word names, each kind by itself, what it names exactly first. */
export async function search(sql: Sql, q: string): Promise<SearchHit[]> {
  const text = q.trim();
  if (text === '') return [];
  const found = await Promise.all([instruments(sql, text), insiders(sql, text), filings(sql, text), runs(sql, text)]);
  return found.flat();
}

const cikOf = (text: string) => (/^\d{1,10}$/.test(text) ? toCik(text) : null);
const patternOf = (text: string) => text.toUpperCase().replaceAll(/[\\%_]/g, '\\$&');

/** Instruments by their present or last symbol, their name, a CIK or ISIN: the delisted too. */
function instruments(sql: Sql, text: string): Promise<SearchHit[]> {
  const upper = text.toUpperCase();
  const like = patternOf(text);
  return sql.$queryRaw<SearchHit[]>`
    SELECT 'ticker' AS kind, ${tickerOf(Prisma.sql`y`)} AS id, i.name AS title,
      y.mic || CASE WHEN i.status = 'active' THEN '' ELSE ', ' || i.status END AS detail
    FROM instruments i JOIN LATERAL ${lastSymbolOf(Prisma.sql`i.id`)} y ON true
    WHERE EXISTS (SELECT FROM symbols s WHERE s.instrument_id = i.id AND s.symbol LIKE ${`${like}%`})
      OR upper(i.name) LIKE ${`%${like}%`} OR i.isin = ${upper}
      OR EXISTS (SELECT FROM instrument_ciks c WHERE c.instrument_id = i.id AND c.cik = ${cikOf(text)}::text)
    ORDER BY y.symbol = ${upper} DESC, y.symbol LIKE ${`${like}%`} DESC, i.status = 'active' DESC, y.symbol, i.id
    LIMIT ${perKind}`;
}

function insiders(sql: Sql, text: string): Promise<SearchHit[]> {
  // A word of two letters would be in half of all names.
  const like = text.length < 3 ? null : `%${patternOf(text)}%`;
  return sql.$queryRaw<SearchHit[]>`
    SELECT 'insider' AS kind, cik AS id, coalesce(name, cik) AS title, 'insider, CIK ' || cik AS detail FROM insiders
    WHERE cik = ${cikOf(text)}::text OR upper(name) LIKE ${like}::text ORDER BY cik = ${cikOf(text)}::text DESC, name, cik LIMIT ${perKind}`;
}

/** A filing by its accession, with its hyphens or without. */
async function filings(sql: Sql, text: string): Promise<SearchHit[]> {
  const written = /^\d{18}$/.test(text) ? `${text.slice(0, 10)}-${text.slice(10, 12)}-${text.slice(12)}` : text;
  const accession = Accession.safeParse(written);
  if (!accession.success) return [];
  return sql.$queryRaw<SearchHit[]>`
    SELECT 'filing' AS kind, accession AS id, 'Form ' || form || ' of ' || coalesce(issuer_name, issuer_cik) AS title,
      'filed ' || filed_on::text AS detail
    FROM filings WHERE accession = ${accession.data}`;
}

async function runs(sql: Sql, text: string): Promise<SearchHit[]> {
  if (!/^\d{1,18}$/.test(text)) return [];
  return sql.$queryRaw<SearchHit[]>`
    SELECT 'run' AS kind, id::text AS id, 'Run ' || id || ' of ' || dataset AS title, trigger || ', ' || state AS detail
    FROM runs WHERE id = ${BigInt(text)}`;
}

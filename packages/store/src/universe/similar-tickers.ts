// Suggests a listed ticker in place of one that nothing is listed under.

import type { AskedTicker } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import { tickerOf } from './find-tickers.ts';

/** A listed ticker with the name of its company. */
interface Suggestion {
  readonly ticker: string;
  readonly name: string;
}

/** So many edits may lie between a mistyped symbol and the one that was meant. */
const maxEdits = 1;
/** A name is recognised by at least so many letters of its beginning. */
const minNameChars = 3;

/**
 * A ticker that can be had in place of an unknown one: that of a company whose name begins so, else the one that is
 * spelled most alike, else any; null where none is listed.
 */
export async function similarTicker(db: Database, asked: AskedTicker): Promise<Suggestion | null> {
  const symbol = asked.split(':').at(-1) ?? asked;
  const listed = (which: Prisma.Sql, order: Prisma.Sql) => db.$queryRaw<(Suggestion & { symbol: string })[]>`
    SELECT s.symbol, ${tickerOf(Prisma.sql`s`)} AS ticker, i.name FROM symbols s JOIN instruments i ON i.id = s.instrument_id
    WHERE s.valid_to IS NULL AND ${which} ORDER BY ${order}, s.symbol, s.mic LIMIT 200`;
  if (symbol.length >= minNameChars) {
    const [named] = await listed(Prisma.sql`starts_with(upper(i.name), ${symbol}::text)`, Prisma.sql`length(i.name)`);
    if (named) return named;
  }
  const alike = await listed(
    Prisma.sql`abs(length(s.symbol) - ${symbol.length}::int) <= ${maxEdits}::int AND (left(s.symbol, 1) = left(${symbol}::text, 1) OR right(s.symbol, 1) = right(${symbol}::text, 1))`,
    Prisma.sql`left(s.symbol, 2) <> left(${symbol}::text, 2), right(s.symbol, 2) <> right(${symbol}::text, 2)`,
  );
  const near = alike.find((each) => edits(each.symbol, symbol) <= maxEdits);
  return near ?? (await listed(Prisma.sql`true`, Prisma.sql`s.symbol <> 'AAPL'`))[0] ?? null;
}

/** How many letters must be changed, added or removed to make one text of another. */
function edits(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= other.length; column++) {
      const same = (row[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1);
      next.push(Math.min(same, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

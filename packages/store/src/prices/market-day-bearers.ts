import { type Day, type MarketId, markets } from '@tickermill/core';
import { Prisma } from '../database.ts';

/** So many days before a name is known to have held, it is taken to have: a first list comes days after the first prices. */
const leniency = 10;

/**
 * The instruments that bore each symbol of a market on a day, as rows of `symbol` and `id`: those known to have borne it,
 * or else those that bear it since shortly after. At one time a symbol is that of one instrument of its market.
 */
export const bearersOf = (market: MarketId, day: Day): Prisma.Sql => Prisma.sql`
  SELECT DISTINCT ON (symbol) symbol, instrument_id AS id
  FROM symbols
  WHERE mic = ANY(${[...markets[market].mics]}::text[]) AND valid_from <= ${day}::date + ${leniency}::int
    AND (valid_to IS NULL OR valid_to > ${day}::date) AND (${markets[market].funds ?? null}::text IS NULL
      OR (${markets[market].funds ?? null} = 'alone') = EXISTS (SELECT FROM instruments i WHERE i.id = instrument_id AND i.kind = 'etf'))
  ORDER BY symbol, valid_from > ${day}::date, valid_from`;

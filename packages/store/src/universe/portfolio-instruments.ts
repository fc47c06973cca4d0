import { Prisma } from '../database.ts';

/** A trade counts as recent for so many days. */
const recentDays = 30;

/** The instruments that a portfolio holds, or that were traded in one within 30 days, as `id`, some more than once. */
export const portfolioInstruments = (now: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT unnest(held) AS id FROM portfolios
  UNION ALL
  SELECT instrument_id FROM portfolio_trades
  WHERE instrument_id IS NOT NULL AND traded_on >= (${now} AT TIME ZONE 'UTC')::date - ${recentDays}::int`;

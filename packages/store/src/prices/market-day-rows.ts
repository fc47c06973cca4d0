// What a whole day of a market changes in the coverage of its instruments, and what is kept of the day itself.

import { type MarketDayBars, markets } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { bearersOf } from './market-day-bearers.ts';
import type { JudgedBar } from './market-day-verdicts.ts';

/** The figures of a day, by what became of its rows. */
export interface MarketDayFigures {
  readonly stored: number;
  readonly corrected: number;
  readonly confirmed: number;
  readonly differing: number;
  readonly apart: number;
  readonly unheld: number;
  readonly unknown: number;
  readonly missing: readonly string[];
}

/** Days that tell how many rows a day has. */
const usualDays = 5;

type DayOf = Pick<MarketDayBars, 'market' | 'day' | 'provider'>;

/** The median of the rows of the last days before; null before there is any. */
export async function usualRows(tx: Sql, { market, day, provider }: DayOf): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ usual: number | null }[]>`
    SELECT (percentile_cont(0.5) WITHIN GROUP (ORDER BY rows))::float8 AS usual FROM (
      SELECT rows FROM market_days WHERE market = ${market} AND provider = ${provider} AND day < ${day}::date
      ORDER BY day DESC LIMIT ${usualDays}) d`;
  return row?.usual ?? null;
}

/** When what is written of any series becomes known: later than everything that was written before. */
export async function nextInstant(tx: Sql): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`
    SELECT greatest(date_trunc('milliseconds', clock_timestamp()), max(written_at) + interval '1 ms') AS now
    FROM coverage WHERE dataset = 'daily-prices'`;
  return row?.now as Date;
}

/** The day, with the closed days before it. */
const days = ({ day, previous }: Pick<MarketDayBars, 'day' | 'previous'>): Prisma.Sql =>
  Prisma.sql`datemultirange(daterange(${previous}::date, ${day}::date, '(]'))`;

/**
 * Writes the coverage of judged bars. Days that follow a series of another provider are a stopgap, and one of whole days of
 * a market: they stay until an action makes them wrong.
 */
export async function coverMarketDay(
  tx: Sql,
  record: MarketDayBars,
  judged: readonly JudgedBar[],
  now: Date,
): Promise<void> {
  const { market, day, provider, basis } = record;
  const some = judged.filter(({ verdict }) => verdict !== 'unheld' && verdict !== 'apart');
  if (some.length === 0) return;
  const fresh = some.filter(({ verdict }) => verdict === 'begins').map(({ instrumentId }) => instrumentId);
  if (fresh.length > 0)
    await tx.$executeRaw`
      INSERT INTO coverage (dataset, instrument_id, written_at, currency, provider, basis)
      SELECT 'daily-prices', id, '-infinity', ${markets[market].currency}, ${provider}, ${basis} FROM unnest(${fresh}::bigint[]) AS id
      ON CONFLICT (dataset, instrument_id) DO UPDATE SET currency = EXCLUDED.currency, provider = EXCLUDED.provider, basis = EXCLUDED.basis`;
  const range = days(record);
  const own = some.filter(({ verdict }) => verdict === 'begins' || verdict === 'extends');
  // Of most series only the end moves: to compute nothing else for them saves half.
  const moved = await tx.$executeRaw`
    UPDATE coverage c SET covered = c.covered + ${range}, first_day = least(c.first_day, ${day}::date),
      raw_on = greatest(c.raw_on, ${day}::date), written_at = ${now}::timestamptz
    FROM unnest(${own.map(({ instrumentId }) => instrumentId)}::bigint[]) AS n(id)
    WHERE c.dataset = 'daily-prices' AND c.instrument_id = n.id
      AND NOT (c.absent && ${range} OR c.late && ${range} OR c.provisional && ${range} OR c.denied && ${range})`;
  if (moved === some.length) return;
  const isWritten = Prisma.sql`n.verdict IN ('begins', 'extends', 'follows')`;
  await tx.$executeRaw`
    UPDATE coverage c SET
      covered = CASE WHEN ${isWritten} THEN c.covered + ${range} ELSE c.covered END,
      absent = CASE WHEN ${isWritten} THEN c.absent - ${range} ELSE c.absent END,
      denied = CASE WHEN n.verdict = 'follows' THEN c.denied + c.absent * ${range} WHEN ${isWritten} THEN c.denied - ${range} ELSE c.denied END,
      late = CASE WHEN ${isWritten} THEN c.late - ${range} ELSE c.late END,
      provisional = CASE WHEN ${isWritten} THEN c.provisional - ${range} ELSE c.provisional END,
      stopgap = CASE WHEN n.verdict = 'follows' THEN c.stopgap + (${range} - (c.covered - c.stopgap)) ELSE c.stopgap END,
      market_days = CASE WHEN n.verdict = 'follows' THEN c.market_days + (${range} - (c.covered - c.stopgap)) ELSE c.market_days END,
      first_day = CASE WHEN ${isWritten} THEN least(c.first_day, ${day}::date) ELSE c.first_day END,
      raw_on = CASE WHEN n.verdict = 'differs' THEN c.raw_on ELSE greatest(c.raw_on, ${day}::date) END,
      audited_at = CASE WHEN n.verdict = 'agrees' THEN ${now}::timestamptz ELSE c.audited_at END,
      mistrusted_at = CASE WHEN n.verdict = 'differs' AND NOT c.stopgap @> ${day}::date THEN coalesce(c.mistrusted_at, ${now}::timestamptz)
        ELSE c.mistrusted_at END,
      written_at = CASE WHEN ${isWritten} OR n.verdict = 'corrects' THEN ${now}::timestamptz ELSE c.written_at END
    FROM unnest(${some.map(({ instrumentId }) => instrumentId)}::bigint[], ${some.map(({ verdict }) => verdict)}::text[]) AS n(id, verdict)
    WHERE c.dataset = 'daily-prices' AND c.instrument_id = n.id AND c.written_at < ${now}::timestamptz`;
}

/** An instrument that a day leaves out. */
interface MissingInstrument {
  readonly instrumentId: bigint;
  readonly symbol: string;
}

/** Instruments whose series reaches the day before, and that the answer leaves out. */
export function missingOf(tx: Sql, { market, day, previous, bars }: MarketDayBars): Promise<MissingInstrument[]> {
  return tx.$queryRaw<MissingInstrument[]>`
    SELECT n.id AS "instrumentId", n.symbol
    FROM (${bearersOf(market, day)}) n JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = n.id
    WHERE c.covered @> ${previous}::date AND NOT c.covered @> ${day}::date AND NOT c.absent @> ${day}::date
      AND NOT EXISTS (SELECT FROM unnest(${bars.map(({ symbol }) => symbol)}::text[]) AS b(symbol) WHERE b.symbol = n.symbol)
    ORDER BY n.symbol`;
}

/** Keeps the figures of a day. Read again, it has those of its last answer; what was stored once stays so. */
export async function keepMarketDay(tx: Sql, record: MarketDayBars, figures: MarketDayFigures): Promise<void> {
  const { market, day, provider, rows, refused } = record;
  const { stored, corrected, confirmed, differing, apart, unheld, unknown, missing } = figures;
  await tx.$executeRaw`
    INSERT INTO market_days AS d (market, day, provider, rows, stored, corrected, confirmed, differing, apart, unheld, unknown, refused, missing)
    VALUES (${market}, ${day}::date, ${provider}, ${rows}, ${stored}, ${corrected}, ${confirmed}, ${differing}, ${apart}, ${unheld},
      ${unknown}, ${JSON.stringify(refused)}::jsonb, ${[...missing]}::text[])
    ON CONFLICT (market, day, provider) DO UPDATE SET rows = EXCLUDED.rows, stored = d.stored + EXCLUDED.stored,
      corrected = d.corrected + EXCLUDED.corrected, confirmed = EXCLUDED.confirmed, differing = EXCLUDED.differing,
      apart = EXCLUDED.apart, unheld = EXCLUDED.unheld, unknown = EXCLUDED.unknown, refused = EXCLUDED.refused,
      missing = EXCLUDED.missing, read_at = now()`;
}

// Deletes prices and quotes that are older than configured.

import type { Day } from '@tickermill/core';
import { type Database, Prisma, type Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import { lockSeries } from './stored-series.ts';

/** Instruments whose old bars go in one transaction: some ten thousand rows, found by their key. */
const instrumentsAtOnce = 10;
const quotesAtOnce = 5_000;

/**
 * Deletes daily prices of before a year, with their history, and removes the days from coverage: of so many instruments
 * at most, in small transactions; it drops no partition that is locked by a reader. Returns how many bars, and whether
 * there are none left.
 */
export async function deletePricesBefore(
  store: Store,
  year: number,
  { limit }: { limit: number },
): Promise<{ bars: number; isDone: boolean }> {
  const day = `${String(year).padStart(4, '0')}-01-01`;
  let bars = 0;
  for (let instruments = 0; instruments < limit; instruments += instrumentsAtOnce) {
    // What was deleted has another first day, or none: it is not found again.
    const page = await store.sql.$queryRaw<{ id: bigint }[]>`
      SELECT instrument_id AS id FROM coverage WHERE dataset = 'daily-prices' AND first_day < ${day}::date
      ORDER BY instrument_id LIMIT ${instrumentsAtOnce}`;
    if (page.length === 0) return { bars, isDone: true };
    bars += await deleteOf(
      store,
      page.map(({ id }) => String(id)),
      day,
    );
  }
  return { bars, isDone: false };
}

const deleteOf = (store: Store, ids: readonly string[], day: string): Promise<number> =>
  store.sqlTransaction(async (tx) => {
    await lockSeries(tx, ids);
    const deleted = await tx.$executeRaw`
      DELETE FROM daily_prices WHERE instrument_id = ANY(${[...ids]}::bigint[]) AND date < ${day}::date`;
    await tx.$executeRaw`DELETE FROM price_revisions WHERE instrument_id = ANY(${[...ids]}::bigint[]) AND date < ${day}::date`;
    await tx.$executeRaw`
      UPDATE coverage c SET covered = c.covered - old, stopgap = c.stopgap - old, provisional = c.provisional - old,
        denied = c.denied - old, late = c.late - old,
        first_day = (SELECT min(date) FROM daily_prices p WHERE p.instrument_id = c.instrument_id)
      FROM (SELECT datemultirange(daterange(NULL, ${day}::date)) AS old) horizon
      WHERE c.dataset = 'daily-prices' AND c.instrument_id = ANY(${[...ids]}::bigint[])`;
    return deleted;
  });

/** Deletes quotes of before an instant, some thousands at a time. Returns how many. */
export async function deleteQuotesBefore(sql: Sql, instant: Date): Promise<number> {
  for (let deleted = 0; ; ) {
    const gone = await sql.$executeRaw`
      DELETE FROM quotes WHERE (instrument_id, at) IN (
        SELECT instrument_id, at FROM quotes WHERE at < ${instant}::timestamptz ORDER BY at LIMIT ${quotesAtOnce})`;
    deleted += gone;
    if (gone < quotesAtOnce) return deleted;
  }
}

/** Deletes closes of a second source of before a day. Returns how many. */
export const deleteSecondClosesBefore = (sql: Sql, day: Day): Promise<number> =>
  sql.$executeRaw`DELETE FROM second_closes WHERE date < ${day}::date`;

const keepYearsKey = 'prices.keep_years';

/** Writes down for how many years daily prices are kept, for all who plan; null: for ever. */
export async function recordPriceYears(db: Database, years: number | null): Promise<void> {
  const value = years ?? Prisma.JsonNull;
  await db.setting.upsert({
    where: { key: keepYearsKey },
    create: { key: keepYearsKey, value },
    update: { value, updatedAt: new Date() },
  });
}

/** The day before which daily prices are not kept; null where they are kept for ever. */
export async function priceHorizon(db: Database, now: Date): Promise<Day | null> {
  const setting = await db.setting.findUnique({ where: { key: keepYearsKey } });
  return typeof setting?.value === 'number' ? `${now.getUTCFullYear() - setting.value}-01-01` : null;
}

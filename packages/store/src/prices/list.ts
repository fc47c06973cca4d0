import type { Day } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { type Adjustment, undo } from './adjustments.ts';
import { type BarValues, divideRounded, type Micros, toMicros, toPrice } from './bars.ts';
import { toAdjustment } from './stored-series.ts';

/** A bar as it is shown: prices in plain notation. */
export interface ListedBar {
  readonly date: Day;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly close: string | null;
  readonly adjClose: string | null;
  readonly volume: string | null;
  readonly currency: string | null;
  readonly provider: string;
  readonly final: boolean;
  readonly knownFrom: Date;
  readonly checkedAt: Date | null;
}

/** Which bars are listed, and as what. */
export interface PriceListing {
  readonly instrumentId: bigint;
  readonly from: Day;
  readonly to: Day;
  /** As they were known at an instant: final bars alone. Left out: as they are. */
  readonly asOf?: Date;
  /** Open, high, low and close adjusted as `adjClose` is; null where the provider adjusts nothing. */
  readonly adjusted: boolean;
}

const batchSize = 2_000;

/**
 * Bars by day, batch by batch, each beginning behind the last day of the one before: no connection is held while the
 * reader is slow.
 */
export async function* listPrices(sql: Sql, listing: PriceListing): AsyncGenerator<ListedBar[]> {
  const { instrumentId, asOf, to } = listing;
  const since = asOf ? await adjustmentsSince(sql, instrumentId, asOf) : [];
  for (let from: Day | null = listing.from; from !== null; ) {
    const rows: Row[] = asOf
      ? await knownRows(sql, { instrumentId, from, to }, asOf)
      : await currentRows(sql, { instrumentId, from, to });
    const bars = rows.map((row) => shown(asOf ? asKnown(row, since) : row, listing.adjusted));
    if (bars.length > 0) yield bars;
    from = rows.length < batchSize ? null : dayAfter(rows.at(-1) as Row);
  }
}

interface Stretch {
  readonly instrumentId: bigint;
  readonly from: Day;
  readonly to: Day;
}

interface Row extends ListedBar {
  /** Until when it was known so; null if it still is. */
  readonly knownTo: Date | null;
  readonly next: Day;
}

const dayAfter = ({ next }: Row) => next;

const columns = Prisma.sql`date, open, high, low, close, adj_close, volume, currency, provider, known_from`;
const fields = Prisma.sql`b.date::text, open::text, high::text, low::text, close::text, adj_close::text AS "adjClose", volume::text,
  b.currency, b.provider, final, known_from AS "knownFrom", (b.date + 1)::text AS next`;

function currentRows(sql: Sql, { instrumentId, from, to }: Stretch): Promise<Row[]> {
  return sql.$queryRaw<Row[]>`
    SELECT ${fields}, NULL::timestamptz AS "knownTo",
      greatest(b.checked_at, CASE WHEN b.date <@ c.checked THEN c.checked_at END) AS "checkedAt"
    FROM daily_prices b LEFT JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = b.instrument_id
    WHERE b.instrument_id = ${instrumentId} AND b.date BETWEEN ${from}::date AND ${to}::date ORDER BY b.date LIMIT ${batchSize}`;
}

/** The rows known at an instant: current ones, and those that were valid until later. */
function knownRows(sql: Sql, { instrumentId, from, to }: Stretch, asOf: Date): Promise<Row[]> {
  return sql.$queryRaw<Row[]>`
    SELECT ${fields}, known_to AS "knownTo", NULL::timestamptz AS "checkedAt" FROM (
      (SELECT ${columns}, true AS final, NULL::timestamptz AS known_to FROM daily_prices
        WHERE instrument_id = ${instrumentId} AND date BETWEEN ${from}::date AND ${to}::date AND final AND known_from <= ${asOf}::timestamptz
        ORDER BY date LIMIT ${batchSize})
      UNION ALL
      (SELECT ${columns}, true, known_to FROM price_revisions
        WHERE instrument_id = ${instrumentId} AND date BETWEEN ${from}::date AND ${to}::date
          AND known_from <= ${asOf}::timestamptz AND known_to > ${asOf}::timestamptz
        ORDER BY date LIMIT ${batchSize})) b
    ORDER BY b.date LIMIT ${batchSize}`;
}

/** The adjustments made after an instant, the latest first. */
async function adjustmentsSince(sql: Sql, instrumentId: bigint, asOf: Date): Promise<Adjustment[]> {
  const [row] = await sql.$queryRaw<{ adjustments: Parameters<typeof toAdjustment>[0][] }[]>`
    SELECT coalesce(jsonb_agg(jsonb_build_object('knownFrom', known_from, 'kind', kind, 'before', before,
      'factor', (factor * 1e18)::numeric(38)::text, 'priceHint', price_hint, 'scalesVolume', scales_volume)
      ORDER BY known_from DESC, kind DESC), '[]') AS adjustments
    FROM adjustments WHERE instrument_id = ${instrumentId} AND known_from > ${asOf}::timestamptz`;
  return (row?.adjustments ?? []).map(toAdjustment);
}

const exact = (price: string | null): Micros | null => (price === null ? null : toMicros(price));
const text = (price: Micros | null): string | null => (price === null ? null : toPrice(price));

/** A row without the adjustments that it has met since: a former one until it was replaced. */
function asKnown(row: Row, since: readonly Adjustment[]): Row {
  const met = since.filter(
    ({ before, knownFrom }) => row.date < before && (row.knownTo === null || knownFrom < row.knownTo),
  );
  if (met.length === 0) return row;
  const values: BarValues = undo(
    {
      open: exact(row.open),
      high: exact(row.high),
      low: exact(row.low),
      close: exact(row.close),
      adjClose: exact(row.adjClose),
      volume: row.volume === null ? null : BigInt(row.volume),
      currency: row.currency,
    },
    met,
  );
  return {
    ...row,
    open: text(values.open),
    high: text(values.high),
    low: text(values.low),
    close: text(values.close),
    adjClose: text(values.adjClose),
    volume: values.volume?.toString() ?? null,
  };
}

function shown({ knownTo: _, next: __, ...bar }: Row, adjusted: boolean): ListedBar {
  if (!adjusted) return bar;
  const [close, adjClose] = [exact(bar.close), exact(bar.adjClose)];
  const adjust = (price: string | null) =>
    price === null || close === null || close === 0n || adjClose === null
      ? null
      : toPrice(divideRounded(toMicros(price) * adjClose, close));
  return { ...bar, open: adjust(bar.open), high: adjust(bar.high), low: adjust(bar.low), close: bar.adjClose };
}

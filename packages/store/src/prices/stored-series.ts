// Reads and locks the stored series that an answer is compared with.

import type { CorporateAction, Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { Adjustment } from './adjustments.ts';
import { type StoredBar, toMicros } from './bars.ts';

/** An action as it is stored now. */
export interface StoredAction extends Omit<CorporateAction, 'raw'> {
  readonly provider: string;
}

/** Days from one to before another. */
export interface DayRange {
  readonly from: Day;
  readonly before: Day;
}

/** What is stored about the series of an instrument, its bars apart. */
export interface SeriesFacts {
  readonly instrumentId: string;
  /** When what is written now becomes known: later than everything that was written of this instrument before. */
  readonly now: Date;
  /** Nothing of it was ever stored. */
  readonly isNew: boolean;
  readonly currency: string | null;
  readonly stopgap: readonly DayRange[];
  readonly checked: DayRange | null;
  readonly firstDay: Day | null;
  /** The last day of which anything is stored. */
  readonly lastDay: Day | null;
  readonly adjustments: readonly Adjustment[];
  readonly actions: readonly StoredAction[];
}

/** Keeps every other writer of these instruments out until the end of the transaction. */
export async function lockSeries(tx: Sql, instrumentIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    WITH gate AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(hashtextextended('daily-prices', 0)))
    SELECT pg_advisory_xact_lock(hashtextextended('daily-prices ' || id, 0))
    FROM gate, (SELECT DISTINCT id FROM unnest(${[...instrumentIds]}::bigint[]) AS id ORDER BY id) l`;
}

/** Keeps every other writer of any series out until the end of the transaction: thousands of locks would be too many. */
export async function lockAllSeries(tx: Sql): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('daily-prices', 0))`;
}

type FactsRow = Omit<SeriesFacts, 'instrumentId' | 'adjustments'> & {
  readonly instrumentId: bigint;
  readonly adjustments: readonly (Omit<Adjustment, 'knownFrom' | 'factor'> & { knownFrom: string; factor: string })[];
};

/** What is stored about series whose instruments are locked. */
export async function seriesFacts(tx: Sql, instrumentIds: readonly string[]): Promise<Map<string, SeriesFacts>> {
  const rows = await tx.$queryRaw<FactsRow[]>`
    SELECT i.id AS "instrumentId", c.instrument_id IS NULL AS "isNew", c.currency, c.first_day::text AS "firstDay",
      (greatest(upper(c.covered), upper(c.provisional)) - 1)::text AS "lastDay",
      greatest(date_trunc('milliseconds', clock_timestamp()), c.written_at + interval '1 ms',
        (SELECT max(greatest(known_from, known_to)) FROM corporate_actions a WHERE a.instrument_id = i.id) + interval '1 ms') AS now,
      coalesce((SELECT jsonb_agg(jsonb_build_object('from', lower(r), 'before', upper(r))) FROM unnest(c.stopgap) AS r), '[]') AS stopgap,
      CASE WHEN NOT isempty(c.checked) THEN jsonb_build_object('from', lower(c.checked), 'before', upper(c.checked)) END AS checked,
      coalesce((SELECT jsonb_agg(jsonb_build_object('knownFrom', known_from, 'kind', kind, 'before', before,
        'factor', (factor * 1e18)::numeric(38)::text, 'priceHint', price_hint, 'scalesVolume', scales_volume)
        ORDER BY known_from DESC, kind DESC) FROM adjustments a WHERE a.instrument_id = i.id), '[]') AS adjustments,
      coalesce((SELECT jsonb_agg(jsonb_build_object('date', date, 'type', type, 'ratio', ratio::text, 'amount', amount::text,
        'provider', provider)) FROM corporate_actions a WHERE a.instrument_id = i.id AND a.known_to IS NULL), '[]') AS actions
    FROM unnest(${[...instrumentIds]}::bigint[]) AS i(id)
      LEFT JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = i.id`;
  return new Map(
    rows.map((row) => {
      const instrumentId = String(row.instrumentId);
      const adjustments = row.adjustments.map(toAdjustment);
      return [instrumentId, { ...row, instrumentId, adjustments }];
    }),
  );
}

/** An adjustment as its row comes from JSON. */
export const toAdjustment = (row: FactsRow['adjustments'][number]): Adjustment => ({
  ...row,
  knownFrom: new Date(row.knownFrom),
  factor: BigInt(row.factor),
});

interface Asked {
  readonly instrumentId: string;
  readonly from: Day | '-infinity';
  readonly to: Day | 'infinity';
}

interface BarRow {
  readonly instrumentId: bigint;
  readonly date: Day;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly close: string | null;
  readonly adjClose: string | null;
  readonly volume: bigint | null;
  readonly currency: string | null;
  readonly provider: string;
  readonly final: boolean;
  readonly knownFrom: Date;
}

const exact = (price: string | null) => (price === null ? null : toMicros(price));

/** The stored bars of stretches of series, ascending, by instrument. */
export async function storedBars(tx: Sql, asked: readonly Asked[]): Promise<Map<string, StoredBar[]>> {
  const bars = new Map<string, StoredBar[]>(asked.map(({ instrumentId }) => [instrumentId, []]));
  const earliest = asked.some(({ from }) => from === '-infinity')
    ? '-infinity'
    : asked.map(({ from }) => from).sort()[0];
  const latest = asked.some(({ to }) => to === 'infinity')
    ? 'infinity'
    : asked
        .map(({ to }) => to)
        .sort()
        .at(-1);
  // Each stretch by its key: whatever the planner believes, no partition is read whole. The days of all of them together
  // let it leave out the partitions of other years before it begins.
  const rows = await tx.$queryRaw<BarRow[]>`
    SELECT a.id AS "instrumentId", p.* FROM unnest(${asked.map(({ instrumentId }) => instrumentId)}::bigint[],
      ${asked.map(({ from }) => from)}::date[], ${asked.map(({ to }) => to)}::date[]) AS a(id, from_day, to_day)
    CROSS JOIN LATERAL (
      SELECT date::text, open::text, high::text, low::text, close::text, adj_close::text AS "adjClose", volume, currency, provider, final, known_from AS "knownFrom"
      FROM daily_prices d WHERE d.instrument_id = a.id AND d.date BETWEEN a.from_day AND a.to_day
        AND d.date BETWEEN ${earliest}::date AND ${latest}::date
      ORDER BY d.date OFFSET 0) p`;
  for (const row of rows) {
    bars.get(String(row.instrumentId))?.push({
      date: row.date,
      open: exact(row.open),
      high: exact(row.high),
      low: exact(row.low),
      close: exact(row.close),
      adjClose: exact(row.adjClose),
      volume: row.volume,
      currency: row.currency,
      final: row.final,
      provider: row.provider,
      knownFrom: row.knownFrom,
    });
  }
  return bars;
}

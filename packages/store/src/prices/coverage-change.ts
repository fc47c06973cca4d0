import type { Day, PriceBasis } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import type { DayRange } from './stored-series.ts';

/** What an answer changes in the coverage of an instrument. Ranges are multiranges of Postgres as text. */
export interface CoverageChange {
  readonly instrumentId: string;
  /** It has no row yet. */
  readonly isNew: boolean;
  readonly writtenAt: Date;
  /** The requested days as far as they were answered, and of them those without prices. */
  readonly cover: string;
  readonly except: string;
  /** Days whose bars were removed. */
  readonly uncover: string;
  readonly absent: string;
  readonly unabsent: string;
  /** Whether what it covers is a stopgap, where the preferred source does not cover already. */
  readonly isStopgap: boolean;
  /** Days that stay a stopgap, as the preferred source has none. */
  readonly keptStopgap: string;
  /** Days without prices that may yet come. */
  readonly late: string;
  readonly provisional: string;
  readonly unprovisional: string;
  /** Days without any usable value. */
  readonly spared: string;
  /** The first day that was written. */
  readonly firstDay: Day | null;
  /** The first day that is stored may have been removed. */
  readonly firstRemoved: boolean;
  readonly currency: string | null;
  readonly provider: string | null;
  /** What its prices are adjusted for; null leaves it. */
  readonly basis: PriceBasis | null;
  /** What the series is suspected of is settled, or found; null leaves it. */
  readonly mistrusted: boolean | null;
  /** What was confirmed at once, replacing the former. */
  readonly checked: DayRange | null;
}

/** Ranges as a multirange. */
export const multirange = (ranges: readonly Partial<DayRange>[]): string =>
  `{${ranges.map(({ from, before }) => `[${from ?? ''},${before ?? ''})`).join(',')}}`;

/** The days with final bars, after the change. */
const covered = Prisma.sql`(c.covered - n.uncover) + (n.cover - n."except")`;
/** The days of which the preferred source has none, whatever else is stored of them. */
const none = Prisma.sql`(c.absent + c.denied - n.unabsent - n.late) + n.absent`;

/** Writes what answers change in the coverage of their instruments, which are locked. */
export async function changeCoverage(tx: Sql, dataset: string, changes: readonly CoverageChange[]): Promise<void> {
  if (changes.length === 0) return;
  const fresh = changes.filter(({ isNew }) => isNew).map(({ instrumentId }) => instrumentId);
  if (fresh.length > 0)
    await tx.$executeRaw`
      INSERT INTO coverage (dataset, instrument_id, written_at) SELECT ${dataset}, id, now() FROM unnest(${fresh}::bigint[]) AS id`;
  await tx.$executeRaw`
    UPDATE coverage c SET
      covered = ${covered},
      absent = ${none} - (${covered}),
      denied = (${none}) * (${covered}),
      late = (c.late - n.unabsent) + n.late - (${covered}),
      stopgap = CASE WHEN n."isStopgap" THEN c.stopgap + (n.cover - n."except" - (c.covered - c.stopgap))
        ELSE c.stopgap - n.uncover - (n.cover - n."keptStopgap") END,
      provisional = (c.provisional - (n.unprovisional - n.spared)) + n.provisional,
      first_day = least(CASE WHEN n."firstRemoved"
        THEN (SELECT min(date) FROM daily_prices p WHERE p.instrument_id = c.instrument_id) ELSE c.first_day END, n."firstDay"),
      currency = coalesce(n.currency, c.currency), provider = coalesce(n.provider, c.provider), basis = coalesce(n.basis, c.basis),
      market_days = c.market_days - n.cover - n.uncover,
      mistrusted_at = CASE WHEN n.mistrusted THEN coalesce(c.mistrusted_at, n."writtenAt") WHEN n.mistrusted IS NULL THEN c.mistrusted_at END,
      checked = CASE WHEN n.checked ->> 'from' IS NULL THEN c.checked
        ELSE daterange((n.checked ->> 'from')::date, (n.checked ->> 'before')::date) END,
      checked_at = CASE WHEN n.checked ->> 'from' IS NULL THEN c.checked_at ELSE n."writtenAt" END,
      written_at = n."writtenAt"
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS n("instrumentId" bigint, "writtenAt" timestamptz,
      cover datemultirange, "except" datemultirange, uncover datemultirange, absent datemultirange, unabsent datemultirange,
      "isStopgap" boolean, "keptStopgap" datemultirange, provisional datemultirange, unprovisional datemultirange, late datemultirange, spared datemultirange, "firstDay" date,
      "firstRemoved" boolean, currency text, provider text, basis text, mistrusted boolean, checked jsonb)
    WHERE c.dataset = ${dataset} AND c.instrument_id = n."instrumentId"`;
}

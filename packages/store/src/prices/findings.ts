// Keeps and reads oddities of price answers.

import type { Day, PriceOddity } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { Bar } from './bars.ts';

/** Something odd in an answer about an instrument: kept, and not stored as a price. */
export interface PriceFinding {
  readonly instrumentId: string;
  /** Null concerns no day. */
  readonly day: Day | null;
  readonly what:
    | PriceOddity['what']
    | 'currency-changed'
    | 'unexplained-adjustment'
    /** A whole day of its market does not have it, though its series reaches the day before. */
    | 'missing-in-market-day'
    /** A whole day of its market has another close than the series. */
    | 'differs-in-market-day';
  readonly provider: string;
  readonly seenAt: Date;
}

/** Keeps findings, each once with how often and when it was seen. */
export async function keepFindings(tx: Sql, findings: readonly PriceFinding[]): Promise<void> {
  if (findings.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO price_findings AS f (instrument_id, what, day, provider, first_seen, last_seen)
    SELECT DISTINCT ON (1, 2, 3, 4) "instrumentId", what, coalesce(day, '-infinity'), provider, "seenAt", "seenAt"
    FROM jsonb_to_recordset(${JSON.stringify(findings)}::jsonb) AS n("instrumentId" bigint, what text, day date, provider text, "seenAt" timestamptz)
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (instrument_id, what, day, provider) DO UPDATE SET times = f.times + 1, last_seen = EXCLUDED.last_seen`;
}

/**
 * The days on which the adjusted close moves against the close by more than a tenth from one bar to the next although
 * no split, dividend or merger took effect: an unreported action, or one that its source has wrong.
 */
export function unexplainedAdjustments(bars: readonly Bar[], actions: readonly { readonly date: Day }[]): Day[] {
  const explained = new Set(actions.map(({ date }) => date));
  const known = bars.filter(
    ({ close, adjClose }) => close !== null && close > 0n && adjClose !== null && adjClose > 0n,
  );
  return known.flatMap((bar, index) => {
    const before = known[index - 1];
    if (!before || explained.has(bar.date)) return [];
    // adjClose / close now and then, over the same denominator.
    const now = (bar.adjClose as bigint) * (before.close as bigint);
    const then = (before.adjClose as bigint) * (bar.close as bigint);
    const moved = now > then ? now - then : then - now;
    return moved * 10n > then ? [bar.date] : [];
  });
}

/** A finding as it is shown. */
export interface KeptFinding {
  readonly what: string;
  readonly day: Day | null;
  readonly provider: string;
  readonly times: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
}

/** The oddities in answers about an instrument, so many, the latest first. */
export function priceFindings(sql: Sql, instrumentId: bigint, limit: number): Promise<KeptFinding[]> {
  return sql.$queryRaw<KeptFinding[]>`
    SELECT what, CASE WHEN isfinite(day) THEN day::text END AS day, provider, times, first_seen AS "firstSeen", last_seen AS "lastSeen"
    FROM price_findings WHERE instrument_id = ${instrumentId} ORDER BY last_seen DESC, price_findings.day DESC, what LIMIT ${limit}`;
}

import type { Day, PriceOddity } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** Something odd in an answer about an instrument: kept, and not stored as a price. */
export interface PriceFinding {
  readonly instrumentId: string;
  /** Null concerns no day. */
  readonly day: Day | null;
  readonly what: PriceOddity['what'] | 'currency-changed';
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

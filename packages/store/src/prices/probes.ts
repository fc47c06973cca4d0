// Compares probed closes with stored ones and marks the series verified or suspect.

import type { PriceProbe } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';

/**
 * Compares closes with the stored final ones of the preferred source. One that differs marks the series suspect
 * (`mistrusted_at`): it is to be fetched whole. If all agree the series is verified (`audited_at`); if none can be
 * compared, nothing changes.
 */
export async function storeProbes(tx: Sql, probes: readonly PriceProbe[]): Promise<StoredCount[]> {
  if (probes.length === 0) return [];
  const closes = probes.flatMap(({ instrument, priceHint, closes: answers }) =>
    answers.map((each) => ({ instrument, priceHint, ...each })),
  );
  await tx.$executeRaw`
    UPDATE coverage c SET mistrusted_at = CASE WHEN same THEN c.mistrusted_at ELSE coalesce(c.mistrusted_at, now()) END,
      audited_at = CASE WHEN same THEN now() ELSE c.audited_at END
    FROM (
      SELECT t.instrument AS id, bool_and(round(p.close, t."priceHint") IS NOT DISTINCT FROM round(t.close, t."priceHint")) AS same
      FROM jsonb_to_recordset(${JSON.stringify(closes)}::jsonb) AS t(instrument bigint, "priceHint" int, date date, close numeric)
        JOIN coverage k ON k.dataset = 'daily-prices' AND k.instrument_id = t.instrument AND NOT t.date <@ k.stopgap
        CROSS JOIN LATERAL (SELECT close FROM daily_prices d WHERE d.instrument_id = t.instrument AND d.date = t.date AND d.final OFFSET 0) p
      GROUP BY t.instrument) compared
    WHERE c.dataset = 'daily-prices' AND c.instrument_id = compared.id`;
  return probes.map(({ instrument, closes: { length } }) => ({
    target: instrument,
    records: length,
    created: 0,
    updated: 0,
  }));
}

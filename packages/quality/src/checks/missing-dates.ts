import { missingSessions } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, toFound } from '../check.ts';

export const missingDates = defineCheck({
  id: 'missing_dates',
  finds: 'A session of the last 30 is missing within the stored series of an instrument.',
  remedy: 'It is fetched again by itself, at most three times. Then: "tickermill why TICKER DAY".',
  severity: 'warning',
  judges: 'instruments',
  kinds: null,
  sessions: 30,
  heals: true,
  thresholds: z.strictObject({
    dates: z.int().min(1).max(30).default(1).describe('An instrument with fewer missing sessions is left alone.'),
  }),
  rollUp: { measure: 'rows', yellow: 200, red: 500 },
  async run({ sql, instruments, sessions }, { dates }) {
    const missing = await missingSessions(sql, instruments, sessions);
    const counts = new Map<bigint, number>();
    for (const { instrumentId } of missing) counts.set(instrumentId, (counts.get(instrumentId) ?? 0) + 1);
    const found = missing.filter(({ instrumentId }) => (counts.get(instrumentId) ?? 0) >= dates);
    // Its source was asked and has none: nothing can be done.
    return toFound(found, ({ knownAbsent }) => (knownAbsent === true ? { severity: 'info' } : {}));
  },
});

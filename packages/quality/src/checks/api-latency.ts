import { addDays, dayAt, latencyQuantile } from '@tickermill/core';
import { sourceDays } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck } from '../check.ts';

export const apiLatency = defineCheck({
  id: 'api_latency',
  finds: 'The 95th percentile of the latency of a source was too high on each of the last whole days (UTC).',
  remedy:
    'Look at "tickermill sources". A source that has become slow is asked less: lower its pace or its concurrency.',
  severity: 'warning',
  judges: 'other',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({
    seconds: z.number().min(0.05).max(30).default(10).describe('The 95th percentile, s.'),
    days: z.int().min(1).max(30).default(3).describe('Days in a row.'),
  }),
  rollUp: { measure: 'rows', yellow: 0, red: 2 },
  async run({ sql, now }, { seconds, days }) {
    const to = addDays(dayAt(now, 'UTC'), -1);
    const slow = new Map<string, { day: string; seconds: number }[]>();
    for (const { source, day, buckets } of await sourceDays(sql, { from: addDays(to, 1 - days), to })) {
      const p95 = latencyQuantile(buckets, 0.95);
      if (p95 !== null && p95 > seconds * 1_000)
        slow.set(source, [...(slow.get(source) ?? []), { day, seconds: p95 / 1_000 }]);
    }
    return [...slow]
      .filter(([, slowDays]) => slowDays.length === days)
      .map(([source, slowDays]) => ({ subject: source, instrumentId: null, date: to, details: { days: slowDays } }));
  },
});

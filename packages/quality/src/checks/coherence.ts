import { incoherentBars } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, toFound } from '../check.ts';

export const coherence = defineCheck({
  id: 'coherence',
  finds:
    'A bar contradicts itself: a price beyond its high or low, a price of zero or below, a negative volume, or a day to come.',
  remedy: 'Request it again: "tickermill prices TICKER --recheck". If it stays, another source has it better.',
  severity: 'critical',
  judges: 'bars',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({}),
  rollUp: { measure: 'rows', yellow: 0, red: 20 },
  run: async ({ sql, instruments, now }) => toFound(await incoherentBars(sql, instruments, now)),
});

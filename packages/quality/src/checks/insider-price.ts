import { insidersOutOfRange } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, shares, toFound } from '../check.ts';

export const insiderPrice = defineCheck({
  id: 'insider_price',
  finds:
    'An insider bought or sold at a price outside of what was paid on that day: depositary receipts, or a total told as a price.',
  remedy: 'Read the filing. Its trade stays as filed; leave it out where a price matters.',
  severity: 'info',
  judges: 'instruments',
  kinds: shares,
  sessions: 60,
  heals: false,
  thresholds: z.strictObject({
    percent: z.number().min(0).max(1_000).default(10).describe('Percent outside of the range.'),
  }),
  rollUp: { measure: 'rows', yellow: 100, red: 1_000 },
  run: async ({ sql, instruments }, thresholds) => toFound(await insidersOutOfRange(sql, instruments, thresholds)),
});

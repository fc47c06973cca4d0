import { priceJumps } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, toFound } from '../check.ts';

export const priceJump = defineCheck({
  id: 'price_jump',
  finds: 'A close moved from one bar to the next by more than the threshold, and no corporate action took effect.',
  remedy:
    'If it is a split that no source names, import it: "tickermill import corporate-actions". If it is true, resolve it.',
  severity: 'critical',
  judges: 'bars',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({
    percent: z.number().min(1).max(1_000).default(75).describe('Percent of the close before.'),
  }),
  rollUp: { measure: 'rows', yellow: 0, red: 20 },
  run: async ({ sql, instruments }, thresholds) => toFound(await priceJumps(sql, instruments, thresholds)),
});

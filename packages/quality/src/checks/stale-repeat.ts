import { repeatedBars } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, toFound } from '../check.ts';

export const staleRepeat = defineCheck({
  id: 'stale_repeat',
  finds: 'Several bars in a row are equal in every price and in their volume.',
  remedy:
    'The source repeats an old day. Request it again, or prefer another source for this exchange (PRICE_SOURCES).',
  severity: 'warning',
  judges: 'bars',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({ bars: z.int().min(2).max(20).default(5).describe('Equal bars in a row.') }),
  rollUp: { measure: 'share', yellow: 0.5, red: 2 },
  run: async ({ sql, instruments }, thresholds) => toFound(await repeatedBars(sql, instruments, thresholds)),
});

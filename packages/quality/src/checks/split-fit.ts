import { unadjustedSplits } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, toFound } from '../check.ts';

export const splitFit = defineCheck({
  id: 'split_fit',
  finds: 'The close moves on the day of a split by its ratio: the days before are not adjusted for it.',
  remedy: 'Have the whole series fetched: "tickermill prices TICKER --recheck".',
  severity: 'critical',
  judges: 'bars',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({
    percent: z.number().min(1).max(15).default(10).describe('By how much the move may differ from the ratio.'),
  }),
  rollUp: { measure: 'rows', yellow: 0, red: 10 },
  run: async ({ sql, instruments }, thresholds) => toFound(await unadjustedSplits(sql, instruments, thresholds)),
});

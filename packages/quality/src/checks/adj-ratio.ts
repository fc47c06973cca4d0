import { adjustedRatioMoves } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, toFound } from '../check.ts';

export const adjRatio = defineCheck({
  id: 'adj_ratio',
  finds: 'The adjusted close moved against the close in one day, and no corporate action took effect.',
  remedy:
    'Import the action that is missing: "tickermill import corporate-actions". Or have the series fetched again with --recheck.',
  severity: 'warning',
  judges: 'bars',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({
    percent: z.number().min(1).max(100).default(10).describe('Percent of the ratio before.'),
  }),
  rollUp: { measure: 'rows', yellow: 20, red: 200 },
  run: async ({ sql, instruments }, thresholds) => toFound(await adjustedRatioMoves(sql, instruments, thresholds)),
});

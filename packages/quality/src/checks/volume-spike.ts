import { volumeSpikes } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, toFound } from '../check.ts';

export const volumeSpike = defineCheck({
  id: 'volume_spike',
  finds: 'A volume lies far above those of the 60 sessions before.',
  remedy: 'Nothing, as a rule. Many on one day hint at a source that counts in another unit.',
  severity: 'info',
  judges: 'bars',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({
    deviations: z.number().min(2).max(50).default(5).describe('Standard deviations above the mean.'),
    least: z.int().min(10).max(60).default(20).describe('Bars before, without which one is not judged.'),
  }),
  rollUp: { measure: 'share', yellow: 20, red: 50 },
  run: async ({ sql, instruments }, thresholds) => toFound(await volumeSpikes(sql, instruments, thresholds)),
});

import { barsWithoutVolume } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, shares, toFound } from '../check.ts';

export const zeroVolume = defineCheck({
  id: 'zero_volume',
  finds: 'Nothing was traded in a share on a session. A longer row of such sessions is a suspension, and no finding.',
  remedy: 'Compare with another source: a share that trades every day has volume. Exempt those that seldom trade.',
  severity: 'warning',
  judges: 'bars',
  kinds: shares,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({
    suspended_from: z.int().min(2).max(15).default(5).describe('Sessions in a row that are taken for a suspension.'),
  }),
  rollUp: { measure: 'share', yellow: 1, red: 5 },
  run: async ({ sql, instruments }, { suspended_from: suspendedFrom }) =>
    toFound(await barsWithoutVolume(sql, instruments, { suspendedFrom })),
});

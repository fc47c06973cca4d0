import { addDays } from '@tickermill/core';
import { outlyingChanges } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, toFound } from '../check.ts';

export const iqrJump = defineCheck({
  id: 'iqr_jump',
  finds:
    'A daily change lies far outside the quartiles of the changes of the same instrument in the last 120 sessions.',
  remedy: 'Nothing, as a rule: news moves prices. Many on one day hint at a source that has a day wrong.',
  severity: 'info',
  judges: 'bars',
  kinds: null,
  sessions: 120,
  heals: false,
  thresholds: z.strictObject({
    ranges: z.number().min(1).max(20).default(3).describe('Interquartile ranges beyond the quartiles.'),
    least: z.int().min(20).max(119).default(60).describe('Changes without which an instrument is not judged.'),
  }),
  rollUp: { measure: 'share', yellow: 20, red: 50 },
  run: async ({ sql, instruments, readFrom }, thresholds) =>
    // The quartiles move with every session: what they were is no evidence.
    toFound(
      await outlyingChanges(sql, instruments, { ...thresholds, readFrom: addDays(readFrom, -7) }),
      ({ changePercent }) => ({
        evidence: changePercent,
      }),
    ),
});

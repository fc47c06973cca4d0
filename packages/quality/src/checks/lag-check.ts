import { laggingInstruments } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, toFound } from '../check.ts';

export const lagCheck = defineCheck({
  id: 'lag_check',
  finds: 'The last stored day of an instrument that is requested every night lies too many settled sessions back.',
  remedy: 'Read "tickermill why TICKER DAY"; see whether its source is quiet, and "tickermill qa" for fetch errors.',
  severity: 'warning',
  judges: 'nightly',
  kinds: null,
  sessions: 60,
  heals: true,
  thresholds: z.strictObject({
    sessions: z.int().min(1).max(30).default(2).describe('Sessions that may be missing at the end.'),
  }),
  rollUp: { measure: 'share', yellow: 1, red: 5 },
  run: async ({ sql, instruments, sessions }, thresholds) =>
    toFound(
      await laggingInstruments(sql, instruments, { ...thresholds, settledSessions: sessions }),
      ({ last, exchange }) => ({ evidence: { last, exchange } }),
    ),
});

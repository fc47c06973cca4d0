import { correlationDrifts } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, shares, toFound } from '../check.ts';

export const correlationDrift = defineCheck({
  id: 'correlation_drift',
  finds: 'The correlation of 20 days with the mean of the exchange moved far in one day.',
  remedy: 'One is news. Several on one day are a day that a source has wrong: compare it with another source.',
  severity: 'info',
  judges: 'market',
  kinds: shares,
  sessions: 30,
  heals: false,
  thresholds: z.strictObject({
    moved: z.number().min(0.1).max(2).default(0.8).describe('How far the correlation moves in a day.'),
    together: z.int().min(2).max(10_000).default(10).describe('So many of an exchange on one day are a warning.'),
    members: z.int().min(3).max(10_000).default(10).describe('Instruments without which an exchange has no mean.'),
  }),
  rollUp: { measure: 'rows', yellow: 20, red: 100 },
  async run({ sql, instruments }, { together, ...thresholds }) {
    const drifts = await correlationDrifts(sql, instruments, thresholds);
    return toFound(drifts, ({ together: number, correlation, previous }) => ({
      evidence: [correlation, previous],
      ...(Number(number) >= together ? { severity: 'warning' } : {}),
    }));
  },
});

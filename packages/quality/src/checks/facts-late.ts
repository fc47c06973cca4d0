import { lateFacts } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, idsOf, toFound } from '../check.ts';

export const factsLate = defineCheck({
  id: 'facts_late',
  finds: "A report that EDGAR's index names is not among the facts of its company, days after it was filed.",
  remedy:
    'Nobody asks for it by itself any more: "tickermill fundamentals TICKER --fetch" does. If its facts are there then, the finding is over; if EDGAR never gives them, read the report itself and resolve the finding.',
  severity: 'warning',
  judges: 'instruments',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({
    days: z.int().min(1).max(60).default(14).describe('Days since it was filed.'),
  }),
  rollUp: { measure: 'rows', yellow: 20, red: 100 },
  run: async (input, { days }) =>
    toFound(await lateFacts(input.sql, idsOf(input), { days, now: input.now }), ({ reports }) => ({
      evidence: reports,
    })),
});

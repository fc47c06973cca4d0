import { differingCloses } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, toFound } from '../check.ts';

export const secondSource = defineCheck({
  id: 'second_source',
  finds: 'A stored close differs from that of a second source, on one basis, in the sample that is asked every week.',
  remedy:
    'Look at both values: if the stored one is wrong, request it again: "tickermill prices TICKER --recheck". Nothing is overwritten.',
  severity: 'warning',
  judges: 'instruments',
  kinds: null,
  sessions: 30,
  heals: false,
  thresholds: z.strictObject({
    percent: z.number().min(0.01).max(50).default(0.5).describe('Percent between the two closes.'),
  }),
  rollUp: { measure: 'rows', yellow: 5, red: 25 },
  run: async ({ sql, instruments }, thresholds) =>
    toFound(await differingCloses(sql, instruments, thresholds), ({ close, secondClose }) => ({
      evidence: [close, secondClose],
    })),
});

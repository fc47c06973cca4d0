import { failingInstruments } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, idsOf, toFound } from '../check.ts';

export const fetchError = defineCheck({
  id: 'fetch_error',
  finds: 'A dataset of an instrument has failed in each of its last runs.',
  remedy: 'Look up the code in docs/error-codes.md; "tickermill runs" shows the run. A dead letter has to be revived.',
  severity: 'critical',
  judges: 'instruments',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({ runs: z.int().min(1).max(30).default(3).describe('Failed runs in a row.') }),
  rollUp: { measure: 'rows', yellow: 50, red: 100 },
  run: async (input, { runs }) =>
    toFound(await failingInstruments(input.sql, idsOf(input), { runs, now: input.now }), ({ failing }) => ({
      evidence: (failing as { dataset: string; code: string }[]).map(({ dataset, code }) => [dataset, code]),
    })),
});

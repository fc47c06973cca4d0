import { emptiedInstruments } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, idsOf, toFound } from '../check.ts';

export const suspect = defineCheck({
  id: 'suspect',
  finds: 'A source has nothing any more of an instrument that was active: it may be renamed or delisted.',
  remedy: 'Look for its new symbol in "tickermill instrument TICKER"; the next list of its exchange tells.',
  severity: 'warning',
  judges: 'instruments',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({ answers: z.int().min(1).max(30).default(2).describe('Empty answers.') }),
  rollUp: { measure: 'share', yellow: 0.5, red: 2 },
  run: async (input, thresholds) =>
    toFound(await emptiedInstruments(input.sql, idsOf(input), thresholds), ({ providers }) => ({
      evidence: providers,
    })),
});

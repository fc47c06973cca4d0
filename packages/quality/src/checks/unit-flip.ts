import { refusedUnits, unitFlips } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, idsOf, toFound } from '../check.ts';

export const unitFlip = defineCheck({
  id: 'unit_flip',
  finds:
    'The currency or its unit changed within a series (GBP and GBp), or a source answers in another one than is stored.',
  remedy:
    'Have the whole series fetched: "tickermill prices TICKER --recheck". If the listing changed its currency, resolve it.',
  severity: 'critical',
  judges: 'bars',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({}),
  rollUp: { measure: 'rows', yellow: 0, red: 10 },
  async run(input) {
    const stored = await unitFlips(input.sql, input.instruments);
    const seen = new Set(stored.map(({ instrumentId, date }) => `${instrumentId} ${date}`));
    const refused = await refusedUnits(input.sql, idsOf(input));
    return toFound([...stored, ...refused.filter(({ instrumentId, date }) => !seen.has(`${instrumentId} ${date}`))]);
  },
});

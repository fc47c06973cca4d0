import { barsWithoutFields } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck, toFound } from '../check.ts';

export const nullFields = defineCheck({
  id: 'null_fields',
  finds: 'A stored bar lacks its open, high, low, close or adjusted close.',
  remedy: 'It is fetched again by itself, at most three times. Then its source has no such value: exempt it.',
  severity: 'warning',
  judges: 'bars',
  kinds: null,
  sessions: null,
  heals: true,
  thresholds: z.strictObject({ fields: z.int().min(1).max(5).default(1).describe('Missing prices of a bar.') }),
  rollUp: { measure: 'rows', yellow: 200, red: 500 },
  async run({ sql, instruments }, { fields }) {
    const bars = await barsWithoutFields(sql, instruments);
    return toFound(bars.filter(({ details }) => (details['fields'] as unknown[]).length >= fields));
  },
});

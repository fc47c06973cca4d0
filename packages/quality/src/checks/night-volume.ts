import { thinRuns } from '@tickermill/store/quality';
import { z } from 'zod';
import { defineCheck } from '../check.ts';

export const nightVolume = defineCheck({
  id: 'night_volume',
  finds: 'A scheduled run succeeded for fewer targets, or found less, than the runs of its weekday and hour before it.',
  remedy:
    'Look at its skips and failures: "tickermill runs RUN". Half a universe that is silent is a list that was cut.',
  severity: 'warning',
  judges: 'other',
  kinds: null,
  sessions: null,
  heals: false,
  thresholds: z.strictObject({
    percent: z.number().min(1).max(100).default(90).describe('Percent of the median of the last 20.'),
    critical_percent: z.number().min(1).max(100).default(50).describe('Below this it is critical.'),
  }),
  rollUp: { measure: 'rows', yellow: 0, red: 2 },
  async run({ sql, now }, { percent, critical_percent: critical }) {
    const runs = await thinRuns(sql, { percent, now });
    return runs.map(({ subject, date, details, percent: of }) => ({
      subject,
      instrumentId: null,
      date,
      details,
      ...(of < critical ? { severity: 'critical' as const } : {}),
    }));
  },
});

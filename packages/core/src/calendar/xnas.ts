import type { ExchangeRules } from './exchange-rules.ts';
import { usClosures, usEarlyCloses } from './us-equities.ts';

/**
 * Nasdaq. It announces the holidays and early closes of the NYSE; its own halts and the minutes by which it opened late
 * are not known here. Days are compared through the NYSE's, there being no list of its own.
 */
export const xnas: ExchangeRules = {
  zone: 'America/New_York',
  firstYear: 1990,
  lastYear: 2027,
  hours: [{ from: '1985-09-30', opens: '09:30', closes: '16:00' }],
  closures: usClosures,
  specialHours: usEarlyCloses,
};

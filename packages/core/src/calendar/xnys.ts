import type { Day } from '../day.ts';
import type { ExchangeRules, Hours } from './exchange-rules.ts';
import { usClosures, usEarlyCloses } from './us-equities.ts';

/** Unplanned late openings and early closes, from the NYSE's own list of its special closings. */
const unplanned: readonly (readonly [Day, Partial<Hours>])[] = [
  ['1990-12-27', { opens: '09:31' }], // a transformer exploded
  ['1991-01-17', { opens: '09:31' }], // silence for the troops in the Gulf
  ['1991-02-25', { opens: '09:31' }],
  ['1994-02-11', { closes: '14:30' }], // snow
  ['1995-12-18', { opens: '10:30' }], // computers
  ['1996-01-08', { opens: '11:00', closes: '14:00' }], // snow
  ['1997-10-27', { closes: '15:30' }], // the circuit breaker
  ['2001-09-17', { opens: '09:33' }], // silence for the dead of 11 September
  ['2001-10-08', { opens: '09:31' }],
  ['2002-09-11', { opens: '12:00' }], // its anniversary
  ['2003-03-20', { opens: '09:32' }], // silence for the troops in Iraq
  ['2004-06-07', { opens: '09:32' }], // silence for Ronald Reagan
  ['2005-06-01', { closes: '15:56' }], // communication lines
  ['2006-12-27', { opens: '09:32' }], // silence for Gerald Ford
];

/** The New York Stock Exchange, verified day by day from 1990 on. */
export const xnys: ExchangeRules = {
  zone: 'America/New_York',
  firstYear: 1990,
  lastYear: 2027,
  hours: [{ from: '1985-09-30', opens: '09:30', closes: '16:00' }],
  closures: usClosures,
  specialHours: (year) => [...usEarlyCloses(year), ...unplanned],
};

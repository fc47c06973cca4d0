import { addDays, type Day, type OwnershipForm } from '@tickermill/core';
import { filingDayBefore } from '../../market/filing-days.ts';
import type { Draws } from '../../random.ts';

/** The day of the event that a form reports: two business days back for most, months for a late one, a year for Form 5. */
export function drawTradedOn(draws: Draws, form: OwnershipForm, filedOn: Day, fiscalYearEnd: string): Day {
  if (form === '5') return filingDayBefore(addDays(lastFiscalYearEnd(filedOn, fiscalYearEnd), -draws.int(1, 330)));
  if (draws.chance(0.03)) return filingDayBefore(addDays(filedOn, -draws.int(12, 70)));
  const oneBefore = filingDayBefore(filedOn);
  const twoBefore = filingDayBefore(oneBefore);
  return draws.pick([filedOn, oneBefore, oneBefore, twoBefore, twoBefore]);
}

/** A Form 4 that comes much later than two business days after the trade marks its rows as late. */
export function drawTimeliness(draws: Draws, form: OwnershipForm, filedOn: Day, tradedOn: Day): 'E' | 'L' | null {
  if (form !== '4') return null;
  if (tradedOn < addDays(filedOn, -8)) return 'L';
  return draws.chance(0.02) ? 'E' : null;
}

/** The period of report: the fiscal year of Form 5, else the day of the event or of the earliest transaction. */
export function periodOf(form: OwnershipForm, tradedOn: Day, filedOn: Day, fiscalYearEnd: string): Day {
  return form === '5' ? lastFiscalYearEnd(filedOn, fiscalYearEnd) : tradedOn;
}

/** The latest end of a fiscal year (MMDD) before a day. */
function lastFiscalYearEnd(day: Day, monthAndDay: string): Day {
  const year = Number(day.slice(0, 4));
  const end = `${year}-${monthAndDay.slice(0, 2)}-${monthAndDay.slice(2)}`;
  return end < day ? end : `${year - 1}${end.slice(4)}`;
}

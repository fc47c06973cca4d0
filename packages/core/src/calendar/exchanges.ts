import type { ExchangeRules } from './exchange-rules.ts';
import type { Mic } from './mic.ts';
import { type TradingCalendar, toTradingCalendar } from './trading-calendar.ts';
import { xetr } from './xetr.ts';
import { xkrx } from './xkrx.ts';
import { xlon } from './xlon.ts';
import { xnas } from './xnas.ts';
import { xnys } from './xnys.ts';
import { xpar } from './xpar.ts';

const rulesOf: Readonly<Record<Mic, ExchangeRules>> = {
  XNYS: xnys,
  XNAS: xnas,
  XLON: xlon,
  XPAR: xpar,
  XETR: xetr,
  XKRX: xkrx,
};

const calendars = new Map<Mic, TradingCalendar>();

/** The calendar of an exchange: one per process; years are computed on first use and kept. */
export function tradingCalendar(mic: Mic): TradingCalendar {
  let calendar = calendars.get(mic);
  if (!calendar) {
    calendar = toTradingCalendar(mic, rulesOf[mic]);
    calendars.set(mic, calendar);
  }
  return calendar;
}

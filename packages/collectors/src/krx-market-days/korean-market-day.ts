import { addDays, type Day, instantOf, type MarketDayRecord, type SourceId } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import { found, nothing, type Outcome, type StepCall } from '../collector.ts';
import { readKrxDay } from '../krx-day.ts';
import { MarketDayInput } from '../market-day-params.ts';
import { marketDayRecord } from '../market-day-record.ts';

/** The markets of the exchange, its funds apart from the shares of KOSPI. */
export const KoreanMarket = z.enum(['XKRX', 'XKOS', 'XKON', 'krx-etfs']);

/** What a task of theirs keeps. */
export const KoreanDayInput = MarketDayInput.extend({ market: KoreanMarket });
export type KoreanDayInput = z.output<typeof KoreanDayInput>;

/** When a day is there by the clocks of Seoul, so many days after it. */
export const seoulTime = (day: Day, time: string, daysLater = 0): Date =>
  instantOf(`${addDays(day, daysLater)}T${time}`, 'Asia/Seoul');

/** A day of a market as its record; then the later ones are asked for. */
export function readKoreanMarketDay(
  answer: Answer,
  input: KoreanDayInput,
  { provider, later }: { provider: SourceId; later: (input: KoreanDayInput) => StepCall },
): Outcome<MarketDayRecord> {
  const [day, ...others] = input.days as [Day, ...Day[]];
  const next = others.length > 0 ? [later({ ...input, days: others as [Day, ...Day[]] })] : [];
  const read = readKrxDay(answer, day);
  if (read.bars.length === 0 && read.refused.length === 0) return nothing(`no trade on ${day}`);
  return found({ records: [marketDayRecord(answer, read, input, { provider, toOurs: (symbol) => symbol })], next });
}

import type { Day } from '@tickermill/core';
import { answerOfFile } from './answer-of-file.ts';
import { readEodhdDay } from './eodhd-day.ts';
import { readKrxDay } from './krx-day.ts';
import type { MarketDay, MarketDayAction, MarketDayBar, RefusedRow } from './market-day.ts';
import { readMassiveDay } from './massive-day.ts';
import { readTiingoDay } from './tiingo-day.ts';

const readers = { massive: readMassiveDay, eodhd: readEodhdDay, tiingo: readTiingoDay, krx: readKrxDay };
/** Whose days of a market can be read. */
export type MarketDayProvider = keyof typeof readers;

/** What `tickermill parse market-day` prints of an answer, as one line of JSON. Numbers are texts, exact. */
interface MarketDayLine {
  readonly file: string;
  readonly day: Day;
  readonly basis: MarketDay['basis'];
  readonly rows: number;
  /** The first five. */
  readonly bars: readonly MarketDayBar[];
  readonly refused: readonly RefusedRow[];
  readonly actions: readonly MarketDayAction[];
  readonly error: null;
}

/** The outcome of a file as an answer about a day. @throws {PipelineError} as the provider refuses */
export function toMarketDayLine(provider: MarketDayProvider, file: string, bytes: Buffer, day: Day): MarketDayLine {
  const { basis, rows, bars, refused, actions } = readers[provider](answerOfFile(file, bytes), day);
  return { file, day, basis, rows, bars: bars.slice(0, 5), refused, actions, error: null };
}

import { type MarketBar, type MarketDayBars, type SourceId, Ticker } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { answerOfAnother } from './answer-of-another.ts';
import type { MarketDay } from './market-day.ts';
import { type MarketDayInput, sessionBefore } from './market-day-params.ts';

/** Who gave a day, and how its symbols become ours; null for a symbol that has no form of ours. */
interface Provider {
  readonly provider: SourceId;
  toOurs(symbol: string): string | null;
}

/**
 * The record of a market's day: bars by our symbols. Of two rows that come to one symbol neither is taken, as nothing says
 * which of them is the instrument's. @throws {PipelineError} `WRONG_ANSWER` if no row is of the day
 */
export function marketDayRecord(
  answer: Answer,
  { day, basis, rows, bars, refused }: MarketDay,
  { market, beginsSeries }: MarketDayInput,
  { provider, toOurs }: Provider,
): MarketDayBars {
  const [other] = refused;
  if (other && bars.length === 0)
    throw answerOfAnother(answer, day, `${rows} rows, none of them of it: ${other.reason}`);
  const reasons = new Map<string, number>();
  const refuse = (reason: string) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const { reason } of refused) refuse(reason);
  const bySymbol = new Map<string, MarketBar | null>();
  for (const { symbol: theirs, open, high, low, close, volume } of bars) {
    const symbol = Ticker.safeParse(toOurs(theirs)).data;
    if (symbol === undefined) refuse('its symbol has no form of ours');
    else if (bySymbol.has(symbol)) {
      refuse('its symbol is that of another row');
      bySymbol.set(symbol, null);
    } else bySymbol.set(symbol, { symbol, open, high, low, close, volume });
  }
  return {
    kind: 'bars',
    market,
    provider,
    day,
    previous: sessionBefore(market, day),
    basis: basis === 'raw' ? 'as-traded' : 'split-adjusted',
    beginsSeries,
    rows,
    refused: Object.fromEntries(reasons),
    bars: [...bySymbol.values()].filter((bar) => bar !== null),
  };
}

import { type Day, isFilingDay, lastFinalDay, PipelineError } from '@tickermill/core';
import { marketReading, passIndexDay } from '@tickermill/store/market';
import type { EngineDeps } from '../../engine-deps.ts';

/**
 * Passes a day that has no index because EDGAR was closed by order.
 * @throws {PipelineError} `INVALID_INPUT` for a day that nothing waits for.
 */
export async function passMarketDay(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  day: Day,
  by: string,
): Promise<{ watermark: Day | null }> {
  const { watermark } = await marketReading(store.db);
  if (!isFilingDay(day)) throw refused(`EDGAR accepts no filings on ${day}: nothing waits for it`);
  if (day > lastFinalDay(now())) throw refused(`${day} is not final yet`);
  if (watermark === null || day <= watermark)
    throw refused(`nothing waits for ${day}: the watermark is ${watermark ?? 'not set'}`);
  if (!(await store.sqlTransaction((tx) => passIndexDay(tx, day, by))))
    throw refused(`${day} is read or passed already`);
  const { watermark: reached } = await marketReading(store.db);
  return { watermark: reached };
}

const refused = (message: string) =>
  new PipelineError('INVALID_INPUT', `day: ${message}.`, { detail: { field: 'day' } });

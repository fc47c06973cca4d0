import { type Day, micOf, type SourceId, tradingCalendar } from '@tickermill/core';
import type { BackfillForecast } from '@tickermill/core/contracts';
import type { EngineDeps } from '../engine-deps.ts';
import { gapPage, type Wanted } from '../planning/backfill-page.ts';
import { firstLink, orUsual } from '../planning/chain.ts';
import { sourceChoice } from '../planning/source-choice.ts';
import { latestEnd, readEnds } from './ends.ts';

/**
 * Says what a backfill would cost if it were asked for now: the requests of each source, the rows at most, and when the
 * last request leaves. It is read page by page as it would be planned. Writes nothing.
 */
export async function forecastBackfill(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  wanted: Wanted,
): Promise<BackfillForecast> {
  const { dataset, from, to } = wanted;
  const choice = orUsual(await sourceChoice(store.db, dataset, now()), dataset);
  const sessions = countSessions();
  const requests = new Map<SourceId, number>();
  const at = now();
  let [instruments, rows] = [0, 0];
  for (let after: bigint | null = 0n; after !== null; ) {
    const page: Awaited<ReturnType<typeof gapPage>> = await gapPage(store.db, wanted, { after, now: at });
    for (const { instrumentId, symbol, mic, requests: asked } of page.missing) {
      if (asked.length > 0) instruments += 1;
      for (const params of asked) {
        const { source } = firstLink(dataset, { target: String(instrumentId), params }, choice).collector;
        requests.set(source, (requests.get(source) ?? 0) + 1);
        rows += sessions(symbol, mic, params.from, params.to);
      }
    }
    after = page.next;
  }
  const ends = await readEnds({ store, now }, [...requests.keys()]);
  const sources = [...requests].map(([source, number]) => ({
    source,
    requests: number,
    ahead: ends.get(source)?.ahead ?? 0,
    ends_at: ends.get(source)?.after(number) ?? null,
  }));
  const ends_at = sources.length === 0 ? at.toISOString() : latestEnd(sources.map((each) => each.ends_at));
  const total = sources.reduce((sum, each) => sum + each.requests, 0);
  return { dry_run: true, dataset, from, to, instruments, requests: total, rows_at_most: rows, sources, ends_at };
}

/** Counts the sessions of stretches; most instruments miss the same ones. */
function countSessions() {
  const known = new Map<string, number>();
  return (symbol: string, mic: string | null, from: Day, to: Day): number => {
    const exchange = micOf(symbol, mic);
    if (exchange === null) return 0;
    const key = `${exchange} ${from} ${to}`;
    const count = known.get(key) ?? tradingCalendar(exchange).tradingDaysBetween(from, to).length;
    known.set(key, count);
    return count;
  };
}

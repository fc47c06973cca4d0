import type { DatasetId, Day, SourceId } from '@tickermill/core';
import { sourceAvailability } from '@tickermill/store/sources';
import type { GapPage, WantedDays } from '../datasets/definition.ts';
import { orUsual } from '../datasets/source-order.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { assertSource, knownBackfill, onlyServed } from '../planning/backfill-page.ts';
import { firstLink } from '../planning/chain.ts';
import { latestEnd } from '../planning/forecast.ts';
import { sourceChoice } from '../planning/source-choice.ts';
import { readEnds } from './ends.ts';

/** What a backfill would cost. */
export interface BackfillForecast {
  readonly dataset: DatasetId;
  readonly from: Day;
  readonly to: Day;
  /** Instruments that are missing something. */
  readonly instruments: number;
  readonly requests: number;
  readonly rowsAtMost: number;
  readonly sources: {
    readonly source: SourceId;
    readonly requests: number;
    readonly ahead: number;
    readonly endsAt: Date | null;
  }[];
  readonly endsAt: Date | null;
}

/**
 * Computes what a backfill would cost if it were started now: the requests to each source, the rows at most, and when
 * the last request leaves. Reads page by page, as it would be planned. Writes nothing.
 */
export async function forecastBackfill(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  { dataset, ...wanted }: WantedDays & { readonly dataset: DatasetId },
): Promise<BackfillForecast> {
  const { from, to } = wanted;
  const backfill = knownBackfill(dataset);
  assertSource(dataset, await sourceAvailability(store.db));
  const choice = orUsual(await sourceChoice(store.db, dataset, now()), dataset);
  const rowsOf = backfill.makeRowCount();
  const requests = new Map<SourceId, number>();
  const at = now();
  let [instruments, rows] = [0, 0];
  for (let after: bigint | null = 0n; after !== null; ) {
    const page: GapPage = onlyServed(dataset, await backfill.page(store.db, wanted, { after, now: at }), choice);
    for (const { target, requests: asked } of page.targets) {
      instruments += 1;
      for (const params of asked) {
        const link = firstLink(dataset, { target, params }, choice);
        const { source } = link.collector;
        requests.set(source, (requests.get(source) ?? 0) + 1);
        rows += rowsOf(link.params);
      }
    }
    after = page.next;
  }
  const ends = await readEnds({ store, now }, [...requests.keys()]);
  const sources = [...requests].map(([source, number]) => ({
    source,
    requests: number,
    ahead: ends.get(source)?.ahead ?? 0,
    endsAt: ends.get(source)?.after(number) ?? null,
  }));
  const endsAt = sources.length === 0 ? at : latestEnd(sources.map((each) => each.endsAt));
  const total = sources.reduce((sum, each) => sum + each.requests, 0);
  return { dataset, from, to, instruments, requests: total, rowsAtMost: rows, sources, endsAt };
}

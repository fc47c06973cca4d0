import { metricNames } from '@tickermill/core';
import type { ScreenView, StockMetricView } from '@tickermill/core/contracts';
import type { Store } from '@tickermill/store';
import { type MetricBound, type StoredMetric, screenStocks } from '@tickermill/store/fundamentals';
import type { Columns } from '../csv.ts';

type Asked = Readonly<Record<string, string | number | boolean | undefined>>;

/** Whether a query asks for a screen. */
export const isScreen = ({ safe: _, ...query }: Asked): boolean =>
  Object.values(query).some((value) => value !== undefined);

/** The stocks whose metrics lie within the bounds of a query. */
export async function screen(
  { reads }: Pick<Store, 'reads'>,
  query: Asked,
  rangeOf: (page: { page: number; limit: number }) => { limit: number; offset: number },
): Promise<ScreenView> {
  const { page, limit } = { page: Number(query['page'] ?? 1), limit: Number(query['limit'] ?? 50) };
  const sort = String(query['sort'] ?? '-market_cap');
  const textOf = (key: string) => (query[key] === undefined ? null : String(query[key]));
  const bounds: MetricBound[] = metricNames.flatMap((metric) => {
    const [min, max] = [textOf(`min_${metric}`), textOf(`max_${metric}`)];
    return min === null && max === null ? [] : [{ metric, min, max }];
  });
  const [metric, isDescending] = sort.startsWith('-') ? [sort.slice(1), true] : [sort, false];
  const found = await screenStocks(reads, { bounds, sort: metric, isDescending, ...rangeOf({ page, limit }) });
  const items = found.map(({ ticker, name, metrics }) => ({ ticker, name, metrics: toMetricViews(metrics) }));
  return { page, limit, total: found[0]?.total ?? 0, items };
}

/** The columns of a screen as CSV. */
export const screenColumns: Columns<ScreenView['items'][number]> = {
  ticker: ({ ticker }) => ticker,
  name: ({ name }) => name,
  ...Object.fromEntries(
    metricNames.map((name) => [
      name,
      ({ metrics }: ScreenView['items'][number]) => metrics.find(({ metric }) => metric === name)?.value ?? null,
    ]),
  ),
};

/** Metrics as the API returns them, in their order. */
export const toMetricViews = (metrics: readonly StoredMetric[]): StockMetricView[] =>
  metricNames.flatMap((name) => {
    const found = metrics.find(({ metric }) => metric === name);
    if (!found) return [];
    const { value, reason, asOf, provider, flags } = found;
    return [{ metric: name, value, reason, as_of: asOf, provider, flags: [...flags] }];
  });

import { PipelineError } from '@tickermill/core';
import { insiderTradeRoutes, isByCursor } from '@tickermill/core/contracts';
import {
  countTotals,
  everyTrade,
  fromCursor,
  listTrades,
  pollTrades,
  staleTotals,
  type TradePosition,
  type TradeSort,
  toCursor,
  tradeStatistics,
} from '@tickermill/store/insider-trades';
import type { z } from 'zod';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { sendTable, tableType } from '../tables.ts';
import { issuersOf } from '../ticker-filter.ts';
import { viewBatches, viewStatistics, viewTrade } from '../views/insider-trades.ts';
import { tradeColumns } from '../views/trade-columns.ts';

/** The table that trades are of; undefined: both. */
const tableOf = (table: 'non-derivative' | 'derivative' | 'all') => (table === 'all' ? undefined : table);

/** So many rows are told at a time unless more or fewer are asked for. */
const defaultPage = { byNumber: 50, byCursor: 1_000 };

/** The filter that lists and statistics have in common, as it is asked for. */
type AskedFilter = Partial<
  Pick<
    z.output<(typeof insiderTradeRoutes.list)['query']>,
    | 'ticker'
    | 'tickers'
    | 'watchlist'
    | 'owner'
    | 'role'
    | 'code'
    | 'from'
    | 'to'
    | 'filed_from'
    | 'filed_to'
    | 'min_value'
    | 'table'
  >
> & { readonly sort?: string | undefined };

/** The place that a cursor names. @throws {PipelineError} `INVALID_INPUT` */
function placeOf(cursor: string): TradePosition {
  const place = fromCursor(cursor);
  if (place) return place;
  throw new PipelineError('INVALID_INPUT', 'after: must be a next_cursor of a former answer', {
    detail: { field: 'after' },
  });
}

const lostCursor = () =>
  new PipelineError('CURSOR_LOST', 'This database never handed out that cursor: begin again with filed_from.');

/** Insider trades: the list, and the statistics. */
export function serveInsiderTrades({ store, log }: ApiContext): ServedRoute[] {
  let counting: Promise<unknown> | null = null;
  /** What changed since totals were counted costs every question a little, until it is counted. */
  const countSoon = async () => {
    if (counting || (await staleTotals(store, 1)) === 0) return;
    counting = countTotals(store)
      .catch((error: unknown) => log.warn('totals of insider trades could not be counted', { error: String(error) }))
      .finally(() => {
        counting = null;
      });
  };

  /** What lists and statistics share of a query; a list by value is of shares alone. */
  const filterOf = async (query: AskedFilter) => {
    const { owner, role, code, from, to, filed_from: filedFrom, filed_to: filedTo, min_value: minValue } = query;
    const asked = query.table ?? (query.sort?.endsWith('value') ? 'non-derivative' : 'all');
    const issuers = await issuersOf(store.db, query);
    return { owner, role, code, from, to, filedFrom, filedTo, minValue, table: tableOf(asked), issuers };
  };

  return [
    serve(insiderTradeRoutes.list, async ({ query, request, response }) => {
      const { sort = '-date', page, limit, safe, after, include_superseded: includeSuperseded } = query;
      const type = tableType(request);
      const filter = await filterOf(query);
      if (isByCursor(query)) {
        const size = limit ?? defaultPage.byCursor;
        const place = after === undefined ? null : placeOf(after);
        const polled = await pollTrades(store, filter, { after: place, limit: size });
        if (polled === null) throw lostCursor();
        const next = toCursor(polled.next);
        response.set({ 'next-cursor': next, 'has-more': String(polled.hasMore) });
        const items = polled.items.map(viewTrade);
        if (!type) return reply(200, { page: null, limit: size, has_more: polled.hasMore, next_cursor: next, items });
        await sendTable(response, { type, name: 'insider-trades', columns: tradeColumns, batches: [items], safe });
        return 'sent';
      }
      const listing = { ...filter, sort: sort as TradeSort, includeSuperseded };
      const rows = { page: page ?? 1, limit: limit ?? defaultPage.byNumber };
      const pageOfTrades = async () => {
        const { items, hasMore } = await listTrades(store, listing, rowsOf(rows));
        return { has_more: hasMore, next_cursor: null, items: items.map(viewTrade) };
      };
      if (!type) return reply(200, { ...rows, ...(await pageOfTrades()) });
      const isWhole = page === undefined && limit === undefined;
      const batches = isWhole ? viewBatches(everyTrade(store, listing)) : [(await pageOfTrades()).items];
      await sendTable(response, { type, name: 'insider-trades', columns: tradeColumns, batches, safe });
      return 'sent';
    }),
    serve(insiderTradeRoutes.statistics, async ({ query }) => {
      const { group_by: groupBy, count, sort, page, limit, table } = query;
      const question = { ...(await filterOf(query)), table, count, sort, groupBy };
      const statistics = await tradeStatistics(store, question, rowsOf({ page, limit }));
      await countSoon();
      const { totals, items } = viewStatistics(statistics);
      return reply(200, {
        group_by: groupBy,
        table: question.table,
        count: question.count,
        totals,
        page,
        limit,
        has_more: statistics.hasMore,
        items,
      });
    }),
  ];
}

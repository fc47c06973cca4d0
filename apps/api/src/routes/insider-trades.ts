import { insiderTradeRoutes, type TradeView } from '@tickermill/core/contracts';
import { countTotals, everyTrade, listTrades, staleTotals, tradeStatistics } from '@tickermill/store/insider-trades';
import type { ApiContext } from '../context.ts';
import { type Columns, sendCsv, wantsCsv } from '../csv.ts';
import { rowsOf } from '../paging.ts';
import { sendLines, wantsLines } from '../row-stream.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { issuersOf } from '../ticker-filter.ts';
import { viewBatches, viewStatistics, viewTrade } from '../views/insider-trades.ts';

const defaultLimit = 50;

type PlainField = {
  [K in keyof TradeView]: TradeView[K] extends string | number | boolean | null ? K : never;
}[keyof TradeView];
const own = (name: PlainField) => (row: TradeView) => row[name];
const joined = (values: readonly (string | null)[]) => values.join('; ');
const columns: Columns<TradeView> = {
  tickers: ({ tickers }) => tickers.join(' '),
  issuer_cik: own('issuer_cik'),
  issuer_name: own('issuer_name'),
  accession: own('accession'),
  form: own('form'),
  table: own('table'),
  line: own('line'),
  security: own('security'),
  date: own('date'),
  deemed_date: own('deemed_date'),
  code: own('code'),
  acquired_disposed: own('acquired_disposed'),
  shares: own('shares'),
  price: own('price'),
  value: own('value'),
  shares_after: own('shares_after'),
  ownership: own('ownership'),
  nature: own('nature'),
  is_10b5_1: own('is_10b5_1'),
  filed_on: own('filed_on'),
  filed_at: own('filed_at'),
  owner_ciks: ({ owners }) => joined(owners.map(({ cik }) => cik)),
  owners: ({ owners }) => joined(owners.map(({ name }) => name)),
  owner_roles: ({ owners }) => joined(owners.map(({ roles }) => roles.join(' '))),
  flags: ({ flags }) => flags.join(' '),
  superseded_by: own('superseded_by'),
  same_trade_as: own('same_trade_as'),
  same_trade_line: own('same_trade_line'),
  url: own('url'),
};

/** The table that trades are of; undefined: both. */
const tableOf = (table: 'non-derivative' | 'derivative' | 'all') => (table === 'all' ? undefined : table);

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

  return [
    serve(insiderTradeRoutes.list, async ({ query, request, response }) => {
      const {
        ticker,
        min_value: minValue,
        include_superseded: includeSuperseded,
        page,
        limit,
        safe,
        table: asked,
        ...filter
      } = query;
      const table = tableOf(asked ?? (filter.sort.endsWith('value') ? 'non-derivative' : 'all'));
      const listing = { ...filter, table, minValue, includeSuperseded, issuers: await issuersOf(store.db, ticker) };
      const rows = { page: page ?? 1, limit: limit ?? defaultLimit };
      const [isCsv, isLines] = [wantsCsv(request), wantsLines(request)];
      if (!isCsv && !isLines) {
        const { items, hasMore } = await listTrades(store, listing, rowsOf(rows));
        return reply(200, { ...rows, has_more: hasMore, items: items.map(viewTrade) });
      }
      const isWhole = page === undefined && limit === undefined;
      const pageOfTrades = async () => (await listTrades(store, listing, rowsOf(rows))).items.map(viewTrade);
      const batches = isWhole ? viewBatches(everyTrade(store, listing)) : [await pageOfTrades()];
      if (isLines) await sendLines(response, { name: 'insider-trades', batches });
      else await sendCsv(response, { name: 'insider-trades', columns, batches, safe });
      return 'sent';
    }),
    serve(insiderTradeRoutes.statistics, async ({ query }) => {
      const { ticker, min_value: minValue, group_by: groupBy, page, limit, ...filter } = query;
      const question = { ...filter, minValue, groupBy, issuers: await issuersOf(store.db, ticker) };
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

import { insiderTradeRoutes, type TradeView } from '@tickermill/core/contracts';
import { countTotals, everyTrade, listTrades, staleTotals, tradeStatistics } from '@tickermill/store/insider-trades';
import type { ApiContext } from '../context.ts';
import { type Columns, sendCsv, wantsCsv } from '../csv.ts';
import { rowsOf } from '../paging.ts';
import { sendLines, wantsLines } from '../row-stream.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { issuerOf } from '../ticker-filter.ts';

const defaultLimit = 50;
/** A ticker without a CIK has no trades: no issuer has this one. */
const noIssuer = '';

const own = (name: keyof TradeView) => (row: TradeView) => row[name] as string | number | boolean | null;
const joined = (values: readonly (string | null)[]) => values.join('; ');
const columns: Columns<TradeView> = {
  tickers: ({ tickers }) => tickers.join(' '),
  ...Object.fromEntries(
    (
      [
        'issuer_cik',
        'issuer_name',
        'accession',
        'form',
        'table',
        'line',
        'security',
        'date',
        'deemed_date',
        'code',
      ] as const
    )
      .concat(['acquired_disposed', 'shares', 'price', 'value', 'shares_after', 'ownership', 'nature'] as never)
      .concat(['is_10b5_1', 'filed_on', 'filed_at'] as never)
      .map((name) => [name, own(name)]),
  ),
  owner_ciks: ({ owners }) => joined(owners.map(({ cik }) => cik)),
  owners: ({ owners }) => joined(owners.map(({ name }) => name)),
  owner_roles: ({ owners }) => joined(owners.map(({ roles }) => roles.join(' '))),
  flags: ({ flags }) => flags.join(' '),
  superseded_by: own('superseded_by'),
  url: own('url'),
};

/** Insider trades: the list, and what they come to. */
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
      const { ticker, min_value: minValue, include_superseded: includeSuperseded, page, limit, ...filter } = query;
      const issuer = await issuerOf(store.db, ticker);
      const listing = { ...filter, minValue, includeSuperseded, issuer: issuer === null ? noIssuer : issuer };
      const rows = { page: page ?? 1, limit: limit ?? defaultLimit };
      const [isCsv, isLines] = [wantsCsv(request), wantsLines(request)];
      if (!isCsv && !isLines) {
        const { items, hasMore } = await listTrades(store, listing, rowsOf(rows));
        return reply(200, { ...rows, has_more: hasMore, items });
      }
      const isWhole = page === undefined && limit === undefined;
      const batches = isWhole ? everyTrade(store, listing) : [(await listTrades(store, listing, rowsOf(rows))).items];
      if (isLines) await sendLines(response, { name: 'insider-trades', batches });
      else await sendCsv(response, { name: 'insider-trades', columns, batches });
      return 'sent';
    }),
    serve(insiderTradeRoutes.statistics, async ({ query }) => {
      const { ticker, min_value: minValue, group_by: groupBy, page, limit, ...filter } = query;
      const issuer = await issuerOf(store.db, ticker);
      const question = { ...filter, minValue, groupBy, issuer: issuer === null ? noIssuer : issuer };
      const { totals, items, hasMore } = await tradeStatistics(store, question, rowsOf({ page, limit }));
      await countSoon();
      return reply(200, { group_by: groupBy, totals, page, limit, has_more: hasMore, items });
    }),
  ];
}

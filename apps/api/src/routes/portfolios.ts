import { PipelineError } from '@tickermill/core';
import {
  type NewPortfolioTrade,
  type PortfolioSnapshotView,
  type PortfolioTradeView,
  portfolioRoutes,
} from '@tickermill/core/contracts';
import { correctTrade, recordTrades, viewPortfolio, withdrawTrade } from '@tickermill/engine';
import type { Store } from '@tickermill/store';
import {
  changePortfolio,
  createPortfolio,
  deletePortfolio,
  findPortfolio,
  findTrade,
  listPortfolios,
  type NewTrade,
  type Portfolio,
  portfolioSnapshots,
  portfolioTrades,
} from '@tickermill/store/portfolios';
import type { ApiContext } from '../context.ts';
import type { Columns } from '../csv.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { toNewTrade, tradedInstrument, usualCurrency } from '../portfolios/asked-trade.ts';
import { readTradeCsv } from '../portfolios/import-trades.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { viewDetail, viewPortfolioRow, viewSnapshot, viewTrade } from '../views/portfolios.ts';

/** As they can be imported again. */
const tradeColumns: Columns<PortfolioTradeView> = {
  kind: ({ kind }) => kind,
  date: ({ on }) => on,
  ticker: ({ ticker }) => ticker,
  quantity: ({ quantity }) => quantity,
  price: ({ price }) => price,
  amount: ({ amount }) => amount,
  fee: ({ fee }) => fee,
  currency: ({ currency }) => currency,
};

const snapshotColumns: Columns<PortfolioSnapshotView> = {
  date: ({ day }) => day,
  currency: ({ currency }) => currency,
  value: ({ value }) => value,
  cost: ({ cost }) => cost,
  unrealised: ({ unrealised }) => unrealised,
  day_change: ({ day_change }) => day_change,
  realised: ({ realised }) => realised,
  dividends: ({ dividends }) => dividends,
  fees: ({ fees }) => fees,
  holdings: ({ holdings }) => holdings.length,
  stale: ({ stale }) => stale,
  missing: ({ missing }) => missing,
};

const taken = (name: string) =>
  new PipelineError('INVALID_INPUT', `name: there is a portfolio ${name} already`, { detail: { field: 'name' } });

/** Portfolios: trades that somebody records, valued by the stored prices. */
export function servePortfolios(context: ApiContext): ServedRoute[] {
  const { store } = context;
  const existing = async (name: string, sql: Store['sql'] = store.sql): Promise<Portfolio> => {
    const portfolio = await findPortfolio(sql, name);
    if (!portfolio) throw new PipelineError('NOT_FOUND', `There is no portfolio ${name}.`);
    return portfolio;
  };
  const tradeOf = async (sql: Store['sql'], name: string, id: bigint): Promise<PortfolioTradeView> => {
    const trade = await findTrade(sql, (await existing(name, sql)).id, id);
    if (!trade) throw new PipelineError('NOT_FOUND', `There is no trade ${id} in ${name}.`);
    return viewTrade(trade);
  };
  /** What is asked for as it is stored: who has the shares is found out before the change begins. */
  const read = async (name: string, asked: NewPortfolioTrade): Promise<NewTrade> => {
    const { currency: base } = await existing(name);
    const instrument = asked.ticker === undefined ? null : await tradedInstrument(context, asked.ticker);
    const currency = instrument ? await usualCurrency(store.db, instrument) : base;
    return toNewTrade(asked, { instrument, currency, now: context.now() });
  };

  return [
    serve(portfolioRoutes.list, async () => {
      return reply(200, { items: (await listPortfolios(store.reads)).map(viewPortfolioRow) });
    }),
    serveChange(portfolioRoutes.add, ({ body, caller, change }) =>
      change(async (deps) => {
        if (!(await createPortfolio(deps.store.db, { ...body, by: caller.name }))) throw taken(body.name);
        const location = `/api/v1/portfolios/${encodeURIComponent(body.name)}`;
        return reply(201, viewPortfolioRow(await existing(body.name, deps.store.db)), location);
      }),
    ),
    serve(portfolioRoutes.get, async ({ params: { name }, query: { on } }) => {
      const portfolio = await existing(name);
      return reply(200, viewDetail(portfolio, await viewPortfolio(context, portfolio, on ?? null)));
    }),
    serveChange(portfolioRoutes.change, ({ params: { name }, body, change }) =>
      change(async (deps) => {
        const outcome = await changePortfolio(deps.store.db, name, body);
        if (outcome === 'taken') throw taken(body.name ?? name);
        const now = outcome === 'none' ? name : (body.name ?? name);
        return reply(200, viewPortfolioRow(await existing(now, deps.store.db)));
      }),
    ),
    serveChange(portfolioRoutes.remove, ({ params: { name }, change }) =>
      change(async (deps) => {
        if (await deletePortfolio(deps.store.db, name)) return reply(204);
        throw new PipelineError('NOT_FOUND', `There is no portfolio ${name}.`);
      }),
    ),
    serve(portfolioRoutes.trades, async ({ params: { name }, query, request, response }) => {
      const { id } = await existing(name);
      const items = (await portfolioTrades(store.reads, id, rangeOf(request, query))).map(viewTrade);
      if (await sentAsCsv(request, response, { name: 'trades', columns: tradeColumns, items, query })) return 'sent';
      return reply(200, { page: query.page, limit: query.limit, items });
    }),
    serveChange(portfolioRoutes.record, async ({ params: { name }, body, caller, change }) => {
      const trade = await read(name, body);
      return change(async (deps) => {
        const [id = 0n] = await recordTrades(deps, name, [trade], { by: caller.name });
        return reply(201, await tradeOf(deps.store.db, name, id));
      });
    }),
    serveChange(portfolioRoutes.import, async ({ params: { name }, query: { replace }, body, caller, change }) => {
      const { currency } = await existing(name);
      const trades = await readTradeCsv(context, body, currency);
      return change(async (deps) => {
        const removed = replace ? (await existing(name, deps.store.db)).trades : 0;
        await recordTrades(deps, name, trades, { by: caller.name, replace });
        return reply(200, { rows: trades.length, removed });
      });
    }),
    serveChange(portfolioRoutes.correct, async ({ params: { name, id }, body, caller, change }) => {
      const trade = await read(name, body);
      return change(async (deps) => {
        await correctTrade(deps, name, id, { ...trade, by: caller.name });
        return reply(200, await tradeOf(deps.store.db, name, id));
      });
    }),
    serveChange(portfolioRoutes.withdraw, ({ params: { name, id }, change }) =>
      change(async (deps) => {
        await withdrawTrade(deps, name, id);
        return reply(204);
      }),
    ),
    serve(portfolioRoutes.history, async ({ params: { name }, query, request, response }) => {
      const { id } = await existing(name);
      const range = { from: query.from ?? null, to: query.to ?? null, ...rangeOf(request, query) };
      const items = (await portfolioSnapshots(store.reads, id, range)).map(viewSnapshot);
      const about = { name: 'portfolio-history', columns: snapshotColumns, items, query };
      if (await sentAsCsv(request, response, about)) return 'sent';
      return reply(200, { page: query.page, limit: query.limit, items });
    }),
  ];
}

import { type Day, earliestDay, PipelineError } from '@tickermill/core';
import {
  addTrades,
  findTrade,
  type LockedPortfolio,
  lockPortfolio,
  markChanged,
  type NewTrade,
  removeTrade,
  removeTrades,
  replaceTrade,
} from '@tickermill/store/portfolios';
import type { EngineDeps } from '../engine-deps.ts';
import { type PortfolioBook, readBook } from './portfolio-book.ts';

type RecordDeps = Pick<EngineDeps, 'store'>;

/** The end of all days: a ledger that has seen all of its trades. */
const always: Day = '9999-12-31';

/**
 * Records trades in a portfolio, in its transaction; with `replace` in place of all that it has. Returns their ids.
 * @throws {PipelineError} `NOT_FOUND`; `INVALID_INPUT` where more shares leave than are held
 */
export async function recordTrades(
  { store: { db } }: RecordDeps,
  name: string,
  trades: readonly NewTrade[],
  { by, replace = false }: { readonly by: string; readonly replace?: boolean },
): Promise<bigint[]> {
  const portfolio = await locked(db, name);
  const before = await readBook(db, portfolio);
  if (replace) await removeTrades(db, portfolio.id);
  const ids = await addTrades(db, { portfolioId: portfolio.id, by }, trades);
  const changed = [...trades, ...(replace ? before.trades : [])];
  await follow(db, portfolio, before, changed);
  return ids;
}

/**
 * Writes a trade in place of one that was wrong.
 * @throws {PipelineError} as `recordTrades`
 */
export async function correctTrade(
  { store: { db } }: RecordDeps,
  name: string,
  id: bigint,
  trade: NewTrade & { readonly by: string },
): Promise<void> {
  const portfolio = await locked(db, name);
  const before = await readBook(db, portfolio);
  const wrong = await known(db, portfolio, id);
  await replaceTrade(db, id, trade);
  await follow(db, portfolio, before, [wrong, trade]);
}

/**
 * Removes a trade that was wrong.
 * @throws {PipelineError} as `recordTrades`
 */
export async function withdrawTrade({ store: { db } }: RecordDeps, name: string, id: bigint): Promise<void> {
  const portfolio = await locked(db, name);
  const before = await readBook(db, portfolio);
  const wrong = await known(db, portfolio, id);
  await removeTrade(db, id);
  await follow(db, portfolio, before, [wrong]);
}

type Db = RecordDeps['store']['db'];

async function locked(db: Db, name: string): Promise<LockedPortfolio> {
  const portfolio = await lockPortfolio(db, name);
  if (portfolio) return portfolio;
  throw new PipelineError('NOT_FOUND', `There is no portfolio ${name}.`);
}

async function known(db: Db, portfolio: LockedPortfolio, id: bigint) {
  const trade = await findTrade(db, portfolio.id, id);
  if (trade) return trade;
  throw new PipelineError('NOT_FOUND', `There is no trade ${id} in ${portfolio.name}.`);
}

/** Refuses what cannot be, and has the snapshots made anew from the first day that changed. */
async function follow(
  db: Db,
  portfolio: LockedPortfolio,
  before: PortfolioBook,
  changed: readonly Pick<NewTrade, 'on'>[],
): Promise<void> {
  const from = changed.reduce<Day | null>((first, { on }) => earliestDay(first, on), null);
  if (from === null) return;
  const after = await readBook(db, portfolio);
  const ledger = after.open();
  const positions = ledger.on(always);
  refuseOversale(portfolio, before, after, ledger.oversales);
  const held = positions.filter(({ quantity }) => quantity !== '0').map(({ instrument }) => instrument);
  await markChanged(db, portfolio.id, { from, held });
}

/** What was oversold before, as by a split that has come to light, keeps nobody from recording more. */
function refuseOversale(
  { name }: LockedPortfolio,
  before: PortfolioBook,
  after: PortfolioBook,
  oversales: ReturnType<PortfolioBook['open']>['oversales'],
): void {
  if (oversales.length === 0) return;
  const ledger = before.open();
  ledger.on(always);
  const former = new Set(ledger.oversales.map(({ trade }) => trade.id));
  const news = oversales.find(({ trade }) => !former.has(trade.id));
  if (!news) return;
  const { trade, held } = news;
  const ticker = after.instruments.get(trade.instrument ?? '')?.ticker ?? trade.instrument;
  throw new PipelineError(
    'INVALID_INPUT',
    `quantity: on ${trade.on} ${name} holds ${held} ${ticker}, and ${trade.quantity} would leave it.`,
    { detail: { field: 'quantity' } },
  );
}

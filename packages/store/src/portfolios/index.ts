/** Portfolios: their trades and snapshots, and the exchange rates by which they are valued. */

export type { LockedPortfolio, Portfolio, PortfolioSettings } from './portfolios.ts';
export {
  changePortfolio,
  createPortfolio,
  deletePortfolio,
  findPortfolio,
  listPortfolios,
  lockFreePortfolio,
  lockPortfolio,
  markChanged,
} from './portfolios.ts';
export type { HeldInstrument, StoredClose } from './prices.ts';
export { closesWithin, heldInstruments, knownSplits, priceCurrencies, ratesOf } from './prices.ts';
export type { ListedRate } from './rates.ts';
export { importRates, listRates } from './rates.ts';
export type { NewSnapshot, SnapshotHolding, StoredSnapshot } from './snapshots.ts';
export {
  changedSince,
  portfolioSnapshots,
  portfoliosToSnapshot,
  portfolioTotals,
  publishValued,
  recordSnapshots,
  removeSnapshotsBefore,
  writeSnapshots,
} from './snapshots.ts';
export type { NewTrade, StoredTrade } from './trades.ts';
export { addTrades, findTrade, portfolioTrades, removeTrade, removeTrades, replaceTrade } from './trades.ts';

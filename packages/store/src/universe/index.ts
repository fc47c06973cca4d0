/** Instruments, their symbols, and the watchlists that track them. */

export type { ListedThen } from './as-of.ts';
export { countAsOf, knownSince, universeAsOf } from './as-of.ts';
export type { ExportedTable } from './exports.ts';
export { exportedTables, instrumentsToExport, removeExported } from './exports.ts';
export type { FoundInstrument, ListedInstrument } from './find-tickers.ts';
export { findInstruments, instrumentNamed, refusedTickers, resolveInstruments } from './find-tickers.ts';
export type { InstrumentIdentity, KeptListingFinding } from './identity.ts';
export { ciksOf, ciksOfAll, countOpenFindings, identityOf, listingFindings, markFindingSeen } from './identity.ts';
export { companiesListing, listedInstruments, track, trackedTickers } from './instruments.ts';
export { archiveDelisted, delistGone, newlyListed } from './life-cycle.ts';
export type { InstrumentRow } from './list-instruments.ts';
export { listInstruments } from './list-instruments.ts';
export { heldFile } from './listing-files.ts';
export type { ListingRun } from './listing-runs.ts';
export { confirmListing, recordFailedReading } from './listing-runs.ts';
export type { InstrumentHistory, InstrumentLife, LastListingRun, MonthlyChange } from './overview.ts';
export {
  changesOfMonth,
  countChanges,
  countUniverse,
  lastListingRuns,
  lifeOf,
  listingsToRepeat,
  staleExchanges,
  universeCounts,
} from './overview.ts';
export type { ConfirmedProposal } from './proposals.ts';
export { confirmProposal, openProposals } from './proposals.ts';
export { unknownTickers } from './unknown-tickers.ts';
export type { Watchlist, WatchlistItem } from './watchlists.ts';
export {
  changeWatchlist,
  createWatchlist,
  deleteWatchlist,
  findWatchlist,
  listWatchlists,
  untrack,
  untrackInstruments,
  untrackOthers,
  watchedInstruments,
  watchlistItems,
} from './watchlists.ts';

/** Instruments, their symbols, and the watchlists that track them. */

export type { ListedInstrument } from './instruments.ts';
export { companiesListing, findInstruments, track, trackedTickers } from './instruments.ts';
export {
  changeWatchlist,
  createWatchlist,
  deleteWatchlist,
  findWatchlist,
  listWatchlists,
  untrack,
  watchlistItems,
} from './watchlists.ts';

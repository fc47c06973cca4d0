/** Rules that match newly stored filings. */

export { storeFilingsAndMatch } from './match.ts';
export type { KeptWatchRule, WatchMatch, WatchRule } from './rules.ts';
export { addWatchRule, removeWatchRule, watchMatches, watchRules } from './rules.ts';

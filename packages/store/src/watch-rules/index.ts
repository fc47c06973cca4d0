/** Rules that match newly stored filings. */

export type { KeptWatchRule, WatchMatch, WatchRule } from './rules.ts';
export { addWatchRule, removeWatchRule, watchMatches, watchRules } from './rules.ts';

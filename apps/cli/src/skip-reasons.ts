// Why targets of a run were not requested, in words, for every command that shows a run.

import { counted } from './terminal.ts';

const words: Readonly<Record<string, string>> = {
  fresh: 'fetched already within the last hours',
  'no-news': 'EDGAR has accepted no filings since they were last fetched',
  covered: 'their filings come from the lists of the whole market',
  'dead-letter': 'failed on three days, and set aside until revived',
  'in-flight': 'another run fetches them at this moment',
  'no-cik': 'without a CIK, and so without filings',
  'unknown-ticker': 'on no list of companies any more',
  'no-source': 'no enabled source has them (PRICE_SOURCES)',
  closed: 'their exchange is closed',
  limit: 'beyond --limit',
};

/** A skip reason as a person reads it; one that this build does not know stays as it is. */
const skipReason = (reason: string): string => words[reason] ?? reason;

/** `24 issuers skipped: fetched already within the last hours`, a line for each reason. */
export const describeSkips = (skipped: Readonly<Record<string, number>>, noun = 'target'): string[] =>
  Object.entries(skipped).map(([reason, number]) => `${counted(number, noun)} skipped: ${skipReason(reason)}`);

import { addDays, type Cik, type Day } from '@tickermill/core';
import type { ListedFiling } from '../listed-filing.ts';

/** Filings that no longer fit into the first file. */
export interface OlderPage {
  readonly filings: readonly ListedFiling[];
  readonly from: Day;
  readonly to: Day;
}

/** The file name of the nth older page, counted from 1. */
export const pageName = (cik: Cik, nth: number): string => `CIK${cik}-submissions-${String(nth).padStart(3, '0')}.json`;

/** Splits filings beyond the first file into pages, newest first; a page may begin within a day. */
export function olderPages(feed: readonly ListedFiling[], perPage: number): OlderPage[] {
  const pages: OlderPage[] = [];
  for (let start = perPage; start < feed.length; start += perPage) {
    const filings = feed.slice(start, start + perPage);
    const [newest, oldest] = [filings[0], filings.at(-1)];
    // The real `filingTo` is a day early: Tesla's page to 2018-02-11, a Sunday, begins with a filing of 2018-02-12;
    // two of Fannie Mae's end on a Sunday and on Veterans Day. Who compares it with a date strictly loses that day.
    if (newest && oldest) pages.push({ filings, from: oldest.filedOn, to: addDays(newest.filedOn, -1) });
  }
  return pages;
}

import type { Cik } from '@tickermill/core';
import type { Company } from '../../market/company.ts';
import type { ListedFiling } from '../listed-filing.ts';
import type { Owner } from '../owners/owner.ts';
import { olderPages, pageName } from './submissions-pages.ts';
import { companyProfile, ownerProfile } from './submissions-profile.ts';

/** Column arrays in the order of the real file; row n of every column belongs to one filing. */
export function columnsOf(cik: Cik, filings: readonly ListedFiling[]) {
  const column = <T>(read: (filing: ListedFiling) => T) => filings.map(read);
  // Ownership forms show the act and the file number of the issuer in the feeds of owners alone.
  const hasNumbers = ({ isOwnership, issuer }: ListedFiling) => !isOwnership || issuer !== cik;
  return {
    accessionNumber: column((filing) => filing.accession),
    filingDate: column((filing) => filing.filedOn),
    reportDate: column((filing) => filing.period ?? ''),
    // Wall time in New York with a Z, although it is not UTC: the real files are so.
    acceptanceDateTime: column((filing) => `${filing.acceptedAt}.000Z`),
    act: column((filing) => (hasNumbers(filing) ? (filing.form === '144' ? '33' : '34') : '')),
    form: column((filing) => filing.form),
    fileNumber: column((filing) => (hasNumbers(filing) ? filing.fileNumber : '')),
    filmNumber: column((filing) => (hasNumbers(filing) ? String(filing.filmNumber) : '')),
    items: column((filing) => filing.items),
    core_type: column((filing) => (filing.isXbrl ? 'XBRL' : filing.form)),
    size: column((filing) => filing.size),
    isXBRL: column((filing) => Number(filing.isXbrl)),
    isInlineXBRL: column((filing) => Number(filing.isXbrl)),
    primaryDocument: column((filing) => filing.primaryDocument),
    primaryDocDescription: column((filing) => filing.description),
  };
}

/** The submissions file of a CIK: who it is, its newest filings, and the names of the pages with the older ones. */
export function submissionsOf(who: Company | Owner, feed: readonly ListedFiling[], perPage: number) {
  const { cik } = who;
  const ownsOthers = feed.some(({ owners }) => owners.includes(cik));
  return {
    ...('tickers' in who ? companyProfile(who, ownsOthers) : ownerProfile(who)),
    filings: {
      recent: columnsOf(cik, feed.slice(0, perPage)),
      files: olderPages(feed, perPage).map((page, nth) => ({
        name: pageName(cik, nth + 1),
        filingCount: page.filings.length,
        filingFrom: page.from,
        filingTo: page.to,
      })),
    },
  };
}

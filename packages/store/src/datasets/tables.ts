import type { DatasetId } from '@tickermill/core';
import { companiesTable } from './companies.ts';
import { companyFactsTable } from './company-facts.ts';
import { companyProfileTable } from './company-profile.ts';
import { dailyPricesTable } from './daily-prices.ts';
import { filingSectionsTable } from './filing-sections.ts';
import { insiderTradesTable } from './insider-trades-table.ts';
import { koreanEtfValuesTable, koreanSectorsTable, koreanValuationsTable } from './korean-days.ts';
import { listingsTable } from './listings.ts';
import { marketDaysTable } from './market-days.ts';
import { ownershipFeedTable, ownershipIndexTable } from './ownership-lists.ts';
import { quotesTable } from './quotes.ts';
import { reportsTable } from './reports.ts';
import { secondClosesTable } from './second-closes.ts';
import type { DatasetTable } from './table.ts';

/** A table for every dataset, each in its own place. */
type DatasetTables = { readonly [D in DatasetId]: DatasetTable<D> };

/** The records of a dataset are kept when its table is listed here. */
const datasetTables: DatasetTables = {
  companies: companiesTable,
  listings: listingsTable,
  'insider-trades': insiderTradesTable,
  'ownership-index': ownershipIndexTable,
  'ownership-feed': ownershipFeedTable,
  'daily-prices': dailyPricesTable,
  'market-days': marketDaysTable,
  quotes: quotesTable,
  'second-closes': secondClosesTable,
  'company-facts': companyFactsTable,
  'company-profile': companyProfileTable,
  reports: reportsTable,
  'korean-valuations': koreanValuationsTable,
  'korean-etf-values': koreanEtfValuesTable,
  'korean-sectors': koreanSectorsTable,
  'filing-sections': filingSectionsTable,
};

/** How the records of a dataset are kept. */
export const tableOf = (dataset: DatasetId): DatasetTable<DatasetId> => datasetTables[dataset];

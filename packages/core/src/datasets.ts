// The schemas of all records, for collectors, the engine and the store.

import { z } from 'zod';
import { Day, Instant } from './day.ts';
import { Decimal } from './decimal.ts';
import { CompanyFactsRecord, CompanyProfile, ReportForm } from './fundamentals.ts';
import { Accession, Cik, Ticker } from './identifiers.ts';
import { KoreanEtfValues, KoreanSectors, KoreanValuations } from './korea.ts';
import { Listing, UnchangedListing } from './listings.ts';
import { MarketDayRecord } from './market-days.ts';
import { DailyPrices, Quote, SecondCloses } from './prices.ts';
import { CompanyReports, FilingSections } from './reports.ts';

/** The forms of Section 16 and their amendments. */
export const OwnershipForm = z.enum(['3', '3/A', '4', '4/A', '5', '5/A']);
export type OwnershipForm = z.infer<typeof OwnershipForm>;

/** What may be odd in a trade and is kept as filed (docs/insider-trades.md). */
export const TradeFlag = z.enum([
  'date-out-of-range',
  'schema-newer',
  'amends-by-acceptance-day',
  'amends-by-period',
  'amends-by-neighbouring-day',
  'amendment-ambiguous',
  'amendment-unclear',
]);
export type TradeFlag = z.infer<typeof TradeFlag>;

/** How an owner is related to the issuer. */
export const OwnerRole = z.enum(['director', 'officer', 'ten-percent-owner', 'other']);
export type OwnerRole = z.infer<typeof OwnerRole>;

const text = z.string().nullable();
const decimal = Decimal.nullable();
const day = Day.nullable();

/** The ids of the footnotes that explain a field, by the field's name in the record: `{ "price": ["F1", "F3"] }`. */
const FootnotesByField = z.record(z.string(), z.array(z.string()).nonempty());

/** What a transaction and a holding have in common: one security, how much of it is owned, and how. */
const OwnedSecurity = z.object({
  table: z.enum(['non-derivative', 'derivative']),
  /** Counts the transactions (or the holdings) of its table from 1, in the order of the document. */
  line: z.int().positive(),
  security: text,
  formType: text,
  sharesAfter: decimal,
  valueAfter: decimal,
  ownership: z.enum(['D', 'I']).nullable(),
  nature: text,
  /** Derivatives only, as all below; USD per share. */
  conversionPrice: decimal,
  exerciseDate: day,
  expirationDate: day,
  underlying: text,
  underlyingShares: decimal,
  underlyingValue: decimal,
  footnotesByField: FootnotesByField,
});

/** A row of table I or II that reports a transaction. A value that the filing leaves to a footnote is null. */
export const InsiderTrade = OwnedSecurity.extend({
  date: day,
  deemedDate: day,
  code: text,
  equitySwap: z.boolean().nullable(),
  timeliness: text,
  acquiredDisposed: z.enum(['A', 'D']).nullable(),
  shares: decimal,
  /** USD per share. */
  price: decimal,
  /** USD for the whole transaction, given in place of shares by some derivatives. */
  totalValue: decimal,
});
export type InsiderTrade = z.infer<typeof InsiderTrade>;

/** A row of table I or II that reports what is held, without a transaction. */
export const InsiderHolding = OwnedSecurity;
export type InsiderHolding = z.infer<typeof InsiderHolding>;

/** One reporting owner of a filing and how it is related to the issuer. */
export const FilingOwner = z.object({
  cik: Cik,
  name: text,
  isDirector: z.boolean(),
  isOfficer: z.boolean(),
  isTenPercentOwner: z.boolean(),
  isOther: z.boolean(),
  officerTitle: text,
  otherText: text,
});
export type FilingOwner = z.infer<typeof FilingOwner>;

/**
 * An ownership document (SEC Forms 3, 4, 5 and amendments) as its filer wrote it.
 * Fields follow EDGAR's ownership XML technical specification; nothing is repaired or invented.
 */
export const OwnershipDocument = z.object({
  form: OwnershipForm,
  schemaVersion: text,
  period: day,
  /** Amendments only: the day on which the original was filed, as the amendment states it. */
  originalFiledOn: day,
  issuer: z.object({ cik: Cik, name: text, symbol: text, foreignSymbol: text }),
  owners: z.array(FilingOwner).nonempty(),
  /** Made under a Rule 10b5-1 plan; null if the form does not say (before 2023). */
  is10b5_1: z.boolean().nullable(),
  notSubjectToSection16: z.boolean().nullable(),
  noSecuritiesOwned: z.boolean().nullable(),
  transactions: z.array(InsiderTrade),
  holdings: z.array(InsiderHolding),
  /** Footnote texts by id (`F1`). */
  footnotes: z.record(z.string(), z.string()),
  remarks: text,
});
export type OwnershipDocument = z.infer<typeof OwnershipDocument>;

/** The newest version of EDGAR's ownership schema whose rules are known here. */
export const newestSchemaVersion = 'X0609';

/** A record of `insider-trades`: one ownership filing with everything that it reports. */
export const OwnershipFiling = OwnershipDocument.extend({
  accession: Accession,
  filedOn: Day,
  /** When EDGAR accepted it; null if the submission does not say. */
  filedAt: Instant.nullable(),
  url: z.url(),
  /** SHA-256 (hex) of the answer that held the document. */
  documentSha256: z.string().length(64),
  parserVersion: z.int().positive(),
});
export type OwnershipFiling = z.infer<typeof OwnershipFiling>;

/** A symbol, its company, and the company's CIK. */
export const Company = z.object({ cik: Cik, symbol: Ticker, name: z.string() });
export type Company = z.infer<typeof Company>;

/** An entry of the list of companies that cannot be read, and why. */
export const OddCompany = z.object({ odd: z.string(), entry: z.string() });
export type OddCompany = z.infer<typeof OddCompany>;

/** What a list of companies said otherwise than before, or what of it could not be taken. */
export const ListingFindingKind = z
  .enum(['cik-changed', 'renamed', 'symbol-passed', 'rename-ambiguous', 'two-companies', 'odd-entry'])
  .describe(
    'The company has another CIK; it is listed under another symbol; its symbol passed to another instrument; new symbols of which it is not clear whose they are; one symbol under two CIKs; an entry that cannot be read. The last three change nothing.',
  );
export type ListingFindingKind = z.infer<typeof ListingFindingKind>;

/** A record of `companies`. */
export const CompanyEntry = z.union([Company, OddCompany]);
export type CompanyEntry = z.infer<typeof CompanyEntry>;

/** A record of `ownership-index`: the ownership filings that one file of EDGAR's daily index names. */
export const DailyIndex = z.object({
  day: Day,
  /** The day up to which indexes were read, or taken as read, when this one was requested. */
  after: Day,
  /** The last of the files that are read of a day: with it, the day is read. */
  isLast: z.boolean(),
  /** There is none, and there will be none: EDGAR was closed by order. */
  isClosed: z.boolean().default(false),
  filings: z.array(
    z.object({
      accession: Accession,
      form: OwnershipForm,
      filedOn: Day,
      /** Issuer and owners alike: an index does not distinguish them. */
      ciks: z.array(Cik).nonempty(),
    }),
  ),
  /** The annual and quarterly reports that it names; left out where there is none. */
  reports: z
    .array(z.object({ accession: Accession, form: ReportForm, filedOn: Day, ciks: z.array(Cik).nonempty() }))
    .optional(),
});
export type DailyIndex = z.infer<typeof DailyIndex>;

/** A record of `ownership-feed`: how far one poll of the current feed reached back, from the instant of its request. */
export const FeedPoll = z.object({ at: Instant, reachedTo: Instant });
export type FeedPoll = z.infer<typeof FeedPoll>;

/** Every dataset with the schema of its records. */
export const datasets = {
  companies: CompanyEntry,
  listings: z.union([Listing, UnchangedListing]),
  'insider-trades': OwnershipFiling,
  'ownership-index': DailyIndex,
  'ownership-feed': FeedPoll,
  'daily-prices': DailyPrices,
  'market-days': MarketDayRecord,
  quotes: Quote,
  'second-closes': SecondCloses,
  'company-facts': CompanyFactsRecord,
  'company-profile': CompanyProfile,
  reports: CompanyReports,
  'korean-valuations': KoreanValuations,
  'korean-etf-values': KoreanEtfValues,
  'korean-sectors': KoreanSectors,
  'filing-sections': FilingSections,
} as const;
export type DatasetId = keyof typeof datasets;
/** The id of a dataset, as people give it. */
export const Dataset = z.enum(Object.keys(datasets) as [DatasetId, ...DatasetId[]]);
export type RecordOf<D extends DatasetId> = z.infer<(typeof datasets)[D]>;

/**
 * What one target of a dataset is: one CIK, a whole market, one instrument under its permanent id, or a day of a market
 * (`us 2026-11-30`), whose records are those of all its instruments, or one filing under its accession.
 */
export type TargetKind = 'cik' | 'market' | 'instrument' | 'market-day' | 'filing';

/** The earliest day that a backfill may request. */
export const earliestBackfillDay = '1990-01-01';

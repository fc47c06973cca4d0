import { Day } from '@tickermill/core';
import { z } from 'zod';

/** The earliest year that an accession number of two digits can name without ambiguity here. */
const firstYear = 2001;

/** A month, `2026-05`. */
export const Month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, { error: 'must be a month such as 2026-05' });

/**
 * The settings of a sandbox. `today` alone has no default: the caller owns the calendar. The same settings give the
 * same bytes.
 */
export const SandboxSettings = z
  .object({
    /** The address that it listens on. */
    host: z.string().min(1).default('127.0.0.1'),
    /** Port, 0 to 65535; 0 takes any free one. */
    port: z.int().min(0).max(65_535).default(0),
    /** Which invented world, 0 to 4294967295. */
    seed: z.int().min(0).max(4_294_967_295).default(1),
    /** The last day that has filings. */
    today: Day,
    /** Entries of company_tickers.json, 1 to 10000. The first 25 are the default watchlist. */
    tickers: z.int().min(1).max(10_000).default(200),
    /** Ownership filings per company and business day on average, 0 to 100. */
    filingsPerDay: z.number().min(0).max(100).default(0.23),
    /** Years of history, 0 to 20: filings begin on 1 January this many years before the year of `today`. */
    years: z.int().min(0).max(20).default(2),
    /** Filings in `filings.recent` of a submissions file before older pages begin, 1 to 100000. */
    recentFilings: z.int().min(1).max(100_000).default(1000),
    /** Length of a block of the SEC or Yahoo in milliseconds, 1 to a day; every request made during it starts it anew. */
    banMs: z.int().min(1).max(86_400_000).default(600_000),
    /** Requests to SEC hosts allowed within any 1000 ms, 0 to 100000; 0 turns the rule off. */
    secCeilingPerSecond: z.int().min(0).max(100_000).default(10),
    /** Requests to Yahoo's hosts allowed within any 60 s, 0 to 100000; 0 turns the rule off. */
    yahooCeilingPerMinute: z.int().min(0).max(100_000).default(60),
    /** Milliseconds that a cookie of Yahoo's is good for, 1000 to a day. */
    yahooSessionMs: z.int().min(1000).max(86_400_000).default(1_800_000),
    /** Requests of a key of Alpha Vantage's per day of New York, 0 to 100000; 0 turns both of its rules off. */
    alphaVantagePerDay: z.int().min(0).max(100_000).default(25),
    /** Requests of a key of Stooq's per day of Warsaw, 0 to 1000000; 0 turns the rule off. */
    stooqPerDay: z.int().min(0).max(1_000_000).default(1000),
    /** Requests of Massive within any 60 s, 0 to 100000; 0 turns the rule off. */
    massivePerMinute: z.int().min(0).max(100_000).default(5),
    /** Instruments that the exchanges of the United States list, 100 to 20000; at least the entries of company_tickers.json. */
    listed: z.int().min(100).max(20_000).default(6000),
    /** The month of the lists of the exchanges, from 2026-01, when nothing has happened yet, to 2026-12; null: that, as of today. */
    listingMonth: Month.nullable().default(null),
    /** Days on which EDGAR is closed by order: nothing is filed, and there is no index of them. */
    closedDays: z.array(Day).default([]),
    /** Folder laid out by host and path whose files are served ahead of what is invented; null for none. */
    folder: z.string().min(1).nullable().default(null),
    /** What its own routes want as a bearer token; null: one that only the opener of the sandbox knows. */
    token: z.string().min(1).nullable().default(null),
  })
  .refine(({ today, years }) => Number(today.slice(0, 4)) - years >= firstYear, {
    path: ['years'],
    error: `must not reach back before ${firstYear}`,
  });
export type SandboxSettings = z.infer<typeof SandboxSettings>;
export type SandboxSettingsInput = z.input<typeof SandboxSettings>;

/** The first day of the history that a sandbox offers. */
export function firstDay({ today, years }: Pick<SandboxSettings, 'today' | 'years'>): Day {
  return `${Number(today.slice(0, 4)) - years}-01-01`;
}

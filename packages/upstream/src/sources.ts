import type { SourceId } from '@tickermill/core';
import type { Answer, UpstreamRequest } from './answer.ts';
import type { AnswerError } from './answer-error.ts';
import type { Backoff } from './backoff.ts';
import { classifySecEdgar } from './sec-edgar.ts';

/** So many requests in any window of so many ms. */
export interface Rate {
  readonly requests: number;
  readonly perMs: number;
}

/** One upstream: where it lives, what it allows, how it is spoken to and how its answers are to be read. */
export interface Source {
  readonly id: SourceId;
  readonly name: string;
  /** A request to any other host is refused. All of them share one pace. */
  readonly hosts: readonly string[];
  /** What we ask at, until an operator changes it. */
  readonly pace: Rate;
  /** What the source allows; departures never exceed it. */
  readonly ceiling: Rate;
  /** The highest pace an operator may set: 80 % of the ceiling. */
  readonly maxPace: Rate;
  /** Requests of a day, in the zone whose midnight resets them; null where the source counts none. */
  readonly quota: { readonly perDay: number; readonly resetZone: string } | null;
  /** How long a throttle without a Retry-After keeps the source quiet. */
  readonly quietMs: number;
  /** Asked once when a quiet period ends, before anything else. */
  readonly probe: UpstreamRequest;
  readonly backoff: Backoff;
  /** From the departure of a request to the last byte of its answer. */
  readonly timeoutMs: number;
  /** Bytes of a decoded body above which it is `TOO_LARGE`, unless the request says otherwise. */
  readonly maxBytes: number;
  /** What whoever asks this source agrees to: shown before the first live run. */
  readonly terms: string;
  /** The headers of every request. */
  headers(userAgent: string): Record<string, string>;
  /** What is wrong with an answer, by its body and not its status alone; nothing if a step may read it. */
  classify(answer: Answer, quietMs: number): AnswerError | undefined;
}

const fourFifths = ({ requests, perMs }: Rate): Rate => ({ requests: requests * 0.8, perMs });

const secCeiling = { requests: 10, perMs: 1_000 };

/** The source table. An upstream exists when it is listed here and in `SourceId`. */
export const sources: Readonly<Record<SourceId, Source>> = {
  'sec-edgar': {
    id: 'sec-edgar',
    name: 'SEC EDGAR',
    hosts: ['www.sec.gov', 'data.sec.gov'],
    // The SEC allows ten a second over all machines and hosts. Clients measured at 9.7 to 9.9 were blocked all the
    // same (network delay bunches departures); 8 keeps any sliding second under ten.
    pace: { requests: 8, perMs: 1_000 },
    ceiling: secCeiling,
    maxPace: fourFifths(secCeiling),
    quota: null,
    // The block lasts until the rate has stayed low for ten minutes, says its page; any request inside renews it.
    quietMs: 600_000,
    probe: { method: 'HEAD', url: 'https://www.sec.gov/files/company_tickers.json' },
    backoff: { kind: 'exponential', baseMs: 2_000, capMs: 600_000, jitter: 0.5 },
    timeoutMs: 30_000,
    maxBytes: 64 * 1024 * 1024,
    terms:
      'The SEC gives EDGAR away free of charge and asks for fair access in return: at most 10 requests a second from ' +
      'one user over all machines, a User-Agent that names who is asking and a mail address, and no more downloads ' +
      'than are needed. It limits an address that goes faster until its rate has stayed low for ten minutes, may ' +
      'block unnamed programs altogether, and may change these limits at any time. Tickermill asks at most 8 times a ' +
      'second in the name you set in SEC_USER_AGENT, and you answer for those requests; other programs at your ' +
      'address count towards the same limit. The policy: https://www.sec.gov/os/accessing-edgar-data',
    headers: (userAgent) => ({ 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate' }),
    classify: classifySecEdgar,
  },
  yahoo: {
    id: 'yahoo',
    name: 'Yahoo Finance',
    hosts: ['query1.finance.yahoo.com', 'query2.finance.yahoo.com', 'fc.yahoo.com'],
    pace: { requests: 40, perMs: 60_000 },
    ceiling: { requests: 60, perMs: 60_000 },
    maxPace: fourFifths({ requests: 60, perMs: 60_000 }),
    quota: null,
    quietMs: 600_000,
    probe: { method: 'GET', url: 'https://query1.finance.yahoo.com/v8/finance/chart/AAPL?range=1d&interval=1d' },
    backoff: { kind: 'ladder', ms: [10_000, 30_000, 120_000, 600_000] },
    timeoutMs: 30_000,
    maxBytes: 64 * 1024 * 1024,
    terms: '',
    headers: (userAgent) => ({ 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate' }),
    classify: classifySecEdgar,
  },
  'alpha-vantage': {
    id: 'alpha-vantage',
    name: 'Alpha Vantage',
    hosts: ['www.alphavantage.co'],
    pace: { requests: 4, perMs: 60_000 },
    ceiling: { requests: 5, perMs: 60_000 },
    maxPace: fourFifths({ requests: 5, perMs: 60_000 }),
    quota: { perDay: 25, resetZone: 'America/New_York' },
    quietMs: 60_000,
    probe: { method: 'HEAD', url: 'https://www.alphavantage.co/' },
    backoff: { kind: 'exponential', baseMs: 2_000, capMs: 600_000, jitter: 0.5 },
    timeoutMs: 30_000,
    maxBytes: 64 * 1024 * 1024,
    terms: '',
    headers: (userAgent) => ({ 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate' }),
    classify: classifySecEdgar,
  },
  stooq: {
    id: 'stooq',
    name: 'Stooq',
    hosts: ['stooq.com'],
    pace: { requests: 20, perMs: 60_000 },
    ceiling: { requests: 30, perMs: 60_000 },
    maxPace: fourFifths({ requests: 30, perMs: 60_000 }),
    quota: null,
    quietMs: 600_000,
    probe: { method: 'HEAD', url: 'https://stooq.com/' },
    backoff: { kind: 'exponential', baseMs: 2_000, capMs: 600_000, jitter: 0.5 },
    timeoutMs: 30_000,
    maxBytes: 64 * 1024 * 1024,
    terms: '',
    headers: (userAgent) => ({ 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate' }),
    classify: classifySecEdgar,
  },
};

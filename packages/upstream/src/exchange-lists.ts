// The operators of exchanges that publish lists of what is listed: four rows of the source table that are read alike.

import type { ErrorCode, SourceId } from '@tickermill/core';
import type { Answer, UpstreamRequest } from './answer.ts';
import { AnswerError, Throttled } from './answer-error.ts';
import { retryAfterMs } from './retry-after.ts';
import { fourFifths, type Source } from './source.ts';

/**
 * What is wrong with the answer of an exchange. A page with status 200 in the place of a list is let through: the
 * collector knows the list, and refuses what is none as `LISTING_STRUCTURE`.
 */
function classifyList(answer: Answer, quietMs: number): AnswerError | undefined {
  const { request, status, headers } = answer;
  const wrong = (code: ErrorCode, why: string) =>
    new AnswerError(code, `${request.url} answered ${status}: ${why}`, answer);
  if (status === 200) return undefined;
  if (status === 304 && (request.etag !== undefined || request.lastModified !== undefined)) return undefined;
  // Firewalls in front of these pages refuse an address with a 403 for a while, whatever it asks.
  if (status === 403 || status === 429 || (status === 503 && headers['retry-after'] !== undefined)) {
    const why = `${request.url} answered ${status}: this address is refused for now`;
    return new Throttled(why, answer, retryAfterMs(answer) ?? quietMs);
  }
  if (status >= 500) return wrong('SERVER_ERROR', 'an error of the server');
  if (status === 408) return wrong('CONNECTION_LOST', 'the request did not arrive in full');
  if (status === 404 || status === 410) return wrong('UNEXPECTED_ANSWER', 'the list is not there');
  if (status >= 400) return wrong('REFUSED', 'the request was refused');
  return wrong('UNEXPECTED_ANSWER', 'a status that it does not give for such a request');
}

const ceiling = { requests: 40, perMs: 60_000 };

/** What differs between the exchanges. */
interface ExchangeList {
  readonly id: SourceId;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly probe: UpstreamRequest;
  readonly terms: string;
}

const exchangeList = (list: ExchangeList): Source => ({
  ...list,
  // A handful of files a month: no faster than a person who clicks through the pages.
  pace: { requests: 30, perMs: 60_000 },
  ceiling,
  maxPace: fourFifths(ceiling),
  quota: null,
  quietMs: 3_600_000,
  isChecked: true,
  backoff: { kind: 'exponential', baseMs: 30_000, capMs: 1_800_000, jitter: 0.5 },
  timeoutMs: 60_000,
  maxBytes: 64 * 1024 * 1024,
  key: null,
  session: null,
  whenRefused: null,
  headers: (userAgent) => ({ 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate' }),
  classify: classifyList,
});

/** What Tickermill does, which is the same for all of them. */
const ours =
  'Tickermill reads it once a month, at most 30 requests a minute, in the name that you set in SEC_USER_AGENT, and asks ' +
  'every hour whether the page is there. Whether your use is allowed is for you to judge.';

/** Nasdaq's row of the source table: the symbol directories of Nasdaq Trader. */
export const nasdaqListings = exchangeList({
  id: 'nasdaq-listings',
  name: 'Nasdaq Trader',
  hosts: ['www.nasdaqtrader.com'],
  probe: { method: 'HEAD', url: 'https://www.nasdaqtrader.com/dynamic/SymDir/nasdaqlisted.txt' },
  terms:
    'Nasdaq Trader publishes the directories of all securities listed in the United States as files, without a key and ' +
    'renewed several times a day. Its terms of use allow personal and internal use and restrict passing the files ' +
    `on. ${ours} Its pages: https://www.nasdaqtrader.com/Trader.aspx?id=SymbolDirDefs`,
});

/** Euronext's row of the source table: the download of its live pages. */
export const euronextListings = exchangeList({
  id: 'euronext-listings',
  name: 'Euronext',
  hosts: ['live.euronext.com'],
  probe: { method: 'HEAD', url: 'https://live.euronext.com/en/products/equities/list' },
  terms:
    'Euronext gives the lists of the shares and of the exchange-traded products of all its markets as downloads of its web ' +
    'pages, without a contract and unannounced where they change. Its terms of use allow personal, non-commercial use; ' +
    `the data belongs to Euronext and may not be passed on. ${ours} The terms: https://www.euronext.com/en/terms-use`,
});

/** London's row of the source table: the site's search, and the workbook that it finds. */
export const lseListings = exchangeList({
  id: 'lse-listings',
  name: 'London Stock Exchange',
  hosts: ['api.londonstockexchange.com', 'docs.londonstockexchange.com', 'www.londonstockexchange.com'],
  probe: { method: 'HEAD', url: 'https://www.londonstockexchange.com/reports?tab=instruments' },
  terms:
    'The London Stock Exchange publishes a workbook of everything that trades there once a month, under a name that ' +
    'changes, which its own search finds. Its terms of use allow personal, non-commercial use of the site and do not ' +
    `permit passing its content on. ${ours} The terms: https://www.londonstockexchange.com/terms-and-conditions`,
});

/** Deutsche Börse's row of the source table: the page of tradable instruments, and the file that it links. */
export const xetraListings = exchangeList({
  id: 'xetra-listings',
  name: 'Xetra',
  hosts: ['www.cashmarket.deutsche-boerse.com', 'www.xetra.com'],
  probe: {
    method: 'HEAD',
    url: 'https://www.cashmarket.deutsche-boerse.com/cash-en/trading/Tradable-Instruments-Xetra',
  },
  terms:
    'Deutsche Börse publishes a file of everything that is traded on Xetra every day, linked from its page under an ' +
    'address that changes. Its terms of use allow personal use; the data belongs to Deutsche Börse and those who supply ' +
    `it, and may not be passed on. ${ours} The terms: https://www.cashmarket.deutsche-boerse.com/cash-en/meta/terms-of-use`,
});

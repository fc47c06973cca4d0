import type { ErrorCode } from '@tickermill/core';
import { type Answer, get } from './answer.ts';
import { AnswerError, Throttled } from './answer-error.ts';
import { beginsAsPage, startOf } from './page-start.ts';
import { retryAfterMs } from './retry-after.ts';
import { fourFifths, type SessionRule, type Source } from './source.ts';

const api = 'https://query1.finance.yahoo.com';

/** The key of the object that each of its services answers with, in success and in failure. */
const envelope = /^\s*\{\s*"(chart|spark|quoteResponse|quoteSummary)"/;
/** The error of the gateway in front of the services, which knows nothing of symbols. */
const gateway = /^\s*\{\s*"finance"/;
/** A chart of a stretch in which the symbol was not traded is refused so; it is an answer like any other. */
const outsideOfSeries = /Data doesn't exist for startDate/;

/** What is wrong with an answer of Yahoo: by its body first, for the same words come under many statuses. */
function classifyYahoo(answer: Answer, quietMs: number): AnswerError | undefined {
  const { request, status } = answer;
  const text = startOf(answer);
  const wrong = (code: ErrorCode, why: string) =>
    new AnswerError(code, `${request.url} answered ${status}: ${why}`, answer);

  const throttled = throttledBy(answer, quietMs);
  if (throttled) return throttled;
  if (status === 401 || status === 403) return wrong('SESSION_REFUSED', 'no session, or one that no longer holds');
  if (status >= 500) return wrong('SERVER_ERROR', 'an error of the server');
  if (status === 408) return wrong('CONNECTION_LOST', 'the request did not arrive in full');
  if (status >= 300 && status < 400)
    return wrong('UNEXPECTED_ANSWER', 'a redirect, as to the page that asks for consent');
  if (beginsAsPage(answer)) {
    const what = /consent|guce\./i.test(text) ? 'the page that asks for consent' : 'a page in place of data';
    return wrong('UNEXPECTED_ANSWER', what);
  }
  // "Invalid Crumb" comes with 401, and at times with 200 or 404.
  if (gateway.test(text)) {
    const isSession = /Invalid Crumb|Invalid Cookie|Unauthorized/i.test(text);
    return isSession
      ? wrong('SESSION_REFUSED', 'a session that no longer holds')
      : wrong('UNEXPECTED_ANSWER', 'an error of the gateway, which says nothing of the symbol');
  }
  if (status === 200 || status === 404) {
    return envelope.test(text) ? undefined : wrong('UNEXPECTED_ANSWER', 'neither data nor an error that is known');
  }
  if (status === 400 && outsideOfSeries.test(text)) return undefined;
  if (status >= 400) return wrong('REFUSED', 'the request was refused');
  return wrong('UNEXPECTED_ANSWER', 'a status that Yahoo does not give for such a request');
}

/** A throttle comes as plain text or as a page, under 429 and others; 999 is what Yahoo has long called it. */
function throttledBy(answer: Answer, quietMs: number): Throttled | undefined {
  const { request, status, headers } = answer;
  const text = startOf(answer);
  const says =
    /^\s*(?:Edge: )?Too Many Requests/i.test(text) || (beginsAsPage(answer) && /Too Many Requests/i.test(text));
  const is = says || status === 429 || status === 999 || (status === 503 && headers['retry-after'] !== undefined);
  if (!is) return undefined;
  return new Throttled(`${request.url} answered ${status}: too many requests`, answer, retryAfterMs(answer) ?? quietMs);
}

/** Quotes and profiles are refused without a cookie and its crumb; charts and sparks usually are not. */
const crumbUrl = `${api}/v1/test/getcrumb`;
const session: SessionRule = {
  lifeMs: 30 * 60_000,
  isNeeded: (url) => /\/v\d+\/finance\/quote(?:Summary)?\b/.test(url),
  // Its page does not exist (404); its cookie is what browsers come away with.
  cookieFrom: get('https://fc.yahoo.com/'),
  crumbFrom: () => get(crumbUrl),
  crumbParameter: 'crumb',
  classify(answer, quietMs) {
    const { request, status } = answer;
    const throttled = throttledBy(answer, quietMs);
    if (throttled) return throttled;
    const wrong = (code: ErrorCode, why: string) =>
      new AnswerError(code, `${request.url} answered ${status}: ${why}`, answer);
    if (status >= 500 && status !== 502) return wrong('SERVER_ERROR', 'an error of the server');
    if (request.url !== crumbUrl) return undefined;
    if (status === 401 || status === 403) return wrong('SESSION_REFUSED', 'no crumb for this cookie');
    // A crumb is a word of some dozen characters. What is stored as one must be one: a page or an error never.
    const isWord = status === 200 && /^[\x21-\x7e]{1,64}$/.test(answer.text().trim()) && !/[<{]/.test(startOf(answer));
    return isWord ? undefined : wrong('UNEXPECTED_ANSWER', 'no crumb');
  },
};

const ceiling = { requests: 60, perMs: 60_000 };

/** Yahoo's row of the source table. */
export const yahoo: Source = {
  id: 'yahoo',
  name: 'Yahoo Finance',
  hosts: ['query1.finance.yahoo.com', 'query2.finance.yahoo.com', 'fc.yahoo.com'],
  // No limit is published. Blocks are reported near sixty a minute; a client that has run for years sends forty.
  pace: { requests: 40, perMs: 60_000 },
  ceiling,
  maxPace: fourFifths(ceiling),
  quota: null,
  quietMs: 600_000,
  probe: get(`${api}/v8/finance/chart/AAPL?range=1d&interval=1d`),
  isChecked: false,
  backoff: { kind: 'ladder', ms: [10_000, 30_000, 120_000, 600_000] },
  timeoutMs: 30_000,
  maxBytes: 64 * 1024 * 1024,
  terms:
    'Yahoo Finance has no public interface: Tickermill asks the addresses that its web pages ask, unannounced and ' +
    'without a contract, and they may change or close on any day. Its terms of service are written for people who ' +
    'read its pages: they allow personal use, restrict automated access, and the data belongs to Yahoo and those who ' +
    'supply it, who do not permit passing it on. Whether your use is allowed is for you to judge. Limits are not ' +
    'published; an address that asks too fast is refused for minutes to days. Tickermill asks at most 40 times a ' +
    'minute, with the headers of a browser (programs that name themselves are refused), keeps the cookie that Yahoo ' +
    'sets for 30 minutes, and answers no page that asks for consent in your place. ' +
    'The terms: https://legal.yahoo.com/us/en/yahoo/terms/otos/index.html',
  key: null,
  session,
  whenRefused:
    'probably Yahoo refuses this client itself, whatever it asks: since 2025 it refuses some programs by their TLS handshake. ' +
    'Ways out: a provider with a key (ALPHA_VANTAGE_KEY or STOOQ_KEY, first in PRICE_SOURCES), another way to it ' +
    '(YAHOO_EGRESS names a proxy), or an import (tickermill import prices)',
  headers: () => ({
    'User-Agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    Accept: 'application/json,text/html;q=0.9,*/*;q=0.8',
    'Accept-Language': 'en-US,en;q=0.9',
    'Accept-Encoding': 'gzip, deflate',
    Origin: 'https://finance.yahoo.com',
    Referer: 'https://finance.yahoo.com/',
  }),
  classify: classifyYahoo,
};

import type { ErrorCode } from '@tickermill/core';
import type { Answer } from './answer.ts';
import { AnswerError, Throttled } from './answer-error.ts';
import { beginsAsPage, startOf } from './page-start.ts';
import { retryAfterMs } from './retry-after.ts';
import { fourFifths, type Source } from './source.ts';

const ceiling = { requests: 10, perMs: 1_000 };

const ratePage = 'Request Rate Threshold Exceeded';
const undeclaredPage = 'Undeclared Automated Tool';

/** The archives are in an object store that reports a missing file with a 403 and this body. */
const missingObject = /^\s*(?:<\?xml[^>]*>\s*)?<Error>\s*<Code>(?:NoSuchKey|AccessDenied)<\/Code>/;

/** What is wrong with an answer of the SEC: see the rules below, in their order. A missing file (404, 403) is nothing wrong. */
function classifySecEdgar(answer: Answer, quietMs: number): AnswerError | undefined {
  const { request, status, headers } = answer;
  const throttled = (why: string) =>
    new Throttled(`${request.url} answered ${status}: ${why}`, answer, retryAfterMs(answer) ?? quietMs);
  const wrong = (code: ErrorCode, why: string) =>
    new AnswerError(code, `${request.url} answered ${status}: ${why}`, answer);

  if (shows(answer, ratePage)) return throttled('the block page of the SEC');
  if (shows(answer, undeclaredPage)) return wrong('UNDECLARED_AGENT', 'the request does not name its operator');
  if (status === 200) {
    if (isPage(answer) && !asksForPage(request.url)) return wrong('UNEXPECTED_ANSWER', 'an HTML page');
    return undefined;
  }
  if (status === 304 && isConditional(answer)) return undefined;
  if (status === 404) return undefined;
  if (status === 429) return throttled('too many requests');
  if (status === 403) return forbidden(answer, throttled, wrong);
  // "File Unavailable" is a 503 as well: what the current feed returns past its end and a host returns under load.
  // Without a Retry-After it is no throttle: ten quiet minutes for all hosts would cost more than a retry.
  if (status === 503 && headers['retry-after'] !== undefined) return throttled('unavailable, come back later');
  if (status >= 500) return wrong('SERVER_ERROR', 'an error of the server');
  // The host gave up waiting on the connection; the request is not at fault.
  if (status === 408) return wrong('CONNECTION_LOST', 'the request did not arrive in full');
  if (status >= 400 && status !== 401) return wrong('REFUSED', 'the request was refused');
  return wrong('UNEXPECTED_ANSWER', 'a status the SEC does not give for such a request');
}

/**
 * A 403 may mean a missing file or a block. HEAD shows no body to distinguish them, and a probe must not renew a block.
 */
function forbidden(
  answer: Answer,
  throttled: (why: string) => AnswerError,
  wrong: (code: ErrorCode, why: string) => AnswerError,
): AnswerError | undefined {
  if (answer.request.method === 'HEAD') return isXml(answer) ? undefined : throttled('taken for the block');
  return missingObject.test(startOf(answer)) ? undefined : wrong('UNEXPECTED_ANSWER', 'forbidden, and not why');
}

/** Whether the answer is the page with these words: in its heading if the status is good, for documents may quote it. */
function shows(answer: Answer, words: string): boolean {
  const text = startOf(answer);
  if (answer.status !== 200) return text.includes(words);
  return beginsAsPage(answer) && new RegExp(`<(?:title|h1)[^>]*>[^<]*${words}`, 'i').test(text);
}

const contentType = (answer: Answer) => answer.headers['content-type'] ?? '';
const isXml = (answer: Answer) => /^(?:application|text)\/xml\b/i.test(contentType(answer));
const isConditional = ({ request }: Answer) => request.etag !== undefined || request.lastModified !== undefined;

function isPage(answer: Answer): boolean {
  if (answer.request.method === 'HEAD') return /^text\/html\b/i.test(contentType(answer));
  return beginsAsPage(answer);
}

/** Filings that are pages end in .htm; submissions, indexes, feeds and JSON never begin as an HTML document. */
const asksForPage = (url: string) => /\.html?$/i.test(new URL(url).pathname);

/** The SEC's row of the source table. */
export const secEdgar: Source = {
  id: 'sec-edgar',
  name: 'SEC EDGAR',
  hosts: ['www.sec.gov', 'data.sec.gov'],
  // The SEC allows ten a second over all machines and hosts. Clients measured at 9.7 to 9.9 were still blocked (network
  // delay bunches departures); 8 keeps any sliding second under ten.
  pace: { requests: 8, perMs: 1_000 },
  ceiling,
  maxPace: fourFifths(ceiling),
  quota: null,
  // By its page, the block lasts until the rate has stayed low for ten minutes; any request inside renews it.
  quietMs: 600_000,
  probe: { method: 'HEAD', url: 'https://www.sec.gov/files/company_tickers.json' },
  isChecked: false,
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
  key: null,
  session: null,
  whenRefused: null,
  headers: (userAgent) => ({ 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate' }),
  classify: classifySecEdgar,
};

import type { ErrorCode } from '@tickermill/core';
import type { Answer } from './answer.ts';
import { AnswerError, Throttled } from './answer-error.ts';
import { retryAfterMs } from './retry-after.ts';

const ratePage = 'Request Rate Threshold Exceeded';
const undeclaredPage = 'Undeclared Automated Tool';

/** How an HTML page begins; \s takes the byte order mark too. */
const pageStart = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html|head|title|body)\b/i;

/** The archives lie in an object store that says "no such file" with a 403 and this body. */
const missingObject = /^\s*(?:<\?xml[^>]*>\s*)?<Error>\s*<Code>(?:NoSuchKey|AccessDenied)<\/Code>/;

/** What is wrong with an answer of the SEC: see the rules below, in their order. A missing file (404, 403) is nothing wrong. */
export function classifySecEdgar(answer: Answer, quietMs: number): AnswerError | undefined {
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
  // "File Unavailable" is a 503 as well: what the current feed gives past its end and a host gives under load. Without
  // a Retry-After it asks nobody to be silent, and ten quiet minutes for all hosts would cost more than a retry.
  if (status === 503 && headers['retry-after'] !== undefined) return throttled('unavailable, come back later');
  if (status >= 500) return wrong('SERVER_ERROR', 'an error of the server');
  // The host gave up waiting on the connection; the request is not at fault.
  if (status === 408) return wrong('CONNECTION_LOST', 'the request did not arrive in full');
  if (status >= 400 && status !== 401) return wrong('REFUSED', 'the request was refused');
  return wrong('UNEXPECTED_ANSWER', 'a status the SEC does not give for such a request');
}

/** 403 is said of a missing file and of a block. HEAD shows no body to tell them by, and a probe must not renew a block. */
function forbidden(
  answer: Answer,
  throttled: (why: string) => AnswerError,
  wrong: (code: ErrorCode, why: string) => AnswerError,
): AnswerError | undefined {
  if (answer.request.method === 'HEAD') return isXml(answer) ? undefined : throttled('taken for the block');
  return missingObject.test(start(answer)) ? undefined : wrong('UNEXPECTED_ANSWER', 'forbidden, and not why');
}

/** Whether the answer is the page with these words: in its heading if the status is good, for documents may quote it. */
function shows(answer: Answer, words: string): boolean {
  const text = start(answer);
  if (answer.status !== 200) return text.includes(words);
  return pageStart.test(text) && new RegExp(`<(?:title|h1)[^>]*>[^<]*${words}`, 'i').test(text);
}

const start = (answer: Answer) => answer.body.toString('utf8', 0, 16_384);
const contentType = (answer: Answer) => answer.headers['content-type'] ?? '';
const isXml = (answer: Answer) => /^(?:application|text)\/xml\b/i.test(contentType(answer));
const isConditional = ({ request }: Answer) => request.etag !== undefined || request.lastModified !== undefined;

function isPage(answer: Answer): boolean {
  if (answer.request.method === 'HEAD') return /^text\/html\b/i.test(contentType(answer));
  return pageStart.test(start(answer));
}

/** Filings that are pages end in .htm; submissions, indexes, feeds and JSON never begin as an HTML document. */
const asksForPage = (url: string) => /\.html?$/i.test(new URL(url).pathname);

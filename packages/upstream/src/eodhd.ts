import type { ErrorCode } from '@tickermill/core';
import type { Answer } from './answer.ts';
import { AnswerError, QuotaSpent, Throttled } from './answer-error.ts';
import { beginsAsPage, startOf } from './page-start.ts';
import { retryAfterMs } from './retry-after.ts';
import { fourFifths, type Source } from './source.ts';

const resetZone = 'UTC';

/** What is wrong with an answer of EODHD: its failures are texts, whatever type they say that they have. */
function classifyEodhd(answer: Answer, quietMs: number): AnswerError | undefined {
  const { request, status } = answer;
  const text = startOf(answer).trim();
  const said = /^[[{]/.test(text) ? '' : text;
  const wrong = (code: ErrorCode, why: string) =>
    new AnswerError(code, `${request.url} answered ${status}: ${why}`, answer);
  if (status === 402 || /exceeded your daily/i.test(said))
    return new QuotaSpent(`${request.url} answered ${status}: the calls of the day are spent`, answer, resetZone);
  if (status === 429 || (status === 503 && answer.headers['retry-after'] !== undefined)) {
    const why = `${request.url} answered ${status}: too many requests`;
    return new Throttled(why, answer, retryAfterMs(answer) ?? quietMs);
  }
  if (status >= 500) return wrong('SERVER_ERROR', 'an error of the server');
  if (status === 408) return wrong('CONNECTION_LOST', 'the request did not arrive in full');
  if (/free users|data allowed/i.test(said)) return wrong('REFUSED', 'the plan of the key does not include it');
  if (status === 401 || /unauthenticated/i.test(said)) return wrong('KEY_REFUSED', 'it does not take the key');
  if (status >= 400) return wrong('REFUSED', 'the request was refused');
  if (status !== 200) return wrong('UNEXPECTED_ANSWER', 'a status that it does not give for such a request');
  if (request.method === 'HEAD') return undefined;
  if (beginsAsPage(answer)) return wrong('UNEXPECTED_ANSWER', 'a page in place of data');
  // What is missing from an answer that was cut short is not known.
  if (/"warning"\s*:/.test(text)) return wrong('REFUSED', 'the plan of the key cuts the answer short');
  return /^[[{]/.test(text) ? undefined : wrong('UNEXPECTED_ANSWER', 'something else than JSON');
}

const ceiling = { requests: 1_000, perMs: 60_000 };

/** EODHD's row of the source table. */
export const eodhd: Source = {
  id: 'eodhd',
  name: 'EODHD',
  hosts: ['eodhd.com'],
  // Far below what is allowed: a whole day is a megabyte and more.
  pace: { requests: 60, perMs: 60_000 },
  ceiling,
  maxPace: fourFifths(ceiling),
  // A whole day costs 100 of the 100,000 calls of a paid key.
  quota: { perDay: 1_000, resetZone },
  quietMs: 60_000,
  // Its front page: a probe for data would spend calls.
  probe: { method: 'HEAD', url: 'https://eodhd.com/' },
  isChecked: false,
  backoff: { kind: 'exponential', baseMs: 30_000, capMs: 1_800_000, jitter: 0.5 },
  timeoutMs: 120_000,
  maxBytes: 64 * 1024 * 1024,
  terms:
    'EODHD gives the prices of a whole day of an exchange in one answer, of most exchanges of the world, to whoever pays ' +
    'for its end-of-day plan; a free key has no whole days. A paid one allows 100,000 calls a day, of which a whole day takes ' +
    '100, and 1,000 requests a minute. Its terms grant personal use; commercial use has plans of its own, and the data ' +
    'may not be passed on. Tickermill asks it only where you have set EODHD_KEY, at most 60 times a minute, for about four ' +
    'answers an exchange and night. The terms: https://eodhd.com/financial-apis/terms-conditions',
  key: { setting: 'EODHD_KEY', carriedBy: { parameter: 'api_token' }, path: '/api/' },
  session: null,
  whenRefused: null,
  headers: (userAgent) => ({ 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate' }),
  classify: classifyEodhd,
};

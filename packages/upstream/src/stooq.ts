import type { ErrorCode } from '@tickermill/core';
import type { Answer } from './answer.ts';
import { AnswerError, QuotaSpent, Throttled } from './answer-error.ts';
import { beginsAsPage, startOf } from './page-start.ts';
import { retryAfterMs } from './retry-after.ts';
import { fourFifths, type Source } from './source.ts';
import { statusFailure } from './status-failure.ts';

const resetZone = 'Europe/Warsaw';

/** The first line of a CSV of the English site, and of the Polish one. */
const header = /^\uFEFF?(?:Date|Data),/;

/**
 * The error of an answer of Stooq, if it is one: every answer has status 200, so anything that is neither prices nor
 * "No data" is a failure.
 */
function classifyStooq(answer: Answer, quietMs: number): AnswerError | undefined {
  const { request, status } = answer;
  const text = startOf(answer);
  const wrong = (code: ErrorCode, why: string) =>
    new AnswerError(code, `${request.url} answered ${status}: ${why}`, answer);

  if (/^\s*(?:Exceeded the daily hits limit|Przekroczony dzienny limit)/i.test(text)) {
    return new QuotaSpent(`${request.url} answered ${status}: the requests of the day are spent`, answer, resetZone);
  }
  if (status === 429 || (status === 503 && answer.headers['retry-after'] !== undefined)) {
    const why = `${request.url} answered ${status}: too many requests`;
    return new Throttled(why, answer, retryAfterMs(answer) ?? quietMs);
  }
  if (status === 401 || status === 403) return wrong('KEY_REFUSED', 'it does not take the key');
  const failure = statusFailure(answer);
  if (failure) return failure;
  if (request.method === 'HEAD') return undefined;
  if (/apikey/i.test(text)) return wrong('KEY_REFUSED', 'it asks for a key: STOOQ_KEY is wrong or no longer holds');
  if (beginsAsPage(answer)) {
    return wrong('UNEXPECTED_ANSWER', 'a page in place of prices, as it gives to whoever has no key that it takes');
  }
  if (header.test(text) || /^\s*(?:No data|Brak danych)/i.test(text)) return undefined;
  return wrong('UNEXPECTED_ANSWER', 'neither prices nor "No data"');
}

const ceiling = { requests: 30, perMs: 60_000 };

/** Stooq's row of the source table. */
export const stooq: Source = {
  id: 'stooq',
  name: 'Stooq',
  hosts: ['stooq.com'],
  // Nothing is published but that a day has a limit; this is slower than a person who looks charts through.
  pace: { requests: 20, perMs: 60_000 },
  ceiling,
  maxPace: fourFifths(ceiling),
  quota: null,
  quietMs: 600_000,
  probe: { method: 'HEAD', url: 'https://stooq.com/' },
  isChecked: false,
  backoff: { kind: 'exponential', baseMs: 10_000, capMs: 600_000, jitter: 0.5 },
  timeoutMs: 30_000,
  maxBytes: 16 * 1024 * 1024,
  terms:
    'Stooq gives historical prices as files to people who ask for a key on its pages, and shows everybody else a ' +
    'puzzle that only a browser solves; Tickermill does not try to. It has a limit of requests a day that it does not ' +
    'publish, and permits personal use alone. Tickermill asks it only where you have set STOOQ_KEY, at most 20 times ' +
    'a minute, and no more on a day on which Stooq says that its limit is reached. Its pages: https://stooq.com/',
  key: { setting: 'STOOQ_KEY', carriedBy: { parameter: 'apikey' }, path: '/q/d/l/' },
  session: null,
  whenRefused: null,
  headers: (userAgent) => ({ 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate' }),
  classify: classifyStooq,
};

import type { ErrorCode } from '@tickermill/core';
import type { Answer } from './answer.ts';
import { AnswerError, Throttled } from './answer-error.ts';
import { beginsAsPage, startOf } from './page-start.ts';
import { retryAfterMs } from './retry-after.ts';
import { fourFifths, type Source } from './source.ts';

/**
 * What is wrong with an answer of Massive: its failures are objects whose status says so, mostly with a status of HTTP that
 * does, too.
 */
function classifyMassive(answer: Answer, quietMs: number): AnswerError | undefined {
  const { request, status } = answer;
  const text = startOf(answer);
  const wrong = (code: ErrorCode, why: string) =>
    new AnswerError(code, `${request.url} answered ${status}: ${why}`, answer);
  const isFailure = /"status"\s*:\s*"(?:ERROR|NOT_AUTHORIZED|NOT_FOUND)"/.test(text);
  const said = isFailure ? text : '';
  if (status === 429 || (status === 503 && answer.headers['retry-after'] !== undefined) || isBusy(said)) {
    const why = `${request.url} answered ${status}: too many requests`;
    return new Throttled(why, answer, retryAfterMs(answer) ?? quietMs);
  }
  if (status >= 500) return wrong('SERVER_ERROR', 'an error of the server');
  if (status === 408) return wrong('CONNECTION_LOST', 'the request did not arrive in full');
  if (/before end of day/i.test(said)) return wrong('UNEXPECTED_ANSWER', 'the day is not published yet');
  if (/entitled|plan (?:doesn't|does not) include/i.test(said))
    return wrong('REFUSED', 'the plan of the key does not include it');
  if (status === 401 || /api ?key/i.test(said)) return wrong('KEY_REFUSED', 'it does not take the key');
  if (status >= 400 || isFailure) return wrong('REFUSED', 'the request was refused');
  if (status !== 200) return wrong('UNEXPECTED_ANSWER', 'a status that it does not give for such a request');
  if (request.method === 'HEAD') return undefined;
  if (beginsAsPage(answer)) return wrong('UNEXPECTED_ANSWER', 'a page in place of data');
  return /^\s*\{/.test(text) ? undefined : wrong('UNEXPECTED_ANSWER', 'something else than data');
}

/** The limit by the minute has come with status 200, too. */
const isBusy = (said: string): boolean => /exceeded the maximum requests/i.test(said);

const ceiling = { requests: 5, perMs: 60_000 };

/** Massive's row of the source table, Polygon.io until 2025. */
export const massive: Source = {
  id: 'massive',
  name: 'Massive',
  hosts: ['api.massive.com'],
  // That of a free key; paid ones have no limit that is published.
  pace: { requests: 4, perMs: 60_000 },
  ceiling,
  maxPace: fourFifths(ceiling),
  quota: null,
  quietMs: 60_000,
  // Its front page: a probe for data would spend one of five requests a minute.
  probe: { method: 'HEAD', url: 'https://api.massive.com/' },
  isChecked: false,
  backoff: { kind: 'exponential', baseMs: 30_000, capMs: 1_800_000, jitter: 0.5 },
  timeoutMs: 60_000,
  maxBytes: 64 * 1024 * 1024,
  terms:
    'Massive, Polygon.io until 2025, gives the prices of a whole day of all stocks of the United States in one answer to ' +
    'whoever has a key. A free one allows 5 requests a minute and two years back, and a day after midnight in New York. ' +
    'Its terms grant personal, non-business use; the data may not be passed on, nor shown by an application to others. ' +
    'Tickermill asks it only where you have set MASSIVE_KEY, at most 4 times a minute, for about four answers a night. ' +
    'The terms: https://massive.com/legal/market-data-terms',
  key: { setting: 'MASSIVE_KEY', carriedBy: { header: 'Authorization', prefix: 'Bearer ' }, path: '/' },
  session: null,
  whenRefused: null,
  headers: (userAgent) => ({ 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate' }),
  classify: classifyMassive,
};

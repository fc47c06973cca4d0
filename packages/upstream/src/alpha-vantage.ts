import type { ErrorCode } from '@tickermill/core';
import type { Answer } from './answer.ts';
import { AnswerError, QuotaSpent, Throttled } from './answer-error.ts';
import { beginsAsPage, startOf } from './page-start.ts';
import { retryAfterMs } from './retry-after.ts';
import { fourFifths, type Source } from './source.ts';
import { statusFailure } from './status-failure.ts';

/** Not documented; a request before the true midnight fails and makes the source quiet again. */
const resetZone = 'America/New_York';

/**
 * The error of an answer of Alpha Vantage, if it is one: nearly every answer has status 200 and is CSV, or JSON of one
 * key and a text.
 */
function classifyAlphaVantage(answer: Answer, quietMs: number): AnswerError | undefined {
  const { request, status } = answer;
  const wrong = (code: ErrorCode, why: string) =>
    new AnswerError(code, `${request.url} answered ${status}: ${why}`, answer);
  const throttled = (why: string) =>
    new Throttled(`${request.url} answered ${status}: ${why}`, answer, retryAfterMs(answer) ?? quietMs);

  if (status === 429 || (status === 503 && answer.headers['retry-after'] !== undefined)) {
    return throttled('too many requests');
  }
  const failure = statusFailure(answer);
  if (failure) return failure;
  if (request.method === 'HEAD') return undefined;
  if (beginsAsPage(answer)) return wrong('UNEXPECTED_ANSWER', 'a page in place of data');

  // The wording changes and the keys have changed places, so that both are read alike.
  const [, key, text] = /^\s*\{\s*"(Information|Note|Error Message)"\s*:\s*"([\s\S]*)/.exec(startOf(answer)) ?? [];
  if (key === undefined || text === undefined) return undefined;
  if (/\bapikey is\b|\bdemo\W+API key/i.test(text)) return wrong('KEY_REFUSED', 'it does not take the key');
  if (/is a premium (?:endpoint|feature|function)/i.test(text)) return wrong('REFUSED', 'only for a paid key');
  // First the limits that last a minute: these texts name the requests of the day as well.
  if (/spreading out|per second|per minute/i.test(text)) return throttled('too many requests at once');
  if (/per day|daily (?:rate )?limit/i.test(text)) {
    return new QuotaSpent(`${request.url} answered ${status}: the requests of the day are spent`, answer, resetZone);
  }
  if (key === 'Error Message') return wrong('REFUSED', 'it does not know the symbol, or a parameter');
  return wrong('UNEXPECTED_ANSWER', `a ${key} that is not known`);
}

const ceiling = { requests: 5, perMs: 60_000 };

/** Alpha Vantage's row of the source table. */
export const alphaVantage: Source = {
  id: 'alpha-vantage',
  name: 'Alpha Vantage',
  hosts: ['www.alphavantage.co'],
  pace: { requests: 4, perMs: 60_000 },
  ceiling,
  maxPace: fourFifths(ceiling),
  quota: { perDay: 25, resetZone },
  quietMs: 60_000,
  // Its front page: a probe for data would spend one request of the day.
  probe: { method: 'HEAD', url: 'https://www.alphavantage.co/' },
  isChecked: false,
  backoff: { kind: 'exponential', baseMs: 15_000, capMs: 600_000, jitter: 0.5 },
  timeoutMs: 30_000,
  maxBytes: 16 * 1024 * 1024,
  terms:
    'Alpha Vantage gives data to whoever has a key. A free one allows 25 requests a day, about one a second; longer ' +
    'histories and more requests are paid for. It has changed both limits and what is free before, without notice. ' +
    'Its terms grant personal, non-commercial use of a free key, one to a person, and no passing on of the data. ' +
    'Tickermill asks it only where you have set ALPHA_VANTAGE_KEY, at most 4 times a minute and 25 times a day, for ' +
    'what the preferred source does not give. The terms: https://www.alphavantage.co/terms_of_service/',
  key: { setting: 'ALPHA_VANTAGE_KEY', carriedBy: { parameter: 'apikey' }, path: '/query' },
  session: null,
  whenRefused: null,
  headers: (userAgent) => ({ 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate' }),
  classify: classifyAlphaVantage,
};

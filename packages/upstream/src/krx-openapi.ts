import type { ErrorCode } from '@tickermill/core';
import { type Answer, get } from './answer.ts';
import { AnswerError, QuotaSpent, Throttled } from './answer-error.ts';
import { beginsAsPage, startOf } from './page-start.ts';
import { retryAfterMs } from './retry-after.ts';
import { fourFifths, type Source } from './source.ts';
import { statusFailure } from './status-failure.ts';

const resetZone = 'Asia/Seoul';

/** What is wrong with an answer of the exchange's keyed API: it approves each of its services on its own. */
function classifyKrxOpenapi(answer: Answer, quietMs: number): AnswerError | undefined {
  const { request, status } = answer;
  const text = startOf(answer);
  const wrong = (code: ErrorCode, why: string) =>
    new AnswerError(code, `${request.url} answered ${status}: ${why}`, answer);
  if (status === 429 && /day|daily|일일|1일/i.test(text))
    return new QuotaSpent(`${request.url} answered ${status}: the requests of the day are spent`, answer, resetZone);
  if (status === 429 || status === 403 || (beginsAsPage(answer) && /제한|차단|restrict|blocked/i.test(text))) {
    const why = `${request.url} answered ${status}: this address is shut out for now`;
    return new Throttled(why, answer, retryAfterMs(answer) ?? quietMs);
  }
  if (status === 401) {
    const service = new URL(request.url).pathname.split('/').at(-1) ?? '';
    return wrong('KEY_REFUSED', `the key was not approved for its service ${service}, or is over a year old`);
  }
  const failure = statusFailure(answer);
  if (failure) return failure;
  if (request.method === 'HEAD') return undefined;
  if (beginsAsPage(answer)) return wrong('UNEXPECTED_ANSWER', 'a page in place of data');
  return /^\s*\{/.test(text) ? undefined : wrong('UNEXPECTED_ANSWER', 'something else than data');
}

const ceiling = { requests: 120, perMs: 60_000 };

/** The Korea Exchange's row of the source table: its official API, for which every user has a key of their own. */
export const krxOpenapi: Source = {
  id: 'krx-openapi',
  name: 'Korea Exchange',
  hosts: ['data-dbg.krx.co.kr'],
  // A backfill of a year is a thousand requests; no limit by the minute is published.
  pace: { requests: 60, perMs: 60_000 },
  ceiling,
  maxPace: fourFifths(ceiling),
  quota: { perDay: 10_000, resetZone },
  quietMs: 3_600_000,
  // A closed day: an empty list, and one request of the day.
  probe: get('https://data-dbg.krx.co.kr/svc/apis/sto/stk_bydd_trd?basDd=20240101'),
  isChecked: false,
  backoff: { kind: 'exponential', baseMs: 30_000, capMs: 1_800_000, jitter: 0.5 },
  timeoutMs: 60_000,
  maxBytes: 64 * 1024 * 1024,
  terms:
    'The Korea Exchange gives its data of each day, from 2010 on and on the next morning, to whoever has a key of its ' +
    'API and has applied for the service in question. A key holds for a year and allows 10,000 requests a day. Its terms ' +
    'permit non-commercial use alone: no charge to others for results, no passing on of the key. Tickermill asks it only ' +
    'where you have set KRX_KEY, at most 60 times a minute. The terms: https://openapi.krx.co.kr',
  key: { setting: 'KRX_KEY', carriedBy: { header: 'AUTH_KEY' }, path: '/svc/apis' },
  session: null,
  whenRefused: null,
  headers: (userAgent) => ({ 'User-Agent': userAgent, 'Accept-Encoding': 'gzip, deflate' }),
  classify: classifyKrxOpenapi,
};

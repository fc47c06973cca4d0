import type { ErrorCode } from '@tickermill/core';
import { type Answer, get, postForm } from './answer.ts';
import { AnswerError, Throttled } from './answer-error.ts';
import { beginsAsPage, startOf } from './page-start.ts';
import { retryAfterMs } from './retry-after.ts';
import { fourFifths, type SessionRule, type Source } from './source.ts';

const site = 'https://data.krx.co.kr';
const signIn = `${site}/contents/MDC/COMS/client/MDCCOMS001D1.cmd`;

/** A page that speaks of a restriction, with 403 or with 200: the address is shut out for a day, longer if it asks again. */
function shutOut(answer: Answer, quietMs: number): Throttled | undefined {
  const { request, status } = answer;
  const says = beginsAsPage(answer) && /제한|차단|비정상|restrict|blocked/i.test(startOf(answer));
  if (status !== 403 && status !== 429 && !says) return undefined;
  const why = `${request.url} answered ${status}: this address is shut out, for a day at least`;
  return new Throttled(why, answer, retryAfterMs(answer) ?? quietMs);
}

/** What is wrong with an answer of the market-data service, which labels its JSON as a page. */
function classifyKrxWeb(answer: Answer, quietMs: number): AnswerError | undefined {
  const { request, status } = answer;
  const wrong = (code: ErrorCode, why: string) =>
    new AnswerError(code, `${request.url} answered ${status}: ${why}`, answer);
  const text = startOf(answer).trim();
  const banned = shutOut(answer, quietMs);
  if (banned) return banned;
  if (/^LOGOUT\b/.test(text) || status === 401) return wrong('SESSION_REFUSED', 'nobody is signed in, or no longer');
  if (status >= 500) return wrong('SERVER_ERROR', 'an error of the server');
  if (status === 408) return wrong('CONNECTION_LOST', 'the request did not arrive in full');
  if (status >= 400) return wrong('REFUSED', 'the request was refused, as one of a range over two years is');
  if (status !== 200) return wrong('UNEXPECTED_ANSWER', 'a status that it does not give for such a request');
  if (request.method !== 'POST') return undefined;
  return text.startsWith('{') ? undefined : wrong('UNEXPECTED_ANSWER', 'a page in place of data');
}

/** The sign-in of a member: `CD001` is good, `CD010` a password that is due, `CD011` a second sign-in. */
const session: SessionRule = {
  // It lasts an hour; a new one is made before that.
  lifeMs: 55 * 60_000,
  isNeeded: (url) => url.startsWith(`${site}/comm/`),
  cookieFrom: get(`${site}/contents/MDC/COMS/client/MDCCOMS001.cmd`),
  crumbFrom(key = '') {
    const at = key.indexOf(':');
    return postForm(signIn, {
      mbrNm: '',
      telNo: '',
      di: '',
      certType: '',
      mbrId: key.slice(0, at),
      pw: key.slice(at + 1),
    });
  },
  crumbParameter: null,
  classify(answer, quietMs) {
    const { request, status } = answer;
    const wrong = (code: ErrorCode, why: string) => new AnswerError(code, `${request.url} answered: ${why}`, answer);
    const banned = shutOut(answer, quietMs);
    if (banned) return banned;
    if (status >= 500) return wrong('SERVER_ERROR', 'an error of the server');
    if (request.url !== signIn) return undefined;
    const code = /\bCD0\d\d\b/.exec(answer.text())?.[0];
    if (code === 'CD001') return undefined;
    if (code === 'CD010')
      return wrong(
        'KEY_REFUSED',
        'the password of the account is due: change it at data.krx.co.kr, then in KRX_MEMBER',
      );
    // Another sign-in would be thrown out by signing in once more: that is for its owner to decide.
    if (code === 'CD011') return wrong('SESSION_REFUSED', 'the account is signed in elsewhere');
    return wrong('KEY_REFUSED', `it does not take the account of KRX_MEMBER${code === undefined ? '' : ` (${code})`}`);
  },
};

const ceiling = { requests: 1, perMs: 1_600 };

/** The row of the Korea Exchange's market-data service: off until its user names an account and states a permission. */
export const krxWeb: Source = {
  id: 'krx-web',
  name: 'Korea Exchange, market data',
  hosts: ['data.krx.co.kr'],
  pace: { requests: 1, perMs: 2_000 },
  ceiling,
  maxPace: fourFifths(ceiling),
  quota: { perDay: 200, resetZone: 'Asia/Seoul' },
  quietMs: 86_400_000,
  probe: { method: 'HEAD', url: `${site}/contents/MDC/MAIN/main/index.cmd` },
  isChecked: false,
  backoff: { kind: 'ladder', ms: [10_000, 600_000, 3_600_000] },
  timeoutMs: 60_000,
  maxBytes: 64 * 1024 * 1024,
  terms:
    'The market-data service of the Korea Exchange (data.krx.co.kr) is for its members, and article 10 of its terms ' +
    'FORBIDS AUTOMATED COLLECTION. An address that asks in bulk is shut out for a day, and longer if it goes on. Tickermill ' +
    'asks it only where you have named your own account (KRX_MEMBER) and stated that the exchange permits you to collect ' +
    'by a program (KRX_LEAVE=granted): at most once in 2 s and 200 times a day. The exchange names its keyed API ' +
    '(KRX_KEY) as the way for programs. The terms: https://data.krx.co.kr',
  key: { setting: 'KRX_MEMBER', carriedBy: 'session', path: '/comm/' },
  session,
  whenRefused: null,
  headers: (userAgent) => ({
    'User-Agent': userAgent,
    'Accept-Encoding': 'gzip, deflate',
    Referer: `${site}/contents/MDC/MDI/mdiLoader/index.cmd`,
    'X-Requested-With': 'XMLHttpRequest',
  }),
  classify: classifyKrxWeb,
};

import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, answer } from '../answer.ts';
import { yahooError } from './error-bodies.ts';

/** Yahoo's cookie and crumb: without both of them there are no quotes. */
export interface YahooSessions {
  /** The answer to any request to fc.yahoo.com: an empty page, and a cookie. */
  cookiePage(at: number): Answer;
  /** `/v1/test/getcrumb`. */
  crumb(headers: IncomingHttpHeaders, at: number): Answer;
  /** The refusal of a request without a cookie that is still good, or without the crumb that belongs to it. */
  refusalOf(headers: IncomingHttpHeaders, crumb: string | null, at: number): Answer | null;
}

const aYear = 31_557_600;
const feedback = 'User is unable to access this feature - https://bit.ly/yahoo-finance-api-feedback';

/** Opens sessions that last so long. They are not stored: a cookie contains its time of issue, and is signed. */
export function openSessions(seed: number, lastMs: number): YahooSessions {
  const signed = (text: string) => createHash('sha256').update(`${seed} ${text}`).digest('base64url');
  const cookieAt = (at: number) => {
    const given = Math.floor(at).toString(36);
    return `d=AQABB${given}&S=AQAAA${signed(`cookie ${given}`).slice(0, 32)}`;
  };
  const crumbOf = (cookie: string) => signed(`crumb ${cookie}`).slice(0, 11);

  function cookieOf({ cookie = '' }: IncomingHttpHeaders, at: number): string | null {
    const [, value = '', given = ''] = /(?:^|;\s*)A3=(d=AQABB([0-9a-z]+)&S=[\w-]+)/.exec(cookie) ?? [];
    const givenAt = Number.parseInt(given, 36);
    return value !== '' && value === cookieAt(givenAt) && at < givenAt + lastMs ? value : null;
  }

  return {
    cookiePage(at) {
      const cookie = `A3=${cookieAt(at)}; Max-Age=${aYear}; Domain=.yahoo.com; Path=/; SameSite=None; Secure; HttpOnly`;
      // The page never exists: now one server reports it, now another.
      const status = Math.floor(at) % 4 === 0 ? 502 : 404;
      return { ...answer(status, 'text/html', ''), headers: { 'set-cookie': cookie } };
    },
    crumb(headers, at) {
      const cookie = cookieOf(headers, at);
      if (cookie === null) return yahooError(401, 'finance', 'Unauthorized', 'Invalid Cookie');
      return answer(200, 'text/plain;charset=utf-8', crumbOf(cookie));
    },
    refusalOf(headers, crumb, at) {
      const cookie = cookieOf(headers, at);
      if (cookie === null) return yahooError(401, 'finance', 'Unauthorized', feedback);
      return crumb === crumbOf(cookie) ? null : yahooError(401, 'finance', 'Unauthorized', 'Invalid Crumb');
    },
  };
}

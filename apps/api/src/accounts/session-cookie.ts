import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import type { WebSettings } from '../context.ts';
import { csrfTokenOf } from './secrets.ts';

/** What scripts of our pages read; the name is the one that axios, which the job console uses, looks for. */
const csrfCookie = 'XSRF-TOKEN';

/**
 * The name of the session cookie. Browsers keep one jar for all ports of a host: without a public address, the port
 * distinguishes two installations on one machine. `__Host-`: browsers accept it from this host only.
 */
function nameOf({ publicUrl }: WebSettings, { socket }: Request): string {
  if (!publicUrl) return `tickermill-${socket.localPort}`;
  return publicUrl.startsWith('https:') ? '__Host-tickermill' : 'tickermill';
}

/** What the cookie of the session holds, if there is one. */
export function sessionIn(web: WebSettings, request: Request): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[nameOf(web, request)];
}

/** Gives the browser its session, and what its requests prove by that they come from our pages. */
export function giveSession(web: WebSettings, request: Request, response: Response, session: string): void {
  const options = { ...optionsOf(web), maxAge: web.sessionMs };
  response.cookie(nameOf(web, request), session, { ...options, httpOnly: true });
  response.cookie(csrfCookie, csrfTokenOf(session), options);
}

/** Has the browser forget its session. */
export function takeSession(web: WebSettings, request: Request, response: Response): void {
  response.clearCookie(nameOf(web, request), { ...optionsOf(web), httpOnly: true });
  response.clearCookie(csrfCookie, optionsOf(web));
}

const optionsOf = ({ publicUrl }: WebSettings): CookieOptions => ({
  path: '/',
  sameSite: 'strict',
  secure: publicUrl?.startsWith('https:') ?? false,
});

import { allows, PipelineError, type Role } from '@tickermill/core';
import { findSession, findToken, roleOf } from '@tickermill/store/accounts';
import type { Request, RequestHandler, Response } from 'express';
import { changes, refuseForged } from './accounts/same-origin.ts';
import { csrfTokenOf, hashOf, isSame } from './accounts/secrets.ts';
import { sessionIn } from './accounts/session-cookie.ts';
import type { ApiContext } from './context.ts';
import { reloadPage } from './pages/reload-page.ts';

/** The sender of a request. */
export interface Caller {
  /** As the audit log names them: `local`, a user, or `token:` and the name of a token. */
  readonly name: string;
  readonly role: Role;
  readonly via: 'local' | 'token' | 'session';
  readonly expiresAt: Date | null;
  /** The caller's session, if it is one. */
  readonly session: CallerSession | null;
  /** The hash of what it proved itself by; null for the local token, which nobody can revoke. */
  readonly proof: string | null;
}

interface CallerSession {
  readonly userId: bigint;
  readonly hash: string;
  readonly byLink: boolean;
  readonly csrfToken: string;
}

/** Paths of programs: there a browser without a session is refused like anybody. All others are pages. */
const programs = /^\/(?:api|assets|metrics)(?:\/|$)/;

/**
 * Authenticates the caller: by `Authorization: Bearer` with the local token or an API token, else by a session cookie,
 * which must prove the origin of changes. Without either, a browser is led to the login, and others are refused.
 */
export function authenticate(context: ApiContext): RequestHandler {
  return async (request, response, next) => {
    const caller = await identify(context, request);
    if (caller) {
      response.locals['caller'] = caller;
      return next();
    }
    if (request.method === 'GET' && !programs.test(request.path) && isBrowser(request)) {
      // The session is `SameSite=Strict`: where a link elsewhere is followed, the browser keeps it back. The reload is ours.
      if (request.headers['sec-fetch-site'] === 'cross-site') {
        response.send(reloadPage());
        return;
      }
      return response.redirect(
        303,
        request.originalUrl === '/' ? '/login' : `/login?next=${encodeURIComponent(request.originalUrl)}`,
      );
    }
    throw new PipelineError('UNAUTHORIZED', 'The request carries no valid token.');
  };
}

/** The caller, as authentication determined it. */
export function callerOf(response: Response): Caller {
  return response.locals['caller'] as Caller;
}

/** Whether a caller whose request goes on still may what it might when it came. */
export async function stillMay({ store, now }: ApiContext, { via, role, proof }: Caller): Promise<boolean> {
  if (via === 'local' || proof === null) return true;
  const holds = await roleOf(store.db, via, proof, now());
  return holds !== null && allows(holds, role);
}

async function identify(context: ApiContext, request: Request): Promise<Caller | null> {
  const { authorization } = request.headers;
  // A token takes precedence: a session beside it is ignored.
  if (authorization) return bearer(context, authorization);
  const { store, now, web } = context;
  const secret = sessionIn(web, request);
  if (secret === undefined) return null;
  const found = await findSession(store.db, hashOf(secret), now(), web.sessionIdleMs);
  if (!found) return null;
  if (changes(request)) refuseForged(web, request, secret);
  const { name, role, expiresAt, userId, hash, byLink } = found;
  const session = { userId, hash, byLink, csrfToken: csrfTokenOf(secret) };
  return { name, role, via: 'session', expiresAt, session, proof: hash };
}

async function bearer({ store, now, token: local }: ApiContext, authorization: string): Promise<Caller | null> {
  const given = /^Bearer (.+)$/i.exec(authorization)?.[1];
  if (given === undefined) return null;
  if (isSame(given, local))
    return { name: 'local', role: 'admin', via: 'local', expiresAt: null, session: null, proof: null };
  const proof = hashOf(given);
  const token = await findToken(store.db, proof, now());
  if (!token) return null;
  const { name, role, expiresAt } = token;
  return { name: `token:${name}`, role, via: 'token', expiresAt, session: null, proof };
}

/** Browsers request a page by `text/html`, by name; programs accept anything. */
const isBrowser = ({ headers }: Request) => headers.accept?.includes('text/html') ?? false;

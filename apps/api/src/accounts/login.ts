import { errorCatalogue, PipelineError, toPipelineError } from '@tickermill/core';
import { LoginRequest, type MeView } from '@tickermill/core/contracts';
import { closeSession, countRefusedLogin, findLoginLink, findUserNamed } from '@tickermill/store/accounts';
import express, { type Request, type Response, Router } from 'express';
import type { z } from 'zod';
import type { ApiContext } from '../context.ts';
import { loginPage } from '../pages/login-page.ts';
import { sendPublic } from '../pages/public-files.ts';
import { accept, setRetryAfter, statusOf } from '../problem.ts';
import { audit } from './audit.ts';
import { refuseOtherOrigins } from './same-origin.ts';
import { csrfTokenOf, hashOf } from './secrets.ts';
import { giveSession, sessionIn } from './session-cookie.ts';
import { type SignedIn, signInByLink, signInByPassword } from './sign-in.ts';

/** Where the login may lead: to a path of this site. Two slashes, or a backslash, would begin another one. */
const places = /^\/(?:[\w.~!$&'()*+,;=:@%?-][\w.~!$&'()*+,;=:@%?/-]*)?$/;
const longestPlace = 2_000;

const tooMany = errorCatalogue.TOO_MANY_REQUESTS.status;
/** Refusals of a locked-out address within so long are one entry of the audit log, with their number. */
const countedMs = 60 * 60_000;

/** Open to all: the page to sign in at, and what its form and programs post. */
export function loginRoutes(context: ApiContext): Router {
  const router = Router();
  router.get('/style.css', sendPublic('style.css'));
  router.get('/', async ({ query }, response) => {
    const { code } = query;
    const next = placeOf(query['next']);
    if (typeof code !== 'string') {
      response.send(loginPage({ next }));
      return;
    }
    const user = await findLoginLink(context.store.db, hashOf(code), context.now());
    const problem = wrong({ code });
    if (user) response.send(loginPage({ next, link: { code, name: user.name } }));
    else response.status(statusOf(problem)).send(loginPage({ next, problem: problem.message }));
  });
  const limit = '8kb';
  router.post(
    '/',
    express.urlencoded({ limit, extended: false }),
    express.json({ limit }),
    async (request, response) => {
      if (request.is('urlencoded')) await answerForm(context, request, response);
      else response.json(await signIn(context, request, response, accept(LoginRequest, request.body ?? {})));
    },
  );
  return router;
}

/** A form is answered with a page: the one that was wanted, or the login again with what is wrong. */
async function answerForm(context: ApiContext, request: Request, response: Response): Promise<void> {
  const { next: wanted, ...asked } = request.body as Record<string, unknown>;
  const next = placeOf(wanted);
  try {
    await signIn(context, request, response, accept(LoginRequest, asked));
    response.redirect(303, next);
  } catch (thrown) {
    const error = toPipelineError(thrown, 'INTERNAL');
    if (statusOf(error) >= 500) throw thrown;
    setRetryAfter(response, error);
    const name = typeof asked['name'] === 'string' ? asked['name'] : '';
    response.status(statusOf(error)).send(loginPage({ next, name, problem: error.message }));
  }
}

/** Begins a session in the caller's browser, and records the attempt. */
async function signIn(
  context: ApiContext,
  request: Request,
  response: Response,
  given: z.output<typeof LoginRequest>,
): Promise<MeView> {
  const { web, store, log } = context;
  refuseOtherOrigins(web, request);
  const visitor = { ip: request.ip ?? '', userAgent: request.get('user-agent')?.slice(0, 200) ?? null };
  const by = 'code' in given ? 'link' : 'password';
  const since = () => new Date(context.now().getTime() - countedMs);
  const record = async (status: number, actor: string, role: string | null) => {
    log.info(status === 200 ? 'signed in' : 'could not sign in', { user: actor, by, ip: visitor.ip, status });
    if (status === tooMany && (await countRefusedLogin(store.db, visitor.ip, since()))) return;
    await audit(context, request, response, { action: 'login', actor, role, status, detail: { by } });
  };
  let signedIn: SignedIn;
  try {
    const done =
      'code' in given
        ? await signInByLink(context, given.code, visitor)
        : await signInByPassword(context, given, visitor);
    if (!done) throw wrong(given);
    signedIn = done;
  } catch (error) {
    // An unknown name may be a password in the wrong field: it is not repeated.
    const known = 'name' in given ? await findUserNamed(store.db, given.name) : null;
    await record(statusOf(error), known?.name ?? 'unknown', null);
    throw error;
  }
  const { user, session, expiresAt } = signedIn;
  const former = sessionIn(web, request);
  if (former !== undefined) await closeSession(store.db, hashOf(former));
  // Without its entry nobody is told the secret of the session.
  await record(200, user.name, user.role);
  giveSession(web, request, response, session);
  const { name, role } = user;
  return {
    name,
    role,
    via: 'session',
    csrf_token: csrfTokenOf(session),
    expires_at: expiresAt.toISOString(),
    flags: [...context.flags],
  };
}

const wrong = (given: object) =>
  new PipelineError(
    'LOGIN_FAILED',
    'code' in given
      ? 'This link was used already, or is over. "npx tickermill login" prints another one.'
      : 'The name or the password is not right.',
  );

const placeOf = (wanted: unknown) =>
  typeof wanted === 'string' && wanted.length <= longestPlace && places.test(wanted) ? wanted : '/';

import { PipelineError } from '@tickermill/core';
import { accountRoutes, type MeView } from '@tickermill/core/contracts';
import { closeSession, findUser, setPassword } from '@tickermill/store/accounts';
import type { Caller } from '../auth.ts';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { takeSession } from './session-cookie.ts';
import { limitGuesses } from './sign-in.ts';

/** The caller's own account. */
export function serveMe(context: ApiContext): ServedRoute[] {
  const { store, web, passwords } = context;
  return [
    serve(accountRoutes.me, async ({ caller }) => reply(200, { ...viewCaller(caller), flags: [...context.flags] })),
    serveChange(accountRoutes.setPassword, async ({ caller, body, request, change }) => {
      const { session } = caller;
      const user = session && (await findUser(store.db, session.userId));
      if (!session || !user) throw new PipelineError('FORBIDDEN', 'A token has no password: only a user has one.');
      if (user.passwordHash !== null && !session.byLink) {
        const { current_password: current = '' } = body;
        const isRight = await limitGuesses(context, { ip: request.ip ?? '', name: user.name }, async () =>
          (await passwords.verify(current, user.passwordHash)) ? true : null,
        );
        if (!isRight) {
          throw new PipelineError('INVALID_INPUT', 'The current password is another one.', {
            detail: { field: 'current_password' },
          });
        }
      }
      const passwordHash = await passwords.hash(body.password);
      return change(async (within) => {
        await setPassword(within.store.db, user.id, passwordHash, session.hash);
        return reply(204);
      });
    }),
    serve(accountRoutes.logout, async ({ caller, request, response }) => {
      if (caller.session) await closeSession(store.db, caller.session.hash);
      takeSession(web, request, response);
      return reply(204);
    }),
  ];
}

const viewCaller = ({ name, role, via, session, expiresAt }: Caller): Omit<MeView, 'flags'> => ({
  name,
  role,
  via,
  csrf_token: session?.csrfToken ?? null,
  expires_at: expiresAt?.toISOString() ?? null,
});

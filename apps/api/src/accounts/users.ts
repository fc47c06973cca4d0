import { dayMs, PipelineError } from '@tickermill/core';
import { accountRoutes, type UserView } from '@tickermill/core/contracts';
import {
  changeUser,
  createLoginLink,
  createUser,
  deleteUser,
  findUser,
  listUsers,
  type UserRow,
} from '@tickermill/store/accounts';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { ownOrigin } from './known-hosts.ts';
import { hashOf, newSecret } from './secrets.ts';

const linkHolds = dayMs;

/** Users, seen to by administrators. */
export function serveUsers({ store, now, web, passwords }: ApiContext): ServedRoute[] {
  return [
    serve(accountRoutes.listUsers, async () => reply(200, { items: (await listUsers(store.db)).map(viewUser) })),
    serveChange(accountRoutes.createUser, async ({ body: { name, role, password }, change }) => {
      const passwordHash = password === undefined ? null : await passwords.hash(password);
      return change(async ({ store: { db } }) => {
        const user = await createUser(db, { name, role, passwordHash }, now());
        if (!user) throw new PipelineError('NAME_TAKEN', `There is a user ${name} already.`);
        return reply(201, viewUser(user));
      });
    }),
    serveChange(accountRoutes.changeUser, async ({ params: { id }, body: { role, disabled, password }, change }) => {
      const passwordHash = password === undefined ? undefined : await passwords.hash(password);
      return change(async ({ store: { db } }) => {
        const user = await changeUser(db, id, { role, disabled, passwordHash }, now());
        return reply(200, viewUser(existing(id, user)));
      });
    }),
    serveChange(accountRoutes.deleteUser, ({ params: { id }, change }) =>
      change(async ({ store: { db } }) => {
        existing(id, await deleteUser(db, id));
        return reply(204);
      }),
    ),
    serveChange(accountRoutes.createLoginLink, ({ params: { id }, request, change }) =>
      change(async ({ store: { db } }) => {
        const user = existing(id, await findUser(db, id));
        if (user.disabledAt) throw new PipelineError('USER_DISABLED', `${user.name} is disabled.`);
        const code = newSecret('link');
        const expiresAt = new Date(now().getTime() + linkHolds);
        await createLoginLink(db, { hash: hashOf(code), userId: id, expiresAt }, now());
        const url = new URL('/login', ownOrigin(web, request));
        url.searchParams.set('code', code);
        return reply(201, { url: url.href, expires_at: expiresAt.toISOString() });
      }),
    ),
  ];
}

/** What was found or done. @throws {PipelineError} `NOT_FOUND`, or `LAST_ADMIN`. */
function existing<T>(id: bigint, found: T | 'last-admin' | null): T {
  if (found === null) throw new PipelineError('NOT_FOUND', `There is no user ${id}.`);
  if (found === 'last-admin') throw new PipelineError('LAST_ADMIN', 'This is the last administrator.');
  return found;
}

const viewUser = ({ id, name, role, passwordHash, disabledAt, signedInAt, createdAt }: UserRow): UserView => ({
  id: String(id),
  name,
  role,
  disabled: disabledAt !== null,
  has_password: passwordHash !== null,
  signed_in_at: signedInAt?.toISOString() ?? null,
  created_at: createdAt.toISOString(),
});

// Contracts of users, sessions, tokens and the audit log, for the API and its clients.

import { z } from 'zod';
import { Instant } from '../day.ts';
import { Role } from '../roles.ts';
import { AskedInstant, Paging, pageOf, RowId, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

const Id = z.object({ id: RowId });

/** A name of a user or token. `local` is the installation's own token. */
const AccountName = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/i, { error: 'must be 1 to 64 letters, digits, `.`, `_`, `@`, `-`' })
  .refine((name) => name.toLowerCase() !== 'local', { error: 'is the name of the local token' });

const Password = z.string().min(12).max(200);

/** The caller and its permissions. */
export const MeView = z
  .object({
    name: z.string().describe('`local`, the name of a user, or `token:` and the name of a token.'),
    role: Role,
    via: z.enum(['local', 'token', 'session']).describe('By what the caller is known.'),
    csrf_token: z
      .string()
      .nullable()
      .describe('What requests of a session that change something carry as `x-csrf-token`.'),
    expires_at: Instant.nullable().describe('When the session or token ends at the latest.'),
    flags: z
      .array(z.string())
      .describe('The advanced panels that `FRONT_FEATURE_…` turn on, by the rest of that name.'),
  })
  .meta({ id: 'Me' });
export type MeView = z.infer<typeof MeView>;

/** `POST /login`: a name with its password, or the code of a login link. */
export const LoginRequest = z.union([
  z.strictObject({ code: z.string().min(1).max(200) }),
  z.strictObject({ name: z.string().trim().min(1).max(200), password: z.string().min(1).max(200) }),
]);

/** `PUT me/password`: requires the current password, unless there is none or the session began by a login link. */
const PasswordChange = z.strictObject({ current_password: z.string().max(200).optional(), password: Password });

export const UserView = z
  .object({
    id: z.string(),
    name: z.string(),
    role: Role,
    disabled: z.boolean(),
    has_password: z.boolean().describe('False: signs in by login links alone.'),
    signed_in_at: Instant.nullable(),
    created_at: Instant,
  })
  .meta({ id: 'User' });
export type UserView = z.infer<typeof UserView>;

export const UsersResponse = z.object({ items: z.array(UserView) });

const NewUser = z.strictObject({ name: AccountName, role: Role, password: Password.optional() });

const UserChange = z
  .strictObject({ role: Role.optional(), disabled: z.boolean().optional(), password: Password.optional() })
  .refine((change) => Object.keys(change).length > 0, { error: 'names nothing to change' });

/** A link that signs its user in once. Only this answer contains it. */
export const LoginLinkView = z.object({ url: z.url(), expires_at: Instant }).meta({ id: 'LoginLink' });

export const ApiTokenView = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().describe('How the token begins.'),
    role: Role,
    created_by: z.string(),
    created_at: Instant,
    last_used_at: Instant.nullable(),
    expires_at: Instant.nullable(),
    revoked_at: Instant.nullable(),
  })
  .meta({ id: 'ApiToken' });
export type ApiTokenView = z.infer<typeof ApiTokenView>;

const NewApiToken = z.strictObject({
  name: AccountName,
  role: Role,
  expires_in_days: z.int().min(1).max(3_650).optional().describe('Days until it ends; never, without.'),
});

/** Only this answer contains the token itself. */
export const ApiTokenCreated = ApiTokenView.extend({ token: z.string() }).meta({ id: 'ApiTokenCreated' });

export const ApiTokensResponse = pageOf(ApiTokenView);

const AuditEntry = z
  .object({
    id: z.string(),
    at: Instant,
    actor: z.string(),
    role: Role.nullable(),
    action: z.string().describe('The id of the operation; also `login`.'),
    path: z.string(),
    status: z.int(),
    detail: z.record(z.string(), z.unknown()).describe('What was requested, without secrets.'),
    request_id: z.string(),
    ip: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });

const AuditQuery = Paging.extend({
  actor: z.string().max(100).optional(),
  action: z.string().max(100).optional(),
  from: AskedInstant.optional().describe('From this instant on.'),
  to: AskedInstant.optional().describe('Up to this instant.'),
  safe: Safe,
});

/** Accounts: the caller, users, tokens, and the audit log. */
export const accountRoutes = {
  me: defineRoute({
    id: 'me',
    method: 'get',
    path: '/me',
    tag: 'Accounts',
    role: 'viewer',
    summary: 'The caller, with its role.',
    answers: { 200: MeView },
  }),
  setPassword: defineRoute({
    id: 'setPassword',
    method: 'put',
    path: '/me/password',
    tag: 'Accounts',
    role: 'viewer',
    summary: 'Sets the password of the calling user, and ends the other sessions of the account.',
    body: PasswordChange,
    answers: { 204: null },
  }),
  logout: defineRoute({
    id: 'logout',
    method: 'post',
    path: '/logout',
    tag: 'Accounts',
    role: 'viewer',
    summary: 'Ends the calling session.',
    answers: { 204: null },
  }),
  listUsers: defineRoute({
    id: 'listUsers',
    method: 'get',
    path: '/users',
    tag: 'Accounts',
    role: 'admin',
    summary: 'Every user.',
    answers: { 200: UsersResponse },
  }),
  createUser: defineRoute({
    id: 'createUser',
    method: 'post',
    path: '/users',
    tag: 'Accounts',
    role: 'admin',
    summary: 'Adds a user, who signs in by password or by login links.',
    body: NewUser,
    answers: { 201: UserView },
  }),
  changeUser: defineRoute({
    id: 'changeUser',
    method: 'patch',
    path: '/users/{id}',
    tag: 'Accounts',
    role: 'admin',
    summary: 'Changes the role of a user, disables it, or sets its password, and ends its sessions.',
    params: Id,
    body: UserChange,
    answers: { 200: UserView },
  }),
  deleteUser: defineRoute({
    id: 'deleteUser',
    method: 'delete',
    path: '/users/{id}',
    tag: 'Accounts',
    role: 'admin',
    summary: 'Removes a user and ends its sessions.',
    params: Id,
    answers: { 204: null },
  }),
  createLoginLink: defineRoute({
    id: 'createLoginLink',
    method: 'post',
    path: '/users/{id}/login-link',
    tag: 'Accounts',
    role: 'admin',
    summary: 'Makes a link that signs the user in once, within 24 h.',
    params: Id,
    answers: { 201: LoginLinkView },
  }),
  listTokens: defineRoute({
    id: 'listTokens',
    method: 'get',
    path: '/tokens',
    tag: 'Accounts',
    role: 'admin',
    summary: 'The API tokens, the latest first, without the tokens themselves.',
    query: Paging,
    answers: { 200: ApiTokensResponse },
  }),
  createToken: defineRoute({
    id: 'createToken',
    method: 'post',
    path: '/tokens',
    tag: 'Accounts',
    role: 'admin',
    summary: 'Creates an API token; only this answer contains it.',
    body: NewApiToken,
    answers: { 201: ApiTokenCreated },
  }),
  revokeToken: defineRoute({
    id: 'revokeToken',
    method: 'delete',
    path: '/tokens/{id}',
    tag: 'Accounts',
    role: 'admin',
    summary: 'Ends an API token for good.',
    params: Id,
    answers: { 204: null },
  }),
  listAudit: defineRoute({
    id: 'listAudit',
    method: 'get',
    path: '/audit',
    tag: 'Accounts',
    role: 'admin',
    summary: 'What was changed by whom, and who signed in; the latest first.',
    query: AuditQuery,
    answers: { 200: pageOf(AuditEntry) },
    formats: ['text/csv'],
  }),
};

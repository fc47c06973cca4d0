import type { Role } from '@tickermill/core';
import { LoginLinkView, MeView, UserView } from '@tickermill/core/contracts';
import type { ServedApi } from '../served-api.fixture.ts';

/** A request of a page of this installation, or of a page elsewhere. */
interface BrowserRequestOptions {
  readonly body?: unknown;
  /** In place of those that a browser sends with a request of our own pages. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A browser that is signed in. */
export interface Browser {
  readonly user: UserView;
  /** The secret that its cookie holds. */
  readonly session: string;
  readonly csrfToken: string;
  readonly cookie: string;
  ask(method: string, path: string, asking?: BrowserRequestOptions): Promise<Response>;
}

/** Makes a user, as the administrator of the installation. */
export async function addUser(api: ServedApi, name: string, role: Role, password?: string): Promise<UserView> {
  const { body } = await api.askJson('POST', 'users', { name, role, password });
  return UserView.parse(body);
}

/** The code of a new login link of a user. */
export async function linkCode(api: ServedApi, { id }: Pick<UserView, 'id'>): Promise<string> {
  const { body } = await api.askJson('POST', `users/${id}/login-link`);
  return new URL(LoginLinkView.parse(body).url).searchParams.get('code') ?? '';
}

/** Posts to the login what a program would. */
export function login(
  api: ServedApi,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${api.url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Signs a new user in by a link. */
export async function openBrowser(api: ServedApi, name: string, role: Role): Promise<Browser> {
  const user = await addUser(api, name, role);
  return browserOf(api, user, await login(api, { code: await linkCode(api, user) }));
}

/** The browser that a login answered. */
export async function browserOf(api: ServedApi, user: UserView, answer: Response): Promise<Browser> {
  const { csrf_token } = MeView.parse(await answer.json());
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0] ?? '')
    .join('; ');
  const session = /tms_[\w-]+/.exec(cookie)?.[0] ?? '';
  const csrfToken = csrf_token ?? '';
  const own = { 'x-csrf-token': csrfToken, origin: api.url, 'sec-fetch-site': 'same-origin' };
  return {
    user,
    session,
    csrfToken,
    cookie,
    ask: (method, path, { body, headers = own } = {}) =>
      fetch(`${api.url}${path}`, {
        method,
        redirect: 'manual',
        headers: { cookie, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

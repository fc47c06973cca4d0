import { PipelineError } from '@tickermill/core';
import { LoginLinkView, UsersResponse, UserView } from '@tickermill/core/contracts';
import type { ApiClient } from './api-client.ts';

/** The user that a first start makes, who may do everything. */
export const firstUser = 'admin';

/** Every user of an installation. */
export async function usersOf(api: ApiClient): Promise<UserView[]> {
  return (await api.ask('GET', 'users', UsersResponse)).items;
}

/** The user of a name, however it is written. @throws {PipelineError} `NOT_FOUND` */
export async function userNamed(api: ApiClient, name: string): Promise<UserView> {
  const user = find(await usersOf(api), name);
  if (!user) throw new PipelineError('NOT_FOUND', `There is no user ${name}.`);
  return user;
}

/** A link that signs a user in once; the first user is created if there is none of that name. */
export async function loginLink(api: ApiClient, name: string): Promise<{ url: string; expires_at: string }> {
  const isFirst = name === firstUser && !find(await usersOf(api), name);
  const body = { name, role: 'admin' };
  const user = isFirst ? await api.ask('POST', 'users', UserView, { body }) : await userNamed(api, name);
  return api.ask('POST', `users/${user.id}/login-link`, LoginLinkView);
}

const find = (users: readonly UserView[], name: string) =>
  users.find((user) => user.name.toLowerCase() === name.toLowerCase());

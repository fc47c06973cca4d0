// Signs users in by password or login link, with limits on attempts, for the login routes.

import { PipelineError } from '@tickermill/core';
import {
  countAttempt,
  findUserNamed,
  forgiveAttempt,
  type LinkedUser,
  openSession,
  useLoginLink,
} from '@tickermill/store/accounts';
import { ipKeyGenerator } from 'express-rate-limit';
import type { ApiContext } from '../context.ts';
import { hashOf, newSecret } from './secrets.ts';

const periodMs = 15 * 60_000;
/** Attempts that failed, within the period: at one name from one address, from one address, at one name. */
const most = { pair: 10, address: 50, name: 100 } as const;

/** Where an attempt to sign in comes from. */
export interface Visitor {
  readonly ip: string;
  readonly userAgent: string | null;
}

/** A user with the session just begun: the secret that its cookie is to hold. */
export interface SignedIn {
  readonly user: LinkedUser;
  readonly session: string;
  readonly expiresAt: Date;
}

/**
 * Keys of attempts. A name may be a password that was typed into the wrong field: it is stored as a hash. An IPv6
 * address counts as its network.
 */
function limitsOf(ip: string, name: string | null) {
  const address = ipKeyGenerator(ip);
  const at = (kind: keyof typeof most, ...what: string[]) => ({
    key: hashOf([kind, ...what].join('\n')),
    most: most[kind],
  });
  const typed = name?.toLowerCase() ?? '';
  if (name === null) return [at('address', address)];
  return [at('pair', address, typed), at('address', address), at('name', typed)];
}

/**
 * Does what may be a guess, unless too many have failed lately.
 * @throws {PipelineError} `TOO_MANY_REQUESTS` with `retry_after_s`
 */
export async function limitGuesses<T>(
  { store: { db }, now }: Pick<ApiContext, 'store' | 'now'>,
  { ip, name }: { ip: string; name: string | null },
  guess: () => Promise<T | null>,
): Promise<T | null> {
  const limits = limitsOf(ip, name);
  const until = await countAttempt(db, limits, now(), periodMs);
  if (until) {
    const seconds = Math.max(1, Math.ceil((until.getTime() - now().getTime()) / 1_000));
    throw new PipelineError('TOO_MANY_REQUESTS', `Too many attempts have failed. Try again in ${seconds} s.`, {
      detail: { retry_after_s: seconds },
    });
  }
  const right = await guess();
  if (right !== null) {
    await forgiveAttempt(
      db,
      limits.map(({ key }) => key),
    );
  }
  return right;
}

/** Signs a user in by name and password. Returns the user and the session, or null when one of the two is wrong. */
export async function signInByPassword(
  context: ApiContext,
  { name, password }: { name: string; password: string },
  visitor: Visitor,
): Promise<SignedIn | null> {
  const user = await limitGuesses(context, { ip: visitor.ip, name }, async () => {
    const found = await findUserNamed(context.store.db, name);
    const isRight = await context.passwords.verify(password, found?.passwordHash ?? null);
    return found && isRight && found.disabledAt === null ? found : null;
  });
  return user && begin(context, user, visitor, user.passwordHash);
}

/**
 * Signs the user of a login link in and uses the link up. Null when there is none, or it was used, or is over.
 * @throws {PipelineError} `TOO_MANY_REQUESTS` for a wrong one, after too many.
 */
export async function signInByLink(context: ApiContext, code: string, visitor: Visitor): Promise<SignedIn | null> {
  // A link is 256 bits of chance: a good one is no guess, and one address must not lock out everybody behind it.
  const user = await useLoginLink(context.store.db, hashOf(code), context.now());
  if (user) return begin(context, user, visitor, null);
  return limitGuesses(context, { ip: visitor.ip, name: null }, async () => null);
}

async function begin(
  { store, now, web }: ApiContext,
  user: LinkedUser,
  { userAgent }: Visitor,
  /** That was verified; null: a link was used. */
  passwordHash: string | null,
): Promise<SignedIn | null> {
  const session = newSecret('session');
  const at = now();
  const expiresAt = new Date(at.getTime() + web.sessionMs);
  const byLink = passwordHash === null;
  const begun = { hash: hashOf(session), userId: user.id, byLink, userAgent, expiresAt, passwordHash };
  const isOpen = await store.transaction((tx) => openSession(tx, begun, at, web.sessionIdleMs));
  return isOpen ? { user, session, expiresAt } : null;
}

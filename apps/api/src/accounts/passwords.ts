// Hashes and verifies passwords, for the routes of accounts.

import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** What a guess at a password costs whoever makes it, in the terms of scrypt. */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const usualCost: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };
const work = ({ N, r, p }: PasswordCost) => N * r * p;
const maxmem = 64 * 1024 * 1024;
const keyBytes = 32;

/** Passwords at one cost. Those that were kept at another are verified at theirs. */
export interface Passwords {
  /** What is kept of a password: scrypt with a salt of its own, `scrypt$N$r$p$salt$key`. */
  hash(password: string): Promise<string>;
  /** Whether it is the password. Takes as long if there is none to compare with, so that the time does not reveal names. */
  verify(password: string, kept: string | null): Promise<boolean>;
}

/** @throws {RangeError} for a cost that makes guessing cheap; `allowCheap` is for tests, which sign in often. */
export function openPasswords(cost: PasswordCost = usualCost, { allowCheap = false } = {}): Passwords {
  if (work(cost) < work(usualCost) && !allowCheap) throw new RangeError('This cost makes passwords cheap to guess.');
  const nobody = format(cost, randomBytes(16), randomBytes(keyBytes));
  return {
    async hash(password) {
      const salt = randomBytes(16);
      return format(cost, salt, await derive(password, salt, cost));
    },
    async verify(password, kept) {
      const [, N, r, p, salt = '', key = ''] = (kept ?? nobody).split('$');
      const keptCost = { N: Number(N), r: Number(r), p: Number(p) };
      const derived = await derive(password, Buffer.from(salt, 'base64url'), keptCost);
      return timingSafeEqual(derived, Buffer.from(key, 'base64url')) && kept !== null;
    },
  };
}

const format = ({ N, r, p }: PasswordCost, salt: Buffer, key: Buffer) =>
  ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');

const derive = (password: string, salt: Buffer, options: ScryptOptions) =>
  new Promise<Buffer>((resolve, reject) => {
    const normal = password.normalize('NFKC');
    scrypt(normal, salt, keyBytes, { ...options, maxmem }, (error, key) => (error ? reject(error) : resolve(key)));
  });

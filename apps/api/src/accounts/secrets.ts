import { createHash, createHmac, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** The purpose of a secret: its prefix, by which it is recognised wherever it appears. */
const prefixes = { token: 'tm_', session: 'tms_', link: 'tml_' } as const;
/** How much of a token is kept and shown. */
export const prefixShown = 'tm_'.length + 6;

/** A secret of 256 random bits. */
export const newSecret = (kind: keyof typeof prefixes): string =>
  prefixes[kind] + randomBytes(32).toString('base64url');

/** What is kept of a secret. One of 256 random bits cannot be guessed from its hash, however fast that is. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Whether two texts are equal, in a time that does not reveal where they differ. */
export const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());

/** The proof that a session's requests come from our pages: derived from the session without revealing it. */
export const csrfTokenOf = (session: string): string =>
  createHmac('sha256', session).update('csrf').digest('base64url');

const cost = { N: 2 ** 15, r: 8, p: 3 } as const;
const maxmem = 64 * 1024 * 1024;
const keyBytes = 32;

const derive = (password: string, salt: Buffer, options: ScryptOptions) =>
  new Promise<Buffer>((resolve, reject) => {
    const normal = password.normalize('NFKC');
    scrypt(normal, salt, keyBytes, { ...options, maxmem }, (error, key) => (error ? reject(error) : resolve(key)));
  });

/** What is kept of a password: scrypt with a salt of its own, `scrypt$N$r$p$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Whether it is the password. Takes as long if there is none to compare with, so that the time does not reveal names.
 */
export async function verifyPassword(password: string, kept: string | null): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = (kept ?? nobody).split('$');
  const derived = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(derived, Buffer.from(key, 'base64url')) && kept !== null;
}

/** A password that no user has. */
const nobody = [
  'scrypt',
  cost.N,
  cost.r,
  cost.p,
  randomBytes(16).toString('base64url'),
  randomBytes(keyBytes).toString('base64url'),
].join('$');

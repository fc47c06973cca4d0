import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

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

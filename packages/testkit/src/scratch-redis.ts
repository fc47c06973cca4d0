import { randomBytes } from 'node:crypto';

/** Names the Redis of this run of tests; set by the global setup where there is one. */
export const redisUrlVariable = 'TESTKIT_REDIS_URL';

/** Keys of a test's own in the Redis of the run; null where there is none to be had. */
export function scratchRedis(): { readonly url: string; readonly prefix: string } | null {
  const url = process.env[redisUrlVariable];
  return url ? { url, prefix: `test-${randomBytes(6).toString('hex')}` } : null;
}

import { randomBytes } from 'node:crypto';
import { openOwnRedis } from './redis-server.ts';
import { onTeardown } from './teardown.ts';

let serverUrl: Promise<string> | undefined;

async function openServer(): Promise<string> {
  const server = await openOwnRedis({ durable: false });
  onTeardown(() => server.close());
  return server.url;
}

/** Keys of a test's own. */
export interface ScratchRedis {
  readonly url: string;
  readonly prefix: string;
}

/** Keys of a test's own in the Redis of this process of tests, which is started on first use. */
export async function scratchRedis(): Promise<ScratchRedis> {
  serverUrl ??= openServer();
  return { url: await serverUrl, prefix: `test-${randomBytes(6).toString('hex')}` };
}

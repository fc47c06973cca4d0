import type { Log } from '@tickermill/core';
import { addressOf, type QueueBackend } from './backend.ts';
import { checkRedis } from './check-redis.ts';
import { preparePostgres } from './postgres.ts';
import { unavailable } from './transport.ts';

/**
 * Makes sure that the queues can be kept here, to be done once before they are opened: makes their tables in Postgres, or
 * checks the Redis. Returns where they are, in words.
 * @throws {PipelineError} `QUEUE_UNAVAILABLE`, or `REDIS_UNFIT` with what to run on the server.
 */
export async function prepareQueues(backend: QueueBackend, log: Log): Promise<string> {
  if (backend.kind === 'redis') {
    const version = await checkRedis(backend.url, log);
    return `in ${version} at ${addressOf(backend.url)}, keys ${backend.prefix}:*`;
  }
  try {
    await preparePostgres(backend.url);
  } catch (cause) {
    throw unavailable(cause);
  }
  return 'in Postgres';
}

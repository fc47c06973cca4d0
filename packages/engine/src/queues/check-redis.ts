import { type Log, PipelineError } from '@tickermill/core';
import { Redis } from 'ioredis';
import { addressOf } from './backend.ts';

/** Older ones lack commands that BullMQ counts on. */
const oldest = [6, 2] as const;
/** How long a server that is only just starting is waited for, ms. */
const patienceMs = 5_000;

/** The facts about a Redis, as far as it reports them. */
export interface RedisFacts {
  readonly version: string | undefined;
  /** Its eviction policy; undefined if it does not report it. */
  readonly policy: string | undefined;
  /** It keeps an append-only file, which survives a crash; undefined if it does not report it. */
  readonly isAppendOnly: boolean | undefined;
}

/** Checks that a Redis is there, new enough and never throws keys away. Returns its name and version. */
export async function checkRedis(url: string, log: Log): Promise<string> {
  const { version, policy } = await inspectRedis(url);
  if (policy === undefined) log.warn('Redis does not report its eviction policy', { where: addressOf(url) });
  return `Redis ${version}`;
}

/**
 * What a Redis is that the queues may be kept in.
 * @throws {PipelineError} `QUEUE_UNAVAILABLE`, or `REDIS_UNFIT` with what to run on the server.
 */
export async function inspectRedis(url: string): Promise<RedisFacts> {
  const where = addressOf(url);
  let refused: Error | undefined;
  const client = new Redis(url, { maxRetriesPerRequest: null, commandTimeout: patienceMs, retryStrategy: () => 250 });
  client.on('error', (error) => {
    refused = error;
  });
  try {
    const info = await client.info();
    const version = field(info, 'redis_version');
    if (!isNewEnough(version)) {
      throw new PipelineError(
        'REDIS_UNFIT',
        `Redis at ${where} is ${version ?? 'of no known version'}; it must be 6.2 or newer.`,
      );
    }
    const policy = (await configuredPolicy(client)) ?? field(info, 'maxmemory_policy');
    if (policy !== undefined && policy !== 'noeviction') {
      throw new PipelineError('REDIS_UNFIT', evicts(where, policy));
    }
    const appends = field(info, 'aof_enabled');
    return { version, policy, isAppendOnly: appends === undefined ? undefined : appends === '1' };
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    const reason = (refused ?? (error as Error)).message;
    throw new PipelineError('QUEUE_UNAVAILABLE', `Redis at ${where} did not answer: ${reason}`, { cause: error });
  } finally {
    client.disconnect();
  }
}

/** What is in force now; undefined where CONFIG is forbidden, as managed servers do. */
async function configuredPolicy(client: Redis): Promise<string | undefined> {
  try {
    return ((await client.config('GET', 'maxmemory-policy')) as string[])[1];
  } catch {
    return undefined;
  }
}

function evicts(where: string, policy: string): string {
  const [host, port] = where.split(/:(?=\d+$)/);
  return [
    `Redis at ${where} may throw jobs away when its memory is full: its maxmemory-policy is ${policy}, not noeviction.`,
    `Run: redis-cli -h ${host} -p ${port} CONFIG SET maxmemory-policy noeviction`,
    'and set it in redis.conf too (maxmemory-policy noeviction), or among the parameters of a managed Redis.',
  ].join('\n');
}

const field = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];

function isNewEnough(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

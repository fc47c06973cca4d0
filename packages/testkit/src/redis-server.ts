import * as drill from '@tickermill/drill';

/** Names the redis-server to run; set by scripts/test.mjs. */
const redisServerVariable = 'TESTKIT_REDIS_SERVER';

const redisServer = (): string => {
  const program = process.env[redisServerVariable];
  if (!program) throw new Error('There is no redis-server to run. Run the tests with: npm test -- <file>');
  return program;
};

/** Whether there is a redis-server to run. */
export const hasRedis = (): boolean => Boolean(process.env[redisServerVariable]);

/** Starts the redis-server of the tests on loopback. */
export const openOwnRedis = ({ durable = true }: { durable?: boolean } = {}): Promise<drill.OwnRedis> =>
  drill.openOwnRedis({ program: redisServer(), durable });

const serverFor = (backend: drill.Backend) => (backend === 'redis' ? redisServer() : undefined);

/** Opens a rig, with the redis-server of the tests where it needs one. */
export const openRig = (options: drill.RigOptions): Promise<drill.Rig> =>
  drill.openRig({ redisServer: serverFor(options.backend), ...options });

/** Opens what crashes happen to, with the redis-server of the tests where it needs one. */
export const openCrashRig = (
  backend: drill.Backend,
  seed: number,
  toPostgres?: drill.RigOptions['toPostgres'],
): Promise<drill.Rig> => drill.openCrashRig({ backend, redisServer: serverFor(backend), toPostgres }, seed);

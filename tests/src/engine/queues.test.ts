import { needRedis } from '@tickermill/testkit';
import { openPostgresHarness, openRedisHarness } from './queue-harness.ts';
import { queuesBehave } from './queues.behaviour.ts';

describe('queues in Postgres', () => queuesBehave(openPostgresHarness));

describe('queues in Redis', () => {
  before(needRedis);
  queuesBehave(openRedisHarness);
});

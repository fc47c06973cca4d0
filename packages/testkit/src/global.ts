import { randomBytes } from 'node:crypto';
import { accessSync, constants, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import path from 'node:path';
import { type OwnRedis, withDatabase } from '@tickermill/drill';
import { settings } from '@tickermill/runtime';
import { type EmbeddedPostgres, migrate, openEmbeddedPostgres } from '@tickermill/store';
import { silentLog } from './log.ts';
import { serverVariable, templateUrl } from './postgres.ts';
import { hasRedis, openOwnRedis } from './redis-server.ts';
import { redisUrlVariable } from './scratch-redis.ts';

/** Ten times what a whole run was seen to take. */
const roomBytes = 2 * 2 ** 30;

let server: EmbeddedPostgres | undefined;
let redis: OwnRedis | undefined;

/**
 * Starts one Postgres for the whole run of tests, with a migrated database that each test file clones, and one Redis
 * where there is a server to run.
 */
export async function mochaGlobalSetup(): Promise<void> {
  // What the shell is set to is none of the tests' business: they would work on the installation that it names.
  for (const name of Object.keys(settings)) delete process.env[name];
  const dataDir = path.join(scratchFolder(), `tickermill-test-${randomBytes(6).toString('hex')}`);
  server = await openEmbeddedPostgres({ dataDir, durable: false });
  process.env[serverVariable] = server.url;
  await withDatabase(server.url, (client) => client.query('CREATE DATABASE template_tickermill'));
  await migrate(templateUrl(), silentLog);
  if (!hasRedis()) return;
  redis = await openOwnRedis({ durable: false });
  process.env[redisUrlVariable] = redis.url;
}

export async function mochaGlobalTeardown(): Promise<void> {
  await redis?.close();
  await server?.stop();
  if (server) rmSync(server.dataDir, { recursive: true, force: true });
}

/** A database is a thousand small files, and hundreds are made: in memory, where this machine has it to spare. */
function scratchFolder(): string {
  const memory = '/dev/shm';
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return Math.min(bavail * bsize, freemem()) > roomBytes ? memory : tmpdir();
  } catch {
    return tmpdir(); // another system than Linux, or one that lends none
  }
}

// The table of all settings, their validation and their documentation.

import { isIP } from 'node:net';
import { PipelineError } from '@tickermill/core';
import { z } from 'zod';
import { type Setting, setting, text, whole } from './setting.ts';
import { sourceSettingTable } from './source-setting-table.ts';

/** Its error omits the value: whoever knows the address may write there. */
const webAddress = z.url({ protocol: /^https?$/, error: 'Not an http:// or https:// URL' });

/** A number of proxies, or their places: names, addresses and networks that Express knows. */
const trustedProxies = z.string().transform((value, context) => {
  if (/^(?:[1-9]|10)$/.test(value)) return Number(value);
  const places = value.split(',').map((place) => place.trim());
  if (places.every(isPlace)) return places;
  context.addIssue('Not a number of proxies, nor a list of their addresses');
  return z.NEVER;
});

function isPlace(place: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(place)) return true;
  const [address = '', bits, ...more] = place.split('/');
  const version = isIP(address);
  const maxBits = version === 6 ? 128 : 32;
  return (
    version !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= maxBits))
  );
}

/** Every setting, by the environment variable that sets it. `docs/configuration.md` is generated from this table. */
export const settings = {
  DATABASE_URL: setting(text.optional(), {
    description: 'The Postgres that keeps everything. Without it: the embedded one, in the data directory.',
    secret: true,
  }),
  WRITER_PASSWORD: setting(text.optional(), {
    description:
      'The password of the login `tickermill_process`, which reads and writes rows and does nothing else: `tickermill migrate` makes it for the API and the workers. Without it: none is made.',
    secret: true,
  }),
  REDIS_URL: setting(z.url({ protocol: /^rediss?$/, error: 'Not a redis:// or rediss:// URL' }).optional(), {
    description:
      'The Redis that keeps the queues, for workers on several machines. Without it: Postgres. To change it later: `tickermill config queue-backend`.',
    range: '`redis://…`, `rediss://…`',
    secret: true,
  }),
  REDIS_PREFIX: setting(
    z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .default('tickermill'),
    {
      description: 'The prefix of all keys in Redis: installations that share a Redis each need their own.',
      range: 'letters, digits, `.`, `_`, `-`',
    },
  ),
  TICKERMILL_HOME: setting(text.optional(), {
    description: 'The data directory: database files, logs, the local token. Default: `.tickermill` in the checkout.',
  }),
  EXPORT_DIR: setting(text.optional(), {
    description:
      'The folder that archived instruments are exported to, before what lists said of them is removed; it must outlive the worker, and of workers on several machines be shared by all that have one. Without it: none is exported. `npm start` sets it to `exports` in the data directory.',
  }),
  CHANGES_KEEP_DAYS: setting(whole(1, 3_650, 90), {
    description: 'How long the journal of changes is kept (docs/lake.md).',
    unit: 'days',
    range: '1–3650',
  }),
  LAKE_DIR: setting(text.optional(), {
    description:
      'The folder of the lake: `tickermill lake export` and the schedule `lake` write Parquet files there (docs/lake.md). Of workers on several machines it must be shared by all that have it. Without it, and without LAKE_S3_BUCKET: there is no lake. `npm start` sets it to `lake` in the data directory.',
  }),
  LAKE_S3_BUCKET: setting(text.optional(), {
    description: 'A bucket of S3-compatible storage that the lake lies in, in place of LAKE_DIR.',
  }),
  LAKE_S3_ENDPOINT: setting(z.url({ protocol: /^https?$/, error: 'Not an http:// or https:// URL' }).optional(), {
    description: 'The server of LAKE_S3_BUCKET, without the bucket.',
    range: '`http://…`, `https://…`',
  }),
  LAKE_S3_REGION: setting(text.default('us-east-1'), { description: 'The region of LAKE_S3_BUCKET.' }),
  LAKE_S3_PREFIX: setting(text.optional(), {
    description:
      'The folder of the lake in LAKE_S3_BUCKET. Without it: all of the bucket, which must hold nothing else.',
  }),
  LAKE_S3_KEY_ID: setting(text.optional(), { description: 'The id of the key to LAKE_S3_BUCKET.', secret: true }),
  LAKE_S3_SECRET: setting(text.optional(), { description: 'The secret of the key to LAKE_S3_BUCKET.', secret: true }),
  TICKERMILL_URL: setting(z.url({ protocol: /^https?$/, error: 'Not an http:// or https:// URL' }).optional(), {
    description: 'The API that the command line calls. Default: the installation running from this checkout.',
    range: '`http://…`, `https://…`',
  }),
  TICKERMILL_TOKEN: setting(text.optional(), {
    description: 'The token for TICKERMILL_URL. Default: the local token in the data directory.',
    secret: true,
  }),
  API_PORT: setting(whole(0, 65_535, 7420), {
    description: 'The port of the API. 0: any free one.',
    range: '0–65535',
  }),
  API_TOKEN: setting(z.string().min(32).optional(), {
    description: 'The token that the API requires. `npm start` sets it to the local one.',
    secret: true,
  }),
  LISTEN_HOST: setting(text.default('127.0.0.1'), {
    description:
      'The address that the API and the workers listen on. `0.0.0.0` in a container: every route needs a token except health and, on a worker, metrics.',
  }),
  WORKER_PORT: setting(whole(0, 65_535, 0), {
    description: 'The port at which a worker that runs on its own serves its health and metrics. 0: any free one.',
    range: '0–65535',
  }),
  METRICS_TOKEN: setting(z.string().min(16).optional(), {
    description:
      'A token for `/metrics` only, on the API and the workers. Without it: any token on the API, none on the port of a worker.',
    range: '16 characters or more',
    secret: true,
  }),
  PUBLIC_URL: setting(
    z
      .url({ protocol: /^https?$/, error: 'Not a http:// or https:// URL' })
      .transform((url) => new URL(url).origin)
      .optional(),
    {
      description:
        'The address at which browsers reach the API behind a proxy: login links begin with it, requests of sessions must come from it, and with `https` cookies are sent over TLS only. Without it: the address that each request names.',
      range: '`http://…`, `https://…`, without a path',
    },
  ),
  TRUST_PROXY: setting(trustedProxies.optional(), {
    description:
      'The proxies whose `X-Forwarded-For` is trusted: so many in front of the API, or those at these addresses. Without it: none, and the address of a client is that of its connection.',
    range: 'a number from 1 to 10, or addresses and networks (`10.0.0.0/8`, `loopback`) separated by commas',
  }),
  SESSION_HOURS: setting(whole(1, 8_760, 168), {
    description: 'The longest time that a browser stays signed in.',
    unit: 'h',
    range: '1–8760',
  }),
  SESSION_IDLE_HOURS: setting(whole(1, 8_760, 24), {
    description: 'The time without a request after which a browser is signed out.',
    unit: 'h',
    range: '1–8760',
  }),
  SOURCES: setting(z.enum(['sandbox', 'live']).default('sandbox'), {
    description: 'The destination of requests: the bundled pretend upstreams, or the real hosts.',
    range: '`sandbox`, `live`',
  }),
  UPSTREAM_GATEWAY: setting(z.url().optional(), {
    description: 'Send each request for `https://A/B` to this address as `/A/B`. Set by `npm start` to the sandbox.',
  }),
  ...sourceSettingTable,
  SANDBOX_PACE: setting(z.coerce.number().int().min(1).max(100_000).optional(), {
    description:
      'The pace of requests to the sandbox, in place of each source’s own, for tests and measurements. Not for live use.',
    unit: 'requests per second',
    range: '1–100000',
  }),
  SANDBOX_QUIET_MS: setting(z.coerce.number().int().min(1).max(3_600_000).optional(), {
    description: 'How long a throttle of the sandbox keeps a source quiet, in place of its own. Not for live use.',
    unit: 'ms',
    range: '1–3600000',
  }),
  WORKER_PROFILE: setting(z.enum(['on', 'off']).default('off'), {
    description: 'Serve a profile of time and memory at `/profile` of each worker, for measurements.',
    range: '`on`, `off`',
  }),
  WORKERS: setting(whole(1, 32, 1), {
    description: 'Worker processes that `npm start` runs. `--workers` overrides it.',
    range: '1–32',
  }),
  WORKER_CONCURRENCY: setting(whole(1, 200, 10), {
    description: 'Tasks in progress per source and worker.',
    range: '1–200',
  }),
  TASK_ATTEMPTS: setting(whole(1, 20, 5), { description: 'Attempts of a task before it fails.', range: '1–20' }),
  QUEUE_WINDOW: setting(whole(10, 100_000, 1_000), {
    description: 'Tasks of a source that are jobs at a time; the rest wait in the ledger.',
    range: '10–100000',
  }),
  CAPTURE_DAYS: setting(whole(1, 3_650, 7), {
    description: 'How long bodies of answers other than documents are kept. Documents are kept for ever.',
    unit: 'days',
    range: '1–3650',
  }),
  CAPTURE_FAILED_DAYS: setting(whole(1, 3_650, 30), {
    description: 'How long bodies of unusable answers are kept.',
    unit: 'days',
    range: '1–3650',
  }),
  PRICES_KEEP_YEARS: setting(z.coerce.number().int().min(1).max(100).optional(), {
    description:
      'How many whole years of daily prices before the current one are kept; older ones are deleted once a day, and never requested. Without it: for ever.',
    unit: 'years',
    range: '1–100',
  }),
  QUOTES_KEEP_DAYS: setting(whole(1, 3_650, 30), {
    description: 'How long intraday quotes are kept.',
    unit: 'days',
    range: '1–3650',
  }),
  FINDINGS_KEEP_DAYS: setting(whole(1, 36_500, 90), {
    description:
      'How long after its resolution a finding of the checks is kept among the others; then it is in the archive, which is kept for ever.',
    unit: 'days',
    range: '1–36500',
  }),
  AUDIT_KEEP_DAYS: setting(whole(1, 36_500, 365), {
    description: 'How long entries of the audit log are kept.',
    unit: 'days',
    range: '1–36500',
  }),
  CLIENT_LOGS_KEEP_DAYS: setting(whole(1, 3_650, 30), {
    description: 'How long reports of what failed in browsers are kept.',
    unit: 'days',
    range: '1–3650',
  }),
  ALERTS_KEEP_DAYS: setting(whole(1, 36_500, 365), {
    description: 'How long alerts, their messages and silences are kept after they are over.',
    unit: 'days',
    range: '1–36500',
  }),
  TASKS_KEEP_DAYS: setting(whole(7, 36_500, 90), {
    description:
      'How long tasks, and targets that were skipped, are kept after their run has ended. What the run came to stays in its report, and the tasks of each target’s last success stay.',
    unit: 'days',
    range: '7–36500',
  }),
  RUNS_KEEP_DAYS: setting(whole(30, 36_500, 730), {
    description:
      'How long runs and their targets are kept. The last target in each state stays, and so do runs with notes or a report of a refresh.',
    unit: 'days',
    range: '30–36500',
  }),
  BACKUP_DIR: setting(text.optional(), {
    description:
      'The folder of backups. A worker makes those that are requested, and nightly ones, if it has one; of workers on several machines it is shared by all that have one. `npm start` sets it to `backups` in the data directory, which is also where the command line looks without it.',
  }),
  BACKUP_NIGHTLY: setting(z.enum(['on', 'off']).default('off'), {
    description:
      'Whether a backup is made before each refresh of the night. `npm start` turns it on for the embedded Postgres.',
    range: '`on`, `off`',
  }),
  BACKUP_KEEP: setting(whole(1, 1_000, 7), {
    description:
      'How many nightly backups are kept; those that somebody asked for are kept until somebody deletes them.',
    range: '1–1000',
  }),
  BACKUP_KEY: setting(z.string().min(16, { error: 'Not a key of 16 or more characters' }).optional(), {
    description:
      'Encrypts backups, and is needed to restore them: keep it elsewhere too. Without it they are not encrypted.',
    range: '16 characters or more',
    secret: true,
  }),
  DISK_PAUSE_PERCENT: setting(whole(0, 50, 5), {
    description:
      'With a smaller share of the disk of the data directory free, or with less than 256 MB, no process is ready and all sources pause themselves; they resume when it is 3 points more, and 400 MB. 0: never.',
    unit: '%',
    range: '0–50',
  }),
  ALERT_TELEGRAM_TOKEN: setting(text.optional(), {
    description: 'The token of a bot: with ALERT_TELEGRAM_CHAT, a channel of alerts called `telegram`.',
    secret: true,
  }),
  ALERT_TELEGRAM_CHAT: setting(text.optional(), {
    description: 'The chat that the bot of ALERT_TELEGRAM_TOKEN writes to: its number, or the @name of a channel.',
  }),
  ALERT_WEBHOOK_URL: setting(webAddress.optional(), {
    description: 'A channel of alerts called `webhook`. Further channels: `tickermill alert add`.',
    range: '`http://…`, `https://…`',
    secret: true,
  }),
  ALERT_WEBHOOK_KEY: setting(z.string().min(16).optional(), {
    description: 'Signs what ALERT_WEBHOOK_URL is sent.',
    range: '16 characters or more',
    secret: true,
  }),
  HEARTBEAT_URL: setting(webAddress.optional(), {
    description:
      'Requested when the nightly chain starts (`/start` is added), succeeds, or fails (`/fail`): a dead-man switch outside notices its silence.',
    range: '`http://…`, `https://…`',
    secret: true,
  }),
  HEARTBEAT_SCHEDULER_URL: setting(webAddress.optional(), {
    description: 'Requested every 5 min while schedules run, for a dead-man switch of its own.',
    range: '`http://…`, `https://…`',
    secret: true,
  }),
  ALERT_PRIVATE_ADDRESSES: setting(z.enum(['allowed', 'refused']).default('refused'), {
    description:
      'Whether alert channels and heartbeats may be at addresses of this machine and of private networks, such as an ntfy server of your own.',
    range: '`allowed`, `refused`',
  }),
  DRAIN_MS: setting(whole(0, 600_000, 30_000), {
    description: 'How long a stopping worker drains its tasks in progress.',
    unit: 'ms',
    range: '0–600000',
  }),
  RECONCILE_MS: setting(whole(100, 600_000, 15_000), {
    description: 'How often the ledger is compared with the queue.',
    unit: 'ms',
    range: '100–600000',
  }),
  LOG_LEVEL: setting(z.enum(['debug', 'info', 'warn', 'error']).default('info'), {
    description: 'The lowest level that is logged.',
    range: '`debug`, `info`, `warn`, `error`',
  }),
  LOG_FILE: setting(text.optional(), {
    description: 'Log to this file as JSON lines (rotated at 50 MB, ten kept) in place of the standard error.',
  }),
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof settings;
export type SettingValues<K extends SettingKey> = { readonly [P in K]: z.output<(typeof settings)[P]['schema']> };

/**
 * The settings named, from the environment, checked.
 * @throws {PipelineError} `CONFIG_INVALID` naming every setting that is wrong at once.
 */
export function readSettings<K extends SettingKey>(
  keys: readonly K[],
  environment: NodeJS.ProcessEnv = process.env,
): SettingValues<K> {
  const problems: string[] = [];
  const values: Partial<Record<SettingKey, unknown>> = {};
  for (const key of keys) {
    const { schema, range }: Setting = settings[key];
    const parsed = schema.safeParse(environment[key] === '' ? undefined : environment[key]);
    if (parsed.success) values[key] = parsed.data;
    else problems.push(`${key}: ${parsed.error.issues[0]?.message}${range ? ` (allowed: ${range})` : ''}`);
  }
  if (problems.length > 0) throw new PipelineError('CONFIG_INVALID', problems.join('\n'));
  return values as SettingValues<K>;
}

/** What starts the name of a setting that turns an advanced panel of the dashboard on. */
export const flagPrefix = 'FRONT_FEATURE_';

/** The advanced panels of the dashboard, by what follows that in the name of the setting. */
export const featureFlags = {
  CLIENT_LOGS: 'Shows what failed in browsers, as a part of the settings page.',
} as const;

/** The advanced panels that are turned on, by what follows `FRONT_FEATURE_` in a name whose value is `1`, `true` or `on`. */
export const readFeatureFlags = (environment: NodeJS.ProcessEnv = process.env): string[] =>
  Object.entries(environment)
    .filter(([name, value]) => name.startsWith(flagPrefix) && /^(?:1|true|on)$/i.test(value ?? ''))
    .map(([name]) => name.slice(flagPrefix.length))
    .sort();

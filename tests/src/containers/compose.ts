import { readFileSync } from 'node:fs';
import { checkout } from '@tickermill/testkit';
import { parse } from 'yaml';
import { z } from 'zod';

const Service = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  user: z.string().optional(),
  command: z.array(z.string()),
  environment: z.record(z.string(), z.string()).optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()),
  read_only: z.literal(true),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  mem_limit: z.string(),
  cpus: z.number(),
  pids_limit: z.int(),
  restart: z.enum(['unless-stopped', 'on-failure']),
  shm_size: z.string().optional(),
  stop_grace_period: z.string().optional(),
  healthcheck: z
    .union([
      z.strictObject({ disable: z.literal(true) }),
      z.strictObject({
        test: z.array(z.string()).min(2),
        interval: z.string(),
        timeout: z.string(),
        start_period: z.string().optional(),
        retries: z.int(),
      }),
    ])
    .optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(['service_healthy', 'service_started', 'service_completed_successfully']) }),
    )
    .default({}),
});

/** What our compose files may say: a key that is not here is a slip of the pen, or one that older versions refuse. */
const Compose = z.strictObject({
  'x-hardened': z.unknown(),
  'x-tickermill': z.unknown(),
  'x-installation': z.unknown(),
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.strictObject({})),
});

const variable = /\$\{(\w+)(?::?([-?])([^}]*))?\}/g;

/** The variables that a compose file asks its environment for. */
export const variablesOf = (text: string): string[] => [
  ...new Set([...text.matchAll(variable)].map(([, name = '']) => name)),
];

/** The text of a file of this repository. */
export const textOf = (file: string): string => readFileSync(`${checkout}${file}`, 'utf8');

/** Reads docker-compose.yml as `docker compose` does with these variables in its environment. */
export function readCompose(variables: Readonly<Record<string, string>>): z.output<typeof Compose> {
  const filled = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll(variable, fill);
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each)]));
  };
  const fill = (_: string, name: string, kind?: string, other = '') => {
    const value = variables[name];
    if (value) return value;
    if (kind === '?') throw new Error(`${name}: ${other}`);
    return other;
  };
  return Compose.parse(filled(parse(textOf('docker-compose.yml'), { merge: true })));
}

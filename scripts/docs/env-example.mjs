import { readFileSync } from 'node:fs';
import path from 'node:path';
import { settingsFrom } from '../../apps/sandbox/dist/environment.js';
import { settings } from '../../packages/runtime/dist/index.js';

const file = '.env.example';
/** Read by docker-compose.yml alone. */
const ofContainers = ['POSTGRES_PASSWORD', 'REDIS_PASSWORD'];
/** Settings of measurements; whoever needs them finds them in the configuration. */
const ofMeasurements = ['WORKER_PROFILE', 'SANDBOX_QUIET_MS'];
const today = '2026-11-20';

/** What `.env.example` lacks, names in vain, or gives another default than the code, each as `file:line  what`. */
export function outdatedExamples(root) {
  const lines = readFileSync(path.join(root, file), 'utf8').split('\n');
  const named = lines.flatMap((line, index) => {
    const [, name, value] = /^#([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    return name ? [{ name, value, at: `${file}:${index + 1}` }] : [];
  });
  const isSandbox = (name) => name.startsWith('SANDBOX_') && !(name in settings);
  const problems = [];
  for (const { name, value, at } of named) {
    if (ofContainers.includes(name)) continue;
    if (isSandbox(name)) {
      const read = (text) => JSON.stringify(settingsFrom(text ? { [name]: text } : {}, today));
      // No setting takes this text for its default: one that nobody reads is known by that nothing changes.
      if (read('x') === read()) problems.push(`${at}  ${name} is no setting`);
      else if (read(value) !== read()) problems.push(`${at}  ${name} has another default`);
      continue;
    }
    if (!(name in settings)) {
      problems.push(`${at}  ${name} is no setting`);
      continue;
    }
    const fallback = settings[name].schema.safeParse(undefined).data;
    if (fallback !== undefined && String(fallback) !== value)
      problems.push(`${at}  the default of ${name} is ${fallback}`);
  }
  const there = new Set(named.map(({ name }) => name));
  const lacking = Object.keys(settings).filter((name) => !there.has(name) && !ofMeasurements.includes(name));
  return [...problems, ...lacking.map((name) => `${file}:1  lacks ${name}`)];
}

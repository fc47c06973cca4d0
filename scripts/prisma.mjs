// Runs the Prisma CLI for the work that needs no schema engine. The CLI insists on an engine binary even where it never
// starts it, and would download one: Node itself stands in for it.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build/index.js');
const args = process.argv.slice(2);
if (!['generate', 'validate', 'format'].includes(args[0])) {
  console.error('usage: node scripts/prisma.mjs generate | validate | format');
  process.exit(2);
}
const env = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
process.exit(spawnSync(process.execPath, [cli, ...args], { stdio: 'inherit', env }).status ?? 1);

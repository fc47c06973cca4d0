// `npm run bench -- NAME [--backend redis|postgres] [--workers N] [--seconds N]`: prepares the clone and measures.
// One line of JSON for each figure on the standard output; what goes on, on the standard error.
import './machine.mjs';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { findChromium, NoChromium } from './chromium.mjs';
import { apps, build, buildDashboard, generateClient, installDependencies, root } from './prepare.mjs';
import { indent } from './progress.mjs';
import { findRedis, NoRedis } from './redis.mjs';
import { CommandFailed } from './run-quietly.mjs';

// The preparation tells of its steps where figures are to stand alone.
console.log = console.error;
try {
  await installDependencies();
  await generateClient();
  await build(['bench', ...apps]);
  const programs = { TESTKIT_REDIS_SERVER: await redisServer() };
  if (process.argv[2] === 'dashboard') {
    await buildDashboard();
    programs.TESTKIT_CHROMIUM = await findChromium();
  }
  measure(programs);
} catch (error) {
  if (!(error instanceof CommandFailed || error instanceof NoChromium)) throw error;
  console.error(`\n${indent(error.message)}\n`);
  process.exit(1);
}

/** The redis-server to run; undefined, said aloud, where there is none: what needs it fails with the reason. */
async function redisServer() {
  try {
    return await findRedis();
  } catch (error) {
    if (!(error instanceof NoRedis)) throw error;
    console.error(`\n${indent(error.message)}\n`);
  }
}

function measure(programs) {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', path.join(root, 'bench/dist/main.js'), ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...programs } },
  );
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

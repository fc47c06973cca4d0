// `npm run coverage`: which lines the unit tests of the packages run, by package; with arguments, those of `npm test`.
//   npm run coverage -- packages/core                  one package
//   npm run coverage -- packages/engine tests/src/engine
import './machine.mjs';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, generateClient, installDependencies, root } from './prepare.mjs';
import { indent } from './progress.mjs';
import { findRedis, NoRedis } from './redis.mjs';
import { CommandFailed } from './run-quietly.mjs';
import { runTests } from './run-tests.mjs';
import { readArguments } from './test-specs.mjs';

const place = path.join(root, '.tickermill', 'coverage');
const setup = path.join(root, 'packages/testkit/dist/global.js');
const packages = readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}`);
const given = process.argv.slice(2);
const { specs, options } = readArguments(given.length > 0 ? given : packages);

try {
  await installDependencies();
  await generateClient();
  await build();
} catch (error) {
  if (!(error instanceof CommandFailed)) throw error;
  console.error(`\n${indent(error.message)}\n`);
  process.exit(1);
}
rmSync(place, { recursive: true, force: true });
const { passed, failed } = await runTests([[...specs, ...options]], {
  environment: { NODE_V8_COVERAGE: place, TESTKIT_REDIS_SERVER: await redisServer() },
  setup: existsSync(setup) ? setup : undefined,
});

// Of the packages whose tests ran; of all where tests of the whole did.
const named = packages.filter((name) => specs.some((spec) => spec.startsWith(`${name}/`)));
const measured = named.length > 0 ? named : packages;
for (const name of measured) {
  console.log(`\n  ${name}`);
  await report(name);
}
if (measured.length > 1) {
  console.log('\n  all of these');
  await report(measured.length === packages.length ? 'packages/*' : `{${measured.join()}}`);
}
console.log(`\n${passed} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);

async function redisServer() {
  try {
    return await findRedis();
  } catch (error) {
    if (!(error instanceof NoRedis)) throw error;
    return '';
  }
}

/** What c8 makes of it: lines of the sources, those of tests left out, those that no test loads counted as well. */
function report(folder) {
  const options = {
    'temp-directory': place,
    'reports-dir': place,
    reporter: 'text-summary',
    src: '.',
    include: `${folder}/src/**/*.ts`,
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const excluded = ['**/*.test.ts', '**/*.fixture.ts', '**/generated/**'].map((glob) => `--exclude=${glob}`);
  const c8 = path.join(root, 'node_modules/c8/bin/c8.js');
  const child = spawn(process.execPath, [c8, 'report', '--exclude-after-remap', ...args, ...excluded], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.once('close', resolve));
}

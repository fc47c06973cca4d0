// `npm test`: every check and every test but the long ones, or, with arguments, the tests that they name to mocha:
//   npm test -- packages/core                          the tests of one folder
//   npm test -- packages/core/src/day.test.ts          of one file, named by its source
//   npm test -- --grep 'leap years'                    of one title
//   npm test -- --measure [files]                      as above, and what each file takes of the processor
// `npm run test:long` (--long): the long ones, alone.
import './machine.mjs';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findChromium, NoChromium } from './chromium.mjs';
import { build, buildDashboard, generateClient, installDependencies, logFile, root } from './prepare.mjs';
import { indent, secondsSince, step } from './progress.mjs';
import { describeRedis, findRedis, NoRedis } from './redis.mjs';
import { CommandFailed, runQuietly } from './run-quietly.mjs';
import { runTests } from './run-tests.mjs';
import { findTests, longTests, reaches, readArguments } from './test-specs.mjs';
import { printMeasures, share } from './test-weights.mjs';

const houseTest = 'tests/dist/house.test.js';
const setup = path.join(root, 'packages/testkit/dist/global.js');

const totals = { passed: 0, failed: [], skipped: [] };
const flags = new Set(process.argv.filter((arg) => ['--long', '--measure'].includes(arg)));
const args = process.argv.slice(2).filter((arg) => !flags.has(arg));
const isWhole = args.length === 0 && !flags.has('--long');
const named = readArguments(args);

try {
  await installDependencies();
  await generateClient();
} catch (error) {
  if (!(error instanceof CommandFailed)) throw error;
  console.error(`\n${indent(error.message)}\n`);
  totals.failed.push('installing');
  finish();
}

// What starts applications needs all of them.
const alone = named.projects?.every((project) => project.startsWith('packages/')) ? named.projects : undefined;
const compiles = await check('types', () => build(alone));
// The API serves it.
if (!alone) await check('dashboard', buildDashboard);
const checked = isWhole ? checkAll() : Promise.resolve();
if (compiles) {
  const needsServers = !alone || reaches(alone, 'packages/testkit');
  // Half of the tests ask Redis; those of pages want a browser.
  const programs = !needsServers
    ? {}
    : {
        TESTKIT_REDIS_SERVER: await offer('Redis', findRedis, NoRedis, describeRedis),
        TESTKIT_CHROMIUM: await offer('Chromium', findChromium, NoChromium, (found) => found),
      };
  const isLong = (file) => longTests.test(file);
  const files = () => findTests().filter((file) => file !== houseTest && isLong(file) === flags.has('--long'));
  const parts = args.length > 0 ? [[...named.specs, ...named.options]] : share(files());
  const ran = await runTests(parts, {
    environment: programs,
    setup: needsServers && existsSync(setup) ? setup : undefined,
    measure: flags.has('--measure'),
  });
  totals.passed += ran.passed;
  totals.failed.push(...ran.failed);
  totals.skipped.push(...ran.skipped);
  if (flags.has('--measure')) printMeasures(ran.files, { keep: args.length === 0 && !ran.endedBy });
} else console.log('\n  The tests were not run, as the code does not compile.');
await checked;
finish();

/** Runs the checks one after the other, beside the tests: these wait for what they watch, and leave it some processor. */
async function checkAll() {
  const run =
    (name, ...command) =>
    () =>
      runQuietly(command, { cwd: root, log: logFile(`check-${name}`) });
  const bin = (...parts) => path.join(root, 'node_modules', ...parts);
  await checkBeside(
    'lint',
    run('lint', bin('@biomejs/biome/bin/biome'), 'check', '--colors=off', '--error-on-warnings', '.'),
  );
  await checkBeside('lock file', run('lock', 'scripts/check-lock.mjs'));
  // Compiled with the rest, so a first build that fails leaves none.
  if (compiles || existsSync(path.join(root, houseTest))) {
    await checkBeside('house rules', run('house', bin('mocha/bin/mocha.js'), '--reporter', 'dot', houseTest));
  }
  await checkBeside('dead code', run('dead-code', bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints'));
  await checkBeside('migrations', run('migrations', 'scripts/drift.mjs', 'check'));
  await checkBeside('generated docs', run('docs', 'scripts/docs.mjs', 'check'));
}

/** The path of a program that tests need. Without it they are not run, which is said aloud; on CI that is a failure. */
async function offer(name, find, Missing, describe) {
  try {
    const found = await find();
    console.log(`  ✓ ${name.padEnd(9)} ${describe(found)}`);
    return found;
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.log(`\n  The tests on ${name} are NOT RUN.\n${indent(error.message)}\n`);
    if (process.env.CI) totals.failed.push(`finding ${name}`);
    return '';
  }
}

function checkBeside(name, work) {
  return check(name, work, { isBeside: true });
}

async function check(name, work, { isBeside = false } = {}) {
  try {
    await step(isBeside ? undefined : name, name, async () => {
      await work();
    });
    totals.passed += 1;
    return true;
  } catch (error) {
    console.log(`\n${indent(error instanceof CommandFailed ? error.message : error.stack)}\n`);
    totals.failed.push(name);
    return false;
  }
}

function finish() {
  const { passed, failed, skipped } = totals;
  const list = (title, lines) =>
    lines.length > 0 && console.log(`\n  ${title}:\n${lines.map((line) => `    - ${line}`).join('\n')}`);
  list('Skipped', skipped);
  list('Failed', failed);
  console.log(`\n  ${secondsSince(0)} in all\n`);
  const counts = [
    `${passed} passed`,
    `${failed.length} failed`,
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
  ];
  console.log(counts.join(', '));
  process.exit(failed.length > 0 ? 1 : 0);
}

// `npm test`: every check and every test, or, with arguments, the tests that they name to mocha:
//   npm test -- packages/core                          the tests of one folder
//   npm test -- packages/core/src/day.test.ts          of one file, named by its source
//   npm test -- --grep 'leap years'                    of one title
import './machine.mjs';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { findChromium, NoChromium } from './chromium.mjs';
import { build, generateClient, installDependencies, logFile, root } from './prepare.mjs';
import { indent, secondsSince, step } from './progress.mjs';
import { findRedis, NoRedis } from './redis.mjs';
import { runMocha } from './run-mocha.mjs';
import { CommandFailed, runQuietly } from './run-quietly.mjs';

const everyTest = ['{packages,apps}/*/dist/**/*.test.js', 'tests/dist/**/*.test.js'];
/** Tests of real processes and of long stretches of time, which wait for most of theirs: they run beside the others. */
const longTests = [
  'tests/dist/{browser,crash,system}/**/*.test.js',
  'tests/dist/engine/fortnight.test.js',
  'tests/dist/engine/market-month.test.js',
];
const houseTest = 'tests/dist/house.test.js';

const totals = { passed: 0, failed: 0, skipped: [] };
const args = process.argv.slice(2);
try {
  await installDependencies();
  await generateClient();
} catch (error) {
  if (!(error instanceof CommandFailed)) throw error;
  console.error(`\n${indent(error.message)}\n`);
  finish({ passed: 0, failed: 1, skipped: [] });
}

const compiles = await check('types', () => build());
if (args.length === 0) {
  const run =
    (name, ...command) =>
    () =>
      runQuietly(command, { cwd: root, log: logFile(`check-${name}`) });
  const bin = (...parts) => path.join(root, 'node_modules', ...parts);
  await check(
    'lint',
    run('lint', bin('@biomejs/biome/bin/biome'), 'check', '--colors=off', '--error-on-warnings', '.'),
  );
  await check('lock file', run('lock', 'scripts/check-lock.mjs'));
  // Compiled with the rest, so a first build that fails leaves none.
  if (compiles || existsSync(path.join(root, houseTest))) {
    await check('house rules', run('house', bin('mocha/bin/mocha.js'), '--reporter', 'dot', houseTest));
  }
  await check('dead code', run('dead-code', bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints'));
  await check('migrations', run('migrations', 'scripts/drift.mjs', 'check'));
  await check('generated docs', run('docs', 'scripts/docs.mjs', 'check'));
}
if (compiles) {
  // Half of the tests ask Redis; those of pages want a browser.
  process.env.TESTKIT_REDIS_SERVER = await offer('Redis', findRedis, NoRedis);
  process.env.TESTKIT_CHROMIUM = await offer('Chromium', findChromium, NoChromium);
  if (args.length > 0) count(await runMocha(toMocha(args)));
  else {
    const beside = runMocha(longTests, { held: true });
    const ignored = [houseTest, ...longTests].flatMap((spec) => ['--ignore', spec]);
    count(await runMocha([...everyTest, ...ignored]));
    const ended = await beside;
    process.stdout.write(ended.output);
    count(ended);
  }
} else console.log('\n  The tests were not run, as the code does not compile.');
finish(totals);

function count({ passed, failed, skipped }) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped.push(...skipped);
}

/** The path of a program that tests need. Without it they are not run, which is said aloud; on CI that is a failure. */
async function offer(name, find, Missing) {
  try {
    let found;
    await step(`finding ${name}`, name, async () => {
      found = await find();
    });
    return found;
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.log(`\n  The tests on ${name} are NOT RUN.\n${indent(error.message)}\n`);
    if (process.env.CI) totals.failed += 1;
    return '';
  }
}

async function check(name, work) {
  try {
    await step(name, name, async () => {
      await work();
    });
    totals.passed += 1;
    return true;
  } catch (error) {
    console.log(`\n${indent(error instanceof CommandFailed ? error.message : error.stack)}\n`);
    totals.failed += 1;
    return false;
  }
}

/** Arguments for mocha: a source, or a folder of a workspace, becomes the compiled tests that belong to it. */
function toMocha(given) {
  const isFolder = (arg) => statSync(path.join(root, arg), { throwIfNoEntry: false })?.isDirectory();
  const isSpec = (arg) => !arg.startsWith('-') && (isFolder(arg) || /\.test\.[jt]s$/.test(arg));
  const toCompiled = (arg) => {
    const place = arg
      .replace(/\/$/, '')
      .replace(/^((?:packages|apps)\/[^/]+|tests)(?:\/(?:src|dist))?(?=\/|$)/, '$1/dist');
    return isFolder(arg) ? `${place}/**/*.test.js` : place.replace(/\.ts$/, '.js');
  };
  const specs = given.filter(isSpec).map(toCompiled);
  return [...(specs.length > 0 ? specs : everyTest), ...given.filter((arg) => !isSpec(arg))];
}

function finish({ passed, failed, skipped }) {
  if (skipped.length > 0) console.log(`\n  Skipped:\n${skipped.map((title) => `    - ${title}`).join('\n')}`);
  console.log(`\n  ${secondsSince(0)} in all\n`);
  const counts = [`${passed} passed`, `${failed} failed`, ...(skipped.length > 0 ? [`${skipped.length} skipped`] : [])];
  console.log(counts.join(', '));
  process.exit(failed > 0 ? 1 : 0);
}

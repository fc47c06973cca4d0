// `npm run mutate -- PATH…`: changes the compiled code of pure rules one place at a time and counts which changes a test notices.
//   npm run mutate -- packages/core                        every rule of a package
//   npm run mutate -- packages/engine/src/planning         of a folder
//   npm run mutate -- packages/core/src/cron.ts            of one file
// A file is held by the test beside it, or, where it has none, by the tests of its folder. Stryker's runner for mocha does
// not know mocha 12: each change has a process of its own, so that what a module keeps in memory cannot hide it either.
import './machine.mjs';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { build, generateClient, installDependencies, root } from './prepare.mjs';
import { indent } from './progress.mjs';
import { CommandFailed } from './run-quietly.mjs';

/** Packages whose code asks neither Postgres nor a queue, wherever it lies; of others, what is named. */
const pure = [
  'packages/core',
  'packages/collectors',
  'packages/fundamentals',
  'packages/lake',
  'packages/portfolio',
  'packages/upstream',
];
const named = process.argv.slice(2);

if (named.length === 0) {
  console.error(
    `\n  Name what is to be changed: ${pure.join(', ')}, a folder such as packages/engine/src/planning, or a file.\n`,
  );
  process.exit(1);
}
try {
  await installDependencies();
  await generateClient();
  await build();
} catch (error) {
  if (!(error instanceof CommandFailed)) throw error;
  console.error(`\n${indent(error.message)}\n`);
  process.exit(1);
}

const groups = groupByTests(named.flatMap(sourcesIn));
if (groups.size === 0) {
  console.error(`\n  No test stands beside anything in ${named.join(', ')}.\n`);
  process.exit(1);
}
const totals = { held: 0, counted: 0 };
for (const [tests, files] of groups) report(await mutate(files, tests.split(' ')));
console.log(`\n  ${percent(totals.held, totals.counted)}  of ${totals.counted} changes were noticed\n`);

/** The sources under a path that hold rules: neither tests, nor what only passes on. */
function sourcesIn(place) {
  const from = path.resolve(root, place);
  if (!existsSync(from)) {
    console.error(`\n  There is no ${place}.\n`);
    process.exit(1);
  }
  const files = statSync(from).isFile()
    ? [from]
    : readdirSync(from, { recursive: true }).map((file) => path.join(from, file));
  return files
    .map((file) => path.relative(root, file).replaceAll(path.sep, '/'))
    .filter((file) => /^packages\/[^/]+\/src\/.*\.ts$/.test(file) && !/(?:\.(?:test|fixture)|\/index)\.ts$/.test(file));
}

/** Files by the compiled tests that hold them, as one text. */
function groupByTests(files) {
  const found = new Map();
  for (const file of files) {
    const compiled = toCompiled(file);
    const beside = compiled.replace(/\.js$/, '.test.js');
    const folder = path.posix.dirname(compiled);
    const tests = existsSync(path.join(root, beside))
      ? [beside]
      : readdirSync(path.join(root, folder))
          .filter((name) => name.endsWith('.test.js'))
          .map((name) => `${folder}/${name}`);
    if (tests.length === 0) console.log(`  ${file}: no test beside it, nor in its folder`);
    else found.set(tests.join(' '), [...(found.get(tests.join(' ')) ?? []), compiled]);
  }
  return found;
}

function toCompiled(file) {
  return file.replace('/src/', '/dist/').replace(/\.ts$/, '.js');
}

/** What became of each change of these files. */
async function mutate(files, tests) {
  const place = mkdtempSync(path.join(tmpdir(), 'tm-mutate-'));
  const workspace = files[0].split('/').slice(0, 2).join('/');
  try {
    const stryker = new Stryker({
      testRunner: 'command',
      commandRunner: {
        command: `"${process.execPath}" node_modules/mocha/bin/mocha.js --bail --reporter dot ${tests.join(' ')}`,
      },
      plugins: [],
      checkers: [],
      disableTypeChecks: false,
      mutate: files,
      ignorePatterns: ['**', `!${workspace}/dist/**`, `!${workspace}/package.json`],
      concurrency: Number(process.env.MUTATE_CONCURRENCY ?? 1),
      reporters: [],
      logLevel: 'error',
      tempDirName: place,
      timeoutMS: 5_000,
      timeoutFactor: 4,
    });
    return await stryker.runMutationTest();
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Prints what no test has noticed, by the line of the compiled file. */
function report(results) {
  for (const [file, mutants] of groupBy(results, ({ fileName }) => fileName)) {
    const valid = mutants.filter(({ status }) => !['CompileError', 'RuntimeError', 'Ignored'].includes(status));
    const survived = valid.filter(({ status }) => !['Killed', 'Timeout'].includes(status));
    const held = valid.length - survived.length;
    totals.held += held;
    totals.counted += valid.length;
    console.log(
      `\n  ${percent(held, valid.length)}  ${path.relative(root, file)}: ${survived.length} of ${valid.length} not noticed`,
    );
    for (const { location, mutatorName, replacement } of survived) {
      const text = replacement.replaceAll(/\s+/g, ' ').slice(0, 100);
      console.log(`          ${location.start.line}:${location.start.column}  ${mutatorName}: ${text}`);
    }
  }
}

function groupBy(items, keyOf) {
  const found = new Map();
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
  return found;
}

function percent(part, whole) {
  return `${whole === 0 ? 100 : ((100 * part) / whole).toFixed(1)} %`.padStart(7);
}

// Brings a clone to where it can run: dependencies, the database client, the compiled code. Each is skipped when it is
// there already. Only built-ins of Node: this runs before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installOnce } from './install-once.mjs';
import { indent, step } from './progress.mjs';
import { CommandFailed, runQuietly } from './run-quietly.mjs';

export const root = fileURLToPath(new URL('../', import.meta.url));
const inRoot = (...parts) => path.join(root, ...parts);
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** What running an installation needs compiled. */
export const apps = ['apps/api', 'apps/cli', 'apps/sandbox', 'apps/worker'];

export const logFile = (name) => inRoot('.tickermill', 'logs', `${name}.log`);

/** Everything that running needs: the applications and what they are made of, not the system tests. What fails ends us. */
export async function prepareToRun() {
  try {
    await installDependencies();
    await generateClient();
    await step('building', 'built', () => build(apps));
    await buildDashboard();
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.error(`\n${indent(error.message)}\n`);
    process.exit(1);
  }
}

export async function installDependencies() {
  if (isInstalled()) return;
  await step('installing dependencies', 'installed dependencies', async () => {
    // npm names itself to the scripts it runs; a bare `node scripts/start.mjs` looks beside Node.
    const named = process.env.npm_execpath;
    const beside = path.join(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
    const npm = named?.endsWith('npm-cli.js') ? named : beside;
    if (!existsSync(npm)) throw new Error('npm was not found beside Node. Run this with "npm start" or "npm test".');
    // The tools that compile are development dependencies, wanted under NODE_ENV=production too.
    const install = (onStart) =>
      runQuietly([npm, 'ci', '--no-audit', '--no-fund', '--include=dev'], {
        cwd: root,
        log: logFile('install'),
        // npm 10 runs every install script: with an engine named, Prisma's does not download one.
        env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
        remedy: 'Is the npm registry reachable from here ("npm ping")? Then run the command again.',
        onStart,
      });
    const record = inRoot('.tickermill', 'installing.json');
    const onWait = () => console.log('\n  · an earlier command is still installing them: waiting for it');
    await installOnce({ record, folder: inRoot('node_modules'), isDone: isInstalled, onWait, install });
  });
}

/** Whether node_modules is what package-lock.json says; npm leaves a lock of what it installed, as its last act. */
function isInstalled() {
  const record = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  return Object.entries(readJson(inRoot('package-lock.json')).packages).every(([place, wanted]) => {
    if (!place.includes('node_modules/')) return true;
    const there = installed[place];
    return there ? there.version === wanted.version : Boolean(wanted.optional || wanted.devOptional || wanted.peer);
  });
}

export async function generateClient() {
  const schema = inRoot('prisma', 'schema.prisma');
  const generated = inRoot('packages', 'store', 'src', 'generated');
  const stamp = path.join(generated, 'made-from');
  const { version } = readJson(inRoot('node_modules', 'prisma', 'package.json'));
  const madeFrom = createHash('sha256').update(version).update(readFileSync(schema)).digest('hex');
  const isThere = existsSync(path.join(generated, 'prisma', 'client.ts')) && existsSync(stamp);
  if (isThere && readFileSync(stamp, 'utf8') === madeFrom) return;
  await step('generating the database client', 'generated the database client', async () => {
    await runQuietly([inRoot('scripts', 'prisma.mjs'), 'generate'], {
      cwd: root,
      log: logFile('generate'),
      remedy: 'The client is made from prisma/schema.prisma: correct what the message names.',
    });
    mkdirSync(generated, { recursive: true });
    writeFileSync(stamp, madeFrom);
  });
}

/** What the site of the dashboard is made from, its tests left out. */
function dashboardSources() {
  const folder = inRoot('apps', 'dashboard');
  const files = ['src', 'public'].flatMap((part) =>
    readdirSync(path.join(folder, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name)),
  );
  const named = ['index.html', 'vite.config.ts', 'package.json'].map((name) => path.join(folder, name));
  return [...files, ...named, inRoot('package-lock.json')].sort();
}

/** Builds the site that the API serves, if its sources are others than those that it was built from. */
export async function buildDashboard() {
  const folder = inRoot('apps', 'dashboard');
  const stamp = path.join(folder, 'site', 'made-from');
  const hash = createHash('sha256');
  for (const file of dashboardSources()) hash.update(path.relative(root, file)).update(readFileSync(file));
  const madeFrom = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === madeFrom) return;
  await step('building the dashboard', 'built the dashboard', async () => {
    await runQuietly([inRoot('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], {
      cwd: folder,
      log: logFile('dashboard'),
      remedy: 'The dashboard does not build: correct what the message names and run the command again.',
    });
    writeFileSync(stamp, madeFrom);
  });
}

/**
 * Compiles what changed of these projects and of what they refer to, in one process of the compiler. Resolves to false if
 * nothing had to be.
 */
export async function build(projects = ['.']) {
  const compiler = inRoot('node_modules', '@typescript', 'native', 'bin', 'tsc');
  const output = await runQuietly([compiler, '--build', '--verbose', ...projects.map((project) => inRoot(project))], {
    cwd: root,
    log: logFile('build'),
    isNoise: (line) => !line.trim() || /^(?:\d+:\d+:\d+ [AP]M - | {4}\* )/.test(line),
    remedy: 'The code above does not compile: correct it and run the command again.',
  });
  removeOrphans();
  return output.includes(' - Building project ');
}

/** The compiler leaves the output of a source that is gone: a deleted test would go on running. */
function removeOrphans() {
  const groups = ['packages', 'apps'].flatMap((group) => readdirSync(inRoot(group)).map((name) => inRoot(group, name)));
  for (const workspace of [...groups, inRoot('tests'), inRoot('bench')]) {
    const dist = path.join(workspace, 'dist');
    if (!existsSync(path.join(dist, '.tsbuildinfo'))) continue;
    for (const entry of readdirSync(dist, { recursive: true })) {
      const stem = /^(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(entry)?.[1];
      if (stem === undefined) continue;
      const sources = ['.ts', '.tsx'].map((extension) => path.join(workspace, 'src', stem + extension));
      if (!sources.some(existsSync)) rmSync(path.join(dist, entry));
    }
  }
}

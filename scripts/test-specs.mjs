// What the arguments of `npm test` name: compiled tests for mocha, and the projects that have to be compiled for them.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './prepare.mjs';

const everyTest = ['{packages,apps}/*/dist/**/*.test.js', 'tests/dist/**/*.test.js'];

/** The workspace that a path of the checkout lies in, such as `packages/core`; undefined for one in none. */
const workspaceOf = (place) => /^(?:(?:packages|apps)\/[^/]+|tests)(?=\/|$)/.exec(place)?.[0];

/**
 * `specs`: a source, or a folder of a workspace, becomes the compiled tests that belong to it; `options` are mocha's;
 * `projects` are the workspaces to compile, undefined where all are asked for.
 */
export function readArguments(given) {
  const places = given.map((arg) => path.relative(root, path.resolve(root, arg)));
  const isFolder = (place) => statSync(path.join(root, place), { throwIfNoEntry: false })?.isDirectory();
  const isSpec = (arg, index) => !arg.startsWith('-') && (isFolder(places[index]) || /\.test\.[jt]s$/.test(arg));
  const named = places.filter((_, index) => isSpec(given[index], index));
  const projects = named.map(workspaceOf);
  return {
    specs: named.length > 0 ? named.map(toCompiled) : everyTest,
    options: given.filter((arg, index) => !isSpec(arg, index)),
    projects: named.length > 0 && projects.every(Boolean) ? [...new Set(projects)] : undefined,
  };

  function toCompiled(place) {
    const compiled = place.replace(/^((?:packages|apps)\/[^/]+|tests)(?:\/(?:src|dist))?(?=\/|$)/, '$1/dist');
    return isFolder(place) ? `${compiled}/**/*.test.js` : compiled.replace(/\.ts$/, '.js');
  }
}

/** Whether tests of these projects can reach `wanted`, by the references that the compiler follows. */
export function reaches(projects, wanted) {
  const seen = new Set();
  const visit = (project) => {
    if (seen.has(project)) return;
    seen.add(project);
    const config = path.join(root, project, 'tsconfig.json');
    if (!existsSync(config)) return;
    const { references = [] } = JSON.parse(readFileSync(config, 'utf8'));
    for (const reference of references) visit(path.relative(root, path.resolve(root, project, reference.path)));
  };
  for (const project of projects) visit(project);
  return seen.has(wanted);
}

/** Tests that are long by nature, such as a month of the market: `npm run test:long` runs them. */
export const longTests = /\.long\.test\.js$/;

/** Every compiled test, as a path from the root. */
export function findTests() {
  const groups = ['packages', 'apps'].flatMap((group) =>
    readdirSync(path.join(root, group)).map((name) => `${group}/${name}/dist`),
  );
  return [...groups, 'tests/dist']
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true }).map((entry) => `${folder}/${entry}`))
    .filter((file) => file.endsWith('.test.js'))
    .sort();
}

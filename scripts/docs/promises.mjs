import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Commands of npm itself, which no package.json lists. */
const ownCommands = new Set(['ci', 'install', 'run', 'exec', 'view', 'ping', 'update', 'outdated']);

/** Links of a document that lead nowhere, and paths and npm commands in it that do not exist, each as `file:line  what`. */
export function brokenPromises(root, file) {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const text = readFileSync(path.join(root, file), 'utf8');
  const at = (index) => `${file}:${text.slice(0, index).split('\n').length}`;
  const isCommand = (word) => word in scripts || ownCommands.has(word);

  const links = [...text.matchAll(/\]\(([^)\s]+)(?:\s"[^"]*")?\)/g)].filter(
    ([, target]) => !leadsSomewhere(root, file, target),
  );
  const commands = [...text.matchAll(/(?<=[`"$(]\s?|^\s*)npm (?:run )?([a-z][\w:-]*)/gm)].filter(
    ([whole, word]) => !(whole.startsWith('npm run') ? word in scripts : isCommand(word)),
  );
  // Plain paths alone, and none of what a build or a start makes.
  const paths = [...text.matchAll(/`((?:apps|packages|prisma|scripts|tests|bench|docs)\/[\w./-]+)`/g)].filter(
    ([, place]) => !/\b(?:dist|fixtures|bin)\b/.test(place) && !existsSync(path.join(root, place)),
  );
  return [
    ...paths.map(({ index, 1: place }) => `${at(index)}  ${place} does not exist`),
    ...links.map(({ index, 1: target }) => `${at(index)}  ${target} leads nowhere`),
    ...commands.map(({ index, 0: command }) => `${at(index)}  "${command}" is not in package.json`),
  ];
}

/** Pages of docs/ and workspaces that the README does not link to. */
export function missingInReadme(root) {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8');
  const pages = readdirSync(path.join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const workspaces = ['apps', 'packages'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => existsSync(path.join(root, folder, name, 'package.json')))
      .map((name) => `${folder}/${name}`),
  );
  return [...pages.map((name) => `docs/${name}`), ...workspaces]
    .filter((place) => !text.includes(`](${place})`))
    .map((place) => `README.md:1  has no link to ${place}`);
}

function leadsSomewhere(root, file, target) {
  if (/^[a-z]+:/.test(target)) return true;
  const [place, anchor] = target.split('#');
  const found = place ? path.join(root, path.dirname(file), decodeURIComponent(place)) : path.join(root, file);
  if (!existsSync(found)) return false;
  return !anchor || !found.endsWith('.md') || anchors(readFileSync(found, 'utf8')).has(anchor);
}

/** The anchors that GitHub gives to the headings of a page. */
function anchors(text) {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
  return new Set(headings);
}

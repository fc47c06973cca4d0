import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '@tickermill/testkit';
import { textOf } from './compose.ts';
import { environmentOf, readStages, type Stage } from './dockerfile.ts';

/** A stage as it is on this disk: its root, and what it sets for what runs in it. */
interface Built {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where commands run in it. */
  readonly folder: string;
}

/** What a .dockerignore names is not there for the build, save what a later line takes back (`!`). */
function ignored(): (file: string) => boolean {
  const patterns = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const isKept = line.startsWith('!');
      const source = line
        .replace(/^!/, '')
        .replaceAll('.', '\\.')
        .replaceAll('**/', '(?:.*/)?')
        .replaceAll(/(?<!\.|\))\*/g, '[^/]*');
      return { isKept, pattern: new RegExp(`^${source}(?:/|$)`) };
    });
  return (file) => patterns.findLast(({ pattern }) => pattern.test(file))?.isKept === false;
}

/**
 * Does what the Dockerfile says, stage by stage, in folders in place of images: the same commands on copies of the same
 * files. What an image of Node brings is taken from this machine. Returns the last stage.
 */
export async function replayDockerfile(place: string, print: (what: string) => void): Promise<Built> {
  const isIgnored = ignored();
  const built = new Map<string, Built>();
  const stages = readStages(textOf('Dockerfile'));
  for (const stage of stages) {
    const before = built.get(stage.from);
    const root = path.join(place, stage.name);
    const environment = { ...before?.environment, ...environmentOf(stage) };
    mkdirSync(root, { recursive: true });
    if (before) cpSync(before.root, root, { recursive: true, verbatimSymlinks: true });
    const folder = path.join(root, before ? path.relative(before.root, before.folder) : '');
    const start = { root, environment, folder };
    built.set(stage.name, { ...start, folder: await replayStage(stage, start, built, isIgnored, print) });
  }
  const last = built.get(stages.at(-1)?.name ?? '');
  if (!last) throw new Error('the Dockerfile has no stage');
  return last;
}

async function replayStage(
  { name, instructions }: Stage,
  { root, environment, folder: start }: Built,
  built: ReadonlyMap<string, Built>,
  isIgnored: (file: string) => boolean,
  print: (what: string) => void,
): Promise<string> {
  let folder = start;
  for (const { name: instruction, flags, rest } of instructions) {
    if (instruction === 'WORKDIR') {
      folder = path.join(root, rest);
      mkdirSync(folder, { recursive: true });
    } else if (instruction === 'COPY') {
      const parts = rest.split(/\s+/);
      const target = parts.pop() ?? '';
      const from = flags['from'];
      for (const source of parts) {
        const place = from === undefined ? path.join(checkout, source) : path.join(built.get(from)?.root ?? '', source);
        copy(place, { folder, target }, (file) => from !== undefined || !isIgnored(path.relative(checkout, file)));
      }
    } else if (instruction === 'RUN') {
      const startedAt = performance.now();
      await run(rest, folder, environment);
      print(`${name}: ${rest.slice(0, 60)}… ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    }
  }
  return folder;
}

/** A file goes into a folder that ends with a slash, or becomes what is named; what is in a folder goes into the other. */
function copy(
  source: string,
  { folder, target }: { folder: string; target: string },
  isWanted: (file: string) => boolean,
) {
  const isFile = statSync(source).isFile();
  const into = path.resolve(folder, target);
  const to =
    isFile && (target.endsWith('/') || (existsSync(into) && statSync(into).isDirectory()))
      ? path.join(into, path.basename(source))
      : into;
  cpSync(source, to, { recursive: true, verbatimSymlinks: true, filter: isWanted });
}

function run(command: string, cwd: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, ...environment };
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-ec', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(0, 8_000);
      });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command}: exit code ${code}\n${said}`)),
    );
  });
}

/** Takes the leave to write from all of a tree, lets all read it, and counts it. */
export function seal(folder: string): { files: number; bytes: number } {
  const sum = { files: 0, bytes: 0 };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const place = path.join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    const { mode, size } = statSync(place);
    chmodSync(place, entry.isDirectory() || mode & 0o100 ? 0o555 : 0o444);
    if (!entry.isFile()) continue;
    sum.files += 1;
    sum.bytes += size;
  }
  chmodSync(folder, 0o555);
  return sum;
}

/** Gives the owner leave to write in the folders of a tree again, so that it can be removed. */
export function unseal(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) unseal(path.join(folder, entry.name));
}

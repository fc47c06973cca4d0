import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** An import of a source file: static, dynamic, of types, or resolved by name. */
interface Import {
  readonly specifier: string;
  readonly line: number;
}

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The text with its comments blanked: lines and columns stay. */
  readonly code: string;
  readonly isTest: boolean;
  readonly imports: readonly Import[];
  /** The workspace that it belongs to; null for the scripts of the root. */
  readonly workspace: Workspace | null;
}

export interface Workspace {
  /** From the root, such as `packages/core`. */
  readonly folder: string;
  /** Such as `core`. */
  readonly short: string;
  /** `tests`: those, and `bench`, which measures what they test. */
  readonly kind: 'package' | 'app' | 'tests';
  readonly declared: readonly string[];
  /** The keys of its `exports`: `.`, `./ledger`. */
  readonly entries: readonly string[];
}

/** A rule of the house: what `find` returns breaks it, each as `file:line  what`. */
export interface Rule {
  readonly name: string;
  readonly reason: string;
  find(): string[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Every file that git knows or would add, generated code therefore not. */
export const paths = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(path.join(root, file)));

export const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

export const workspaces: readonly Workspace[] = paths
  .filter((file) => /^(?:(?:packages|apps)\/[^/]+|tests|bench)\/package\.json$/.test(file))
  .map((file) => {
    const { dependencies = {}, optionalDependencies = {}, devDependencies = {}, exports = {} } = JSON.parse(read(file));
    const folder = path.posix.dirname(file);
    const kind = !folder.includes('/') ? 'tests' : folder.startsWith('apps/') ? 'app' : 'package';
    return {
      folder,
      short: path.posix.basename(folder),
      kind,
      declared: Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies }),
      entries: Object.keys(exports),
    };
  });

export const sources: readonly SourceFile[] = paths
  .filter((file) => /^(?:packages|apps|tests|bench|scripts)\/.*\.(?:ts|tsx|mjs)$/.test(file))
  .map((file) => {
    const text = read(file);
    const code = blankComments(text);
    return {
      path: file,
      text,
      code,
      isTest: /\.(?:test|fixture)\.tsx?$/.test(file),
      imports: importsOf(code),
      workspace: workspaces.find(({ folder }) => file.startsWith(`${folder}/`)) ?? null,
    };
  });

/** Where a pattern occurs in a text of a file, as `file:line  what`. */
export function occurrences(file: SourceFile, pattern: RegExp, text = file.code): string[] {
  return [...text.matchAll(pattern)].map((match) => `${file.path}:${lineAt(text, match.index)}  ${match[0].trim()}`);
}

/** The npm package of a specifier, or null for a file or a module of Node. */
export function packageOf(specifier: string): string | null {
  if (/^(?:\.|\/|node:)/.test(specifier)) return null;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function importsOf(code: string): Import[] {
  const patterns = [
    /^[ \t]*(?:import|export)\s[^'";]*?from\s*'([^']+)'/gm,
    /^[ \t]*import\s*'([^']+)'/gm,
    /\bimport\(\s*'([^']+)'/g,
    /\b(?:require|import\.meta|createRequire\([^()]*\))\.resolve\(\s*'([^']+)'/g,
  ];
  return patterns.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      specifier: match[1] ?? '',
      line: lineAt(code, match.index + match[0].length),
    })),
  );
}

function blankComments(text: string): string {
  const stringOrComment = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(stringOrComment, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

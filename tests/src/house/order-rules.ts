import path from 'node:path';
import { type Rule, type SourceFile, sources } from './sources.ts';

/**
 * The folders of a package from the bottom up: a file imports from its own folder and from those before it. `.` is the
 * files of the root, without the entry.
 */
const folderOrder: Readonly<Record<string, readonly string[]>> = {
  'packages/engine/src': [
    'queues',
    '.',
    'sources',
    'datasets',
    'planning',
    'parsing',
    'collecting',
    'events',
    'replay',
    'imports',
    'runs',
    'refresh',
    'schedules',
    'backfills',
    'bulk',
    'portfolios',
    'explain',
    'console',
    'exports',
    'lake',
    'maintenance',
    'worker',
  ],
  'packages/fundamentals/src': ['.', 'facts', 'figures', 'metrics', 'sections'],
  'packages/store/src': [
    'generated',
    '.',
    'korea',
    'market',
    'universe',
    'prices',
    'portfolios',
    'insider-trades',
    'fundamentals',
    'watch-rules',
    'datasets',
    'ledger',
    'refresh',
    'schedules',
    'quality',
    'lake',
    'bulk',
    'sources',
    'events',
    'changes',
    'alerts',
    'accounts',
    'dashboard',
    'fleet',
    'backups',
    'storage',
    'postgres',
  ],
};

/** The file of this repository that a relative import names. */
const targetOf = (file: SourceFile, specifier: string): string | null =>
  specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file.path), specifier) : null;

const importsOf = new Map(
  sources.map((file) => [
    file.path,
    file.imports.flatMap(({ specifier, line }) => {
      const to = targetOf(file, specifier);
      return to === null ? [] : [{ to, line }];
    }),
  ]),
);

/** The shortest way along imports from one file back to itself; null if there is none. */
function circleOf(start: string): string[] | null {
  const cameFrom = new Map<string, string>();
  const next = [start];
  for (const file of next) {
    for (const { to } of importsOf.get(file) ?? []) {
      if (to === start) {
        const way = [file];
        for (let at = file; at !== start; ) {
          at = cameFrom.get(at) ?? start;
          way.unshift(at);
        }
        return [...way, start];
      }
      if (cameFrom.has(to) || !importsOf.has(to)) continue;
      cameFrom.set(to, file);
      next.push(to);
    }
  }
  return null;
}

/** Every circle once, under the first of its files. */
function circles(): string[] {
  const seen = new Set<string>();
  return [...importsOf.keys()].sort().flatMap((file) => {
    if (seen.has(file)) return [];
    const circle = circleOf(file);
    for (const each of circle ?? []) seen.add(each);
    return circle ? [`${file}:1  ${circle.map((each) => path.posix.basename(each)).join(' → ')}`] : [];
  });
}

/** Imports of a package that go up, and folders that have no place in its order. */
function upwards(): string[] {
  return Object.entries(folderOrder).flatMap(([root, order]) => {
    const folderOf = (file: string) => {
      const [folder = '', below] = file.slice(root.length + 1).split('/');
      return below === undefined ? '.' : folder;
    };
    const files = [...importsOf].filter(
      ([file]) => file.startsWith(`${root}/`) && file !== `${root}/index.ts` && !file.endsWith('.test.ts'),
    );
    return files.flatMap(([file, imports]) => {
      const at = order.indexOf(folderOf(file));
      if (at < 0) return [`${file}:1  ${folderOf(file)} has no place in the order of order-rules.ts`];
      return imports.flatMap(({ to, line }) => {
        if (!to.startsWith(`${root}/`) || order.indexOf(folderOf(to)) <= at) return [];
        return [`${file}:${line}  ${folderOf(file)} is below ${folderOf(to)}`];
      });
    });
  });
}

export const orderRules: readonly Rule[] = [
  {
    name: 'no file imports itself by way of others',
    reason:
      'Files in a circle are one file: none can be read, moved or tested without the rest. Types count; the linter lets those pass. Move what two files share below both.',
    find: circles,
  },
  {
    name: 'folders of a package stand in an order',
    reason:
      'Within engine and store the arrows point down as they do between packages. Move what is shared down, or what calls up: a folder that knows too much belongs higher.',
    find: upwards,
  },
];

import { paths, type Rule, read, sources, workspaces } from './sources.ts';

const vague = /^(?:utils?|helpers?|lib|libs|common|manager|base)$/;
const collectorsDir = 'packages/collectors/src';

/** Folders and names of a path below the workspaces, extensions left out. */
const parts = (file: string) => file.split('/').map((part) => part.replace(/\..*$/, ''));

/** What is wrong between the folders of collectors and the list that makes them exist. */
function unregistered(): string[] {
  const registry = read(`${collectorsDir}/registry.ts`);
  const listed: readonly string[] = /\bcollectors = \[([^\]]*)\]/.exec(registry)?.[1]?.match(/\w+/g) ?? [];
  const nameOf = new Map(
    [...registry.matchAll(/import \{ (\w+) \} from '\.\/([^/]+)\/collector\.ts'/g)].map(([, name, folder]) => [
      folder,
      name,
    ]),
  );
  const inFolder = /^packages\/collectors\/src\/([^/]+)\//;
  const folders = new Set(paths.flatMap((file) => inFolder.exec(file)?.[1] ?? []));
  return [
    ...[...folders].flatMap((folder) => {
      const file = `${collectorsDir}/${folder}/collector.ts`;
      if (!paths.includes(file)) return [`${collectorsDir}/${folder}:1  has no collector.ts`];
      const id = /defineCollector\(\{[^}]*?\bid: '([^']+)'/.exec(read(file))?.[1];
      const isListed = listed.includes(nameOf.get(folder) ?? '');
      return [
        ...(id === folder ? [] : [`${file}:1  the collector is called ${id ?? 'nothing'}, its folder ${folder}`]),
        ...(isListed ? [] : [`${file}:1  is not listed in registry.ts`]),
      ];
    }),
    ...listed
      .filter((name) => ![...nameOf].some(([folder, known]) => known === name && folders.has(folder ?? '')))
      .map((name) => `${collectorsDir}/registry.ts:1  lists ${name}, which has no folder`),
  ];
}

export const layoutRules: readonly Rule[] = [
  {
    name: 'a collector exists when it is listed',
    reason:
      'A collector is one folder, named like its id, and one line in registry.ts. A forgotten line is a silent absence.',
    find: unregistered,
  },
  {
    name: 'names say what is inside',
    reason: 'Everything imports a folder of odds and ends, and it imports everything. Name the file by what it is.',
    find: () =>
      paths
        .filter(
          (file) =>
            /^(?:packages|apps|tests|bench|scripts)\//.test(file) && parts(file).some((part) => vague.test(part)),
        )
        .map((file) => `${file}:1`),
  },
  {
    name: 'files are named in kebab-case',
    reason: 'One way to write a name, and none that two file systems see differently.',
    find: () =>
      sources
        .filter((file) => !file.path.split('/').every((part) => /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(part)))
        .map((file) => `${file.path}:1`),
  },
  {
    name: 'a package has an entry',
    reason: 'src/index.ts is what a package offers; without it nothing can be imported.',
    find: () =>
      workspaces
        .filter(({ kind, folder }) => kind === 'package' && !paths.includes(`${folder}/src/index.ts`))
        .map(({ folder }) => `${folder}/src/index.ts:1  is missing`),
  },
];

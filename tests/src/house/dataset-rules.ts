import { type DatasetId, datasets } from '@tickermill/core';
import { occurrences, type Rule, read, type SourceFile, sources } from './sources.ts';

/** Folders that work for any dataset. */
const generic = ['engine/src/planning', 'engine/src/runs', 'engine/src/collecting', 'store/src/ledger'];
const page = 'docs/adding-a-dataset.md';
/** What the latest datasets needed, the page must name. */
const latest: readonly DatasetId[] = ['quotes', 'daily-prices'];

const isBelow = (folder: string) => (file: SourceFile) => file.path === folder || file.path.startsWith(`${folder}/`);
const naming = (ids: readonly string[]) => new RegExp(`'(?:${ids.join('|')})'`, 'g');
const shipped = sources.filter(
  ({ path, isTest }) => /^(?:packages|apps)\/[^/]+\/src\//.test(path) && !isTest && !path.startsWith('apps/sandbox/'),
);

/** The files and folders in the tables of the page. */
const listed = (): string[] =>
  read(page)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => [...line.matchAll(/`((?:packages|apps|prisma)\/[^`]+)`/g)].map(([, path]) => path ?? ''));

function unlisted(): string[] {
  const places = listed();
  return shipped
    .filter((file) => !places.some((place) => isBelow(place)(file)))
    .flatMap((file) => occurrences(file, naming(latest)));
}

/** Places that the page names and that hold nothing of the latest datasets, nor of any. */
const idle = (): string[] =>
  listed()
    .filter((place) => place.startsWith('packages/') || place.startsWith('apps/'))
    .filter((place) => !sources.some(isBelow(place)))
    .map((place) => `${page}:1  names ${place}, which is not there`);

export const datasetRules: readonly Rule[] = [
  {
    name: 'what works for any dataset names none',
    reason:
      'Planning, collecting, running and the ledger work for every dataset. What one of them needs is said by its definition (packages/engine/src/datasets) or its table (packages/store/src/datasets), so that the next one needs no change here.',
    find: () =>
      shipped
        .filter((file) => generic.some((folder) => isBelow(`packages/${folder}`)(file)))
        .flatMap((file) => occurrences(file, naming(Object.keys(datasets)))),
  },
  {
    name: 'a dataset is added where the page says',
    reason: `${page} leads through a new dataset. A file that names ${latest.join(' or ')} and does not stand in its tables is a place that the next newcomer will miss: name it there, or ask the definition.`,
    find: () => [...unlisted(), ...idle()],
  },
];
